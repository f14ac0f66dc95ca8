import { usePage } from "../page.tsx";

/** Verify. */
export function VerifyView() {
  const { t } = usePage();
  return <h1>{t().verify.title}</h1>;
}
