import { usePage } from "../page.tsx";

/** Settlements. */
export function SettlementsView() {
  const { t } = usePage();
  return <h1>{t().settlements.title}</h1>;
}
