import { Show } from "solid-js";
import { type Bucket, DAY } from "../../chain/buckets.ts";
import { agreesWith, FLOW_KINDS, sumsOf } from "../../chain/flows.ts";
import { csvOf } from "../../csv.ts";
import { plainAmount, plainTime } from "../../format.ts";
import type { Latest } from "../../latest.ts";
import { usePage } from "../../page.tsx";
import { Rounded } from "../../parts/amount.tsx";
import { CsvButton } from "../../parts/csv-button.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { FlowChart } from "../../parts/flow-chart.tsx";
import type { GovernanceRead } from "./governance.tsx";

/** What came in and went out over time, as a picture, a table and a file. */
export function MoneyOverTime(props: {
  money: { readonly size: bigint; readonly buckets: readonly Bucket[] } | undefined;
  governance: Latest<GovernanceRead>;
}) {
  const { t, live, history, formats } = usePage();
  const words = () => t().overview.money;
  const isHours = () => (props.money?.size ?? DAY) < DAY;
  const agrees = () => {
    const { counted, flows } = history();
    return counted !== undefined && agreesWith(sumsOf(flows), counted.totals);
  };
  const isUnread = () => {
    const { value, error } = props.governance;
    return value === undefined ? error !== undefined : value.marks === undefined;
  };
  const columns = () => [
    {
      name: isHours() ? words().hour : words().day,
      isHead: true,
      cell: ({ start }: Bucket) => <span class="whole">{formats().span(start, isHours())}</span>,
    },
    ...FLOW_KINDS.map((kind) => ({
      name: t().common.flows[kind],
      isNumber: true,
      cell: ({ sums }: Bucket) => (sums[kind] === 0n ? "–" : <Rounded units={sums[kind]} />),
    })),
    { name: words().assets, isNumber: true, cell: ({ assets }: Bucket) => <Rounded units={assets} /> },
  ];
  return (
    <section class="money">
      <h2>{words().title}</h2>
      <Show when={props.money} fallback={<p class="lead chart-space">{words().notRead}</p>}>
        {(shown) => (
          <Show when={shown().buckets.length > 0} fallback={<p class="lead">{words().nothing}</p>}>
            <FlowChart
              buckets={shown().buckets}
              size={shown().size}
              changes={props.governance.value?.marks}
              isUnread={isUnread()}
            />
            <p class="lead">
              {words().source(formats().count(history().eventCount))} {agrees() ? words().agrees : words().differs}
            </p>
            <details>
              <summary>{words().table}</summary>
              <DataTable caption={words().caption} columns={columns()} rows={[...shown().buckets].reverse()} />
            </details>
            <div class="actions">
              <CsvButton name="fund-flows.csv" content={() => flowsCsv(shown().buckets, live().token?.decimals ?? 6)} />
            </div>
          </Show>
        )}
      </Show>
    </section>
  );
}

/** The table as a file: one form for everybody, whatever the language. */
function flowsCsv(buckets: readonly Bucket[], decimals: number): string {
  return csvOf(
    ["start_utc", ...FLOW_KINDS, "assets"],
    buckets.map(({ start, sums, assets }) => [
      plainTime(start),
      ...FLOW_KINDS.map((kind) => plainAmount(sums[kind], decimals)),
      plainAmount(assets, decimals),
    ]),
  );
}
