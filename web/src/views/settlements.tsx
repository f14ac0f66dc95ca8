import { createMemo, type JSX, Show } from "solid-js";
import { rateOf } from "../chain/parts-of-loss.ts";
import { type Submission, stateOf } from "../chain/submissions.ts";
import { usePage } from "../page.tsx";
import { Rounded } from "../parts/amount.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { createNextStep } from "../parts/next-steps.tsx";
import { SettlementDownloads } from "../parts/settlement-downloads.tsx";
import { SplitPicture } from "../parts/split-picture.tsx";
import { StatusBadge } from "../parts/status-badge.tsx";
import { Time } from "../parts/time.tsx";
import { hrefTo } from "../router.ts";
import { choiceFrom, chosen, groupOf, type ListChoice, monthOf, PORTION, queryOf } from "../settlements-list.ts";
import { ListTools } from "./settlements/tools.tsx";
import "../styles/settlements.css";

/** All submissions, right and wrong ones, the newest first unless the visitor chooses. */
export function SettlementsView() {
  const { t, history, route, formats } = usePage();
  const words = () => t().settlements;
  const choice = createMemo(() => choiceFrom(route().query));
  const periods = createMemo(() => history().periods);
  const all = createMemo(() => periods().flatMap(({ latest, earlier }) => [latest, ...earlier]));
  const found = createMemo(() => chosen(all(), choice(), formats().decimals));
  const rows = () => found().slice(0, choice().shown);
  const choose = (change: Partial<ListChoice>) => {
    location.replace(hrefTo("settlements", undefined, queryOf({ ...choice(), shown: PORTION, ...change })));
  };
  const count = (number: number) => formats().count(number);
  return (
    <>
      <div class="title">
        <h1>{words().title}</h1>
        <Show when={history().isComplete && all().length > 0}>
          <p class="quiet">{words().all(count(all().length), count(history().periods.length))}</p>
        </Show>
      </div>
      <p class="lead">{words().intro}</p>
      <Show
        when={all().length > 0}
        fallback={<p class="quiet">{history().isComplete ? words().none : t().common.loading}</p>}
      >
        <ListTools all={all()} choice={choice()} choose={choose} />
        <Show
          when={found().length > 0}
          fallback={<p class="quiet">{history().isComplete ? words().noneFound : t().common.loading}</p>}
        >
          <SettlementTable rows={rows()} found={found()} isByTime={choice().order === "newest"} />
        </Show>
        <Show when={!history().isComplete}>
          <p class="quiet">{words().moreToCome}</p>
        </Show>
        <p class="more">
          <Show when={rows().length < found().length}>
            <button type="button" onClick={() => choose({ shown: choice().shown + PORTION })}>
              {words().more}
            </button>
          </Show>{" "}
          <span class="small quiet">{words().shown(count(rows().length), count(found().length))}</span>
        </p>
        <p class="actions">
          <SettlementDownloads submissions={found()} />
        </p>
      </Show>
    </>
  );
}

function SettlementTable(props: { rows: readonly Submission[]; found: readonly Submission[]; isByTime: boolean }) {
  const { t, formats, live } = usePage();
  const words = () => t().settlements;
  const columnWords = () => words().columns;
  const largest = createMemo(() =>
    props.rows.reduce<Submission | undefined>(
      (best, row) => (groupOf(row) !== "void" && row.settlement.loss > (best?.settlement.loss ?? 0n) ? row : best),
      undefined,
    ),
  );
  const money = (name: string, place: string, of: (row: Submission) => bigint) => ({
    name,
    place,
    isNumber: true,
    cell: (row: Submission) => <Rounded units={of(row)} />,
  });
  const columns = () => [
    { name: columnWords().status, place: "state", cell: (row: Submission) => <State submission={row} /> },
    {
      name: columnWords().period,
      isHead: true,
      cell: (row: Submission) => <PeriodLink submission={row} inMonth={props.isByTime} />,
    },
    { name: columnWords().ends, place: "ends", cell: (row: Submission) => <Ends submission={row} /> },
    money(columnWords().loss, "loss", ({ settlement }) => settlement.loss),
    {
      name: columnWords().bears,
      place: "pic",
      cell: (row: Submission) => <Bears submission={row} scale={largest()?.settlement.loss ?? 0n} />,
    },
    money(columnWords().coverage, "of-fund", ({ terms }) => terms.coverage),
    money(columnWords().shared, "of-winners", ({ terms }) => terms.shared),
    money(columnWords().deficit, "open", ({ terms }) => terms.deficit),
    {
      name: columnWords().rate,
      place: "rate",
      isNumber: true,
      cell: (row: Submission) => {
        const { part, whole } = rateOf(row);
        return row.terms.shared === 0n ? "–" : formats().rate(part, whole);
      },
    },
  ];
  const caption = () => {
    const most = largest();
    const symbol = live().token?.symbol ?? "";
    return most === undefined
      ? words().caption(symbol)
      : `${words().caption(symbol)} ${words().scale(formats().rounded(most.settlement.loss), String(most.settlement.period))}`;
  };
  return (
    <DataTable
      caption={caption()}
      kind="settle"
      columns={columns()}
      rows={props.rows}
      rowClass={(row) => (groupOf(row) === "void" ? "void" : undefined)}
      above={(row, before) =>
        props.isByTime && (before === undefined || monthOf(before) !== monthOf(row)) ? (
          <Month found={props.found} month={monthOf(row)} time={row.settlement.endTime} />
        ) : undefined
      }
    />
  );
}

/** A month's name and sums, of what stands. */
function Month(props: { found: readonly Submission[]; month: string; time: bigint }) {
  const { t, formats } = usePage();
  const inside = createMemo(() =>
    props.found.filter((submission) => monthOf(submission) === props.month && groupOf(submission) !== "void"),
  );
  const Sum = (sum: { of: (submission: Submission) => bigint; place: string }): JSX.Element => (
    <td class="number desk-only">
      <Rounded units={inside().reduce((total, submission) => total + sum.of(submission), 0n)} />
    </td>
  );
  return (
    <>
      <th scope="rowgroup" colspan={3}>
        {formats().month(props.time)}{" "}
        <span class="quiet small">{t().settlements.periods(formats().count(inside().length))}</span>
      </th>
      <Sum place="loss" of={({ settlement }) => settlement.loss} />
      <td class="desk-only" />
      <Sum place="of-fund" of={({ terms }) => terms.coverage} />
      <Sum place="of-winners" of={({ terms }) => terms.shared} />
      <Sum place="open" of={({ terms }) => terms.deficit} />
      <td class="desk-only" />
    </>
  );
}

function PeriodLink(props: { submission: Submission; inMonth: boolean }) {
  const { t, formats } = usePage();
  const header = () => props.submission.settlement;
  return (
    <>
      <a href={hrefTo("settlements", header().period)}>{t().settlements.period(String(header().period))}</a>{" "}
      <span class="quiet small nowrap">
        {props.inMonth ? formats().dayOfYear(header().endTime) : formats().day(header().endTime)}
      </span>
    </>
  );
}

function State(props: { submission: Submission }) {
  return (
    <Show when={stateOf(props.submission) === "pending"} fallback={<StatusBadge state={stateOf(props.submission)} />}>
      <PendingState submission={props.submission} />
    </Show>
  );
}

function PendingState(props: { submission: Submission }) {
  const next = createNextStep(() => props.submission);
  return <StatusBadge state={next()?.step.kind === "finalize" ? "due" : "pending"} />;
}

/** When a settlement's window ends or ended; of one that fell, why. */
function Ends(props: { submission: Submission }) {
  const { t } = usePage();
  const ending = () => props.submission.ending;
  const why = () => {
    const known = ending();
    if (known?.state === "voided")
      return known.fault === undefined ? t().settlements.void.unknownFault : t().settlements.faults[known.fault];
    return known?.state === "cancelled" ? t().settlements.cancelled : undefined;
  };
  return (
    <span class="small">
      <Show
        when={why()}
        fallback={
          <Show when={ending() === undefined} fallback={<Time seconds={props.submission.terms.challengeEnd} short />}>
            <TimeLeft submission={props.submission} />
          </Show>
        }
      >
        {(fault) => <span class="quiet">{fault()}</span>}
      </Show>
    </span>
  );
}

function TimeLeft(props: { submission: Submission }) {
  const { t, formats } = usePage();
  const next = createNextStep(() => props.submission);
  const left = () => {
    const known = next();
    return known && "until" in known.step ? known.step.until - known.now : undefined;
  };
  return <Show when={left()}>{(time) => t().settlements.toObject(formats().duration(time()))}</Show>;
}

function Bears(props: { submission: Submission; scale: bigint }) {
  const { t, formats } = usePage();
  const parts = () => props.submission.terms;
  const title = () =>
    t().settlements.split.picture(
      formats().rounded(parts().coverage),
      formats().rounded(parts().shared),
      formats().rounded(parts().deficit),
    );
  return (
    <Show
      when={groupOf(props.submission) !== "void"}
      fallback={<span class="small quiet">{t().settlements.countsForNothing}</span>}
    >
      <Show
        when={props.submission.settlement.loss > 0n}
        fallback={<span class="small quiet">{t().settlements.noLoss}</span>}
      >
        <SplitPicture
          coverage={parts().coverage}
          shared={parts().shared}
          deficit={parts().deficit}
          title={title()}
          scale={props.scale}
        />
      </Show>
    </Show>
  );
}
