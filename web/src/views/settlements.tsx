import { createSignal, Show } from "solid-js";
import { type PeriodHistory, stateOf } from "../chain/submissions.ts";
import { usePage } from "../page.tsx";
import { Rounded } from "../parts/amount.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { StatusBadge } from "../parts/status-badge.tsx";
import { Time } from "../parts/time.tsx";
import { hrefTo } from "../router.ts";
import "../styles/settlements.css";

const PORTION = 50;

const isStanding = ({ latest }: PeriodHistory) => ["pending", "finalized"].includes(stateOf(latest));

/** All periods, the newest first. */
export function SettlementsView() {
  const { t, history } = usePage();
  const [shown, setShown] = createSignal(PORTION);
  const rows = () => history().periods.slice(0, shown());
  const words = () => t().settlements;
  const money = (name: string, of: (row: PeriodHistory) => bigint) => ({
    name,
    isNumber: true,
    cell: (row: PeriodHistory) => <Rounded units={of(row)} />,
  });
  const columns = () => [
    {
      name: words().columns.period,
      isHead: true,
      cell: ({ period }: PeriodHistory) => <a href={hrefTo("settlements", period)}>{words().period(String(period))}</a>,
    },
    {
      name: words().columns.ended,
      cell: ({ latest }: PeriodHistory) => <Time seconds={latest.settlement.endTime} day />,
    },
    money(words().columns.loss, ({ latest }) => latest.settlement.loss),
    money(words().columns.coverage, ({ latest }) => latest.terms.coverage),
    money(words().columns.shared, ({ latest }) => latest.terms.shared),
    money(words().columns.deficit, ({ latest }) => latest.terms.deficit),
    {
      name: words().columns.status,
      cell: ({ latest }: PeriodHistory) => <StatusBadge state={stateOf(latest)} />,
    },
  ];
  return (
    <>
      <h1>{words().title}</h1>
      <p>{words().intro}</p>
      <Show
        when={history().periods.length > 0}
        fallback={<p class="quiet">{history().isComplete ? words().none : t().common.loading}</p>}
      >
        <DataTable
          caption={words().title}
          hideCaption
          kind="settle"
          columns={columns()}
          rows={rows()}
          rowClass={(row) => (isStanding(row) ? undefined : "void")}
        />
        <Show when={shown() < history().periods.length}>
          <button type="button" onClick={() => setShown(shown() + PORTION)}>
            {words().more}
          </button>
        </Show>
      </Show>
    </>
  );
}
