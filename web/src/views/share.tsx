import { usePage } from "../page.tsx";

/** Share. */
export function ShareView() {
  const { t } = usePage();
  return <h1>{t().share.title}</h1>;
}
