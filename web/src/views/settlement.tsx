import { usePage } from "../page.tsx";

/** One period's settlement. */
export function SettlementView(props: { period: bigint }) {
  const { t } = usePage();
  return <h1>{t().settlements.period(String(props.period))}</h1>;
}
