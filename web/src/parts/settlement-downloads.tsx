import type { Submission } from "../chain/submissions.ts";
import { usePage } from "../page.tsx";
import { type Exported, settlementsCsv, settlementsJson } from "../settlements-export.ts";
import { CsvButton, SaveButton } from "./csv-button.tsx";

/** Takes the list of settlements along, as it was chosen; once all of them are read. */
export function SettlementDownloads(props: { submissions: readonly Submission[] }) {
  const { t, live, history } = usePage();
  const exported = (): Exported | undefined => {
    const { fund, chainId, token } = live();
    const { counted } = history();
    if (fund === undefined || chainId === undefined || token === undefined || counted === undefined) return undefined;
    return { chainId, fund: fund.address, decimals: token.decimals, block: counted.block };
  };
  const isReady = () => exported() !== undefined && history().isComplete && history().failure === undefined;
  const filled = (make: (of: Exported) => string) => () => {
    const of = exported();
    return of === undefined ? "" : make(of);
  };
  return (
    <>
      <CsvButton
        name="settlements.csv"
        disabled={!isReady()}
        content={filled((of) => settlementsCsv(props.submissions, of))}
      />
      <SaveButton
        label={t().common.json}
        name="settlements.json"
        type="application/json"
        disabled={!isReady()}
        content={filled((of) => settlementsJson(props.submissions, of))}
      />
    </>
  );
}
