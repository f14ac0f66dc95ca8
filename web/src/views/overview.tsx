import { usePage } from "../page.tsx";

/** Overview. */
export function OverviewView() {
  const { t } = usePage();
  return <h1>{t().overview.title}</h1>;
}
