import { usePage } from "../page.tsx";

/** Rule. */
export function RuleView() {
  const { t } = usePage();
  return <h1>{t().rule.title}</h1>;
}
