import { createMemo, Show } from "solid-js";
import { BPS } from "zke-insurance-fund";
import { type Bucket, bucketOf, DAY } from "../../chain/buckets.ts";
import { type Fall, fallsBy, type Loss, largestLosses } from "../../chain/losses.ts";
import { usePage } from "../../page.tsx";
import { Rounded } from "../../parts/amount.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { SplitPicture } from "../../parts/split-picture.tsx";
import { hrefTo } from "../../router.ts";

/** Whether what would be paid now is enough, against the largest losses of all time; and how the fund came back after each. */
export function LargestLosses(props: { buckets: readonly Bucket[] }) {
  const { t, history } = usePage();
  const words = () => t().overview.losses;
  const periods = createMemo(() => (history().isComplete ? history().periods : undefined));
  const losses = createMemo(() => {
    const all = periods();
    return all && largestLosses(all);
  });
  return (
    <section>
      <h2>{words().title}</h2>
      <Show when={losses()} fallback={<p class="lead">{words().notRead}</p>}>
        {(known) => (
          <Show when={known()[0]} fallback={<p class="lead">{words().noLoss}</p>}>
            {(largest) => (
              <>
                <Enough largest={largest()} />
                <LossTable losses={known()} buckets={props.buckets} />
              </>
            )}
          </Show>
        )}
      </Show>
    </section>
  );
}

/** What would be paid now, against the largest loss so far: its part, and the whole. */
function Enough(props: { largest: Loss }) {
  const { t, live, formats, verdict } = usePage();
  const words = () => t().overview.losses;
  const payable = () => verdict().nextLoss.payable ?? 0n;
  const said = () => {
    const { maxCoverageBps, coverBps } = live().overview?.policy ?? { maxCoverageBps: 0, coverBps: 0 };
    const { quota, loss } = props.largest;
    return [
      words().parts(formats().bps(coverBps), formats().bps(BPS - coverBps)),
      words().payable(formats().rounded(payable()), formats().bps(maxCoverageBps)),
      payable() >= quota
        ? words().enough(formats().times(payable(), quota), formats().percent(payable(), loss))
        : words().short(formats().percent(payable(), quota), formats().percent(payable(), loss)),
      fullText(verdict().nextLoss.fullLoss, coverBps),
    ].join(" ");
  };
  const fullText = (full: bigint | undefined, coverBps: number) =>
    full === undefined ? "" : words().full(formats().rounded(full), formats().bps(coverBps));
  return <p class="lead">{said()}</p>;
}

function LossTable(props: { losses: readonly Loss[]; buckets: readonly Bucket[] }) {
  const { t, history, formats, live } = usePage();
  const words = () => t().overview.losses;
  const scale = () => props.losses[0]?.loss ?? 0n;
  const symbol = createMemo(() => live().token?.symbol);
  const flows = createMemo(() => history().flows);
  const falls = createMemo(() => {
    const blocks = props.losses.flatMap(({ submission: { ending } }) => (ending === undefined ? [] : [ending.block]));
    return fallsBy(flows(), new Set(blocks));
  });
  // While some money has no time, nobody knows what the fund had before a loss.
  const fallOf = ({ submission: { ending } }: Loss): Fall | undefined =>
    ending && history().undated.length === 0 ? falls().get(ending.block) : undefined;
  const parts = ({ coverage, shared, deficit }: Loss) =>
    t().settlements.split.picture(
      ...([coverage, shared, deficit].map((units) => formats().rounded(units)) as [string, string, string]),
    );
  const back = (loss: Loss) => {
    const fall = fallOf(loss);
    if (fall === undefined) return loss.submission.ending === undefined ? t().common.states.pending : "–";
    if (fall.regainedIn === undefined) return words().notYet(formats().rounded(fall.short));
    const [from, to] = [loss.submission.ending?.block ?? 0, fall.regainedIn].map((block) =>
      bucketOf(props.buckets, block),
    );
    return from && to ? words().after(formats().count((to.start - from.start) / DAY)) : "–";
  };
  const columns = () => [
    {
      name: t().settlements.columns.period,
      isHead: true,
      cell: ({ submission: { settlement } }: Loss) => (
        <>
          <a href={hrefTo("settlements", settlement.period)}>{t().settlements.period(String(settlement.period))}</a>{" "}
          <span class="quiet small nowrap">{formats().day(settlement.endTime)}</span>
        </>
      ),
    },
    {
      name: [t().settlements.columns.loss, symbol()].filter(Boolean).join(", "),
      isNumber: true,
      place: "loss",
      cell: ({ loss }: Loss) => <Rounded units={loss} />,
    },
    {
      name: words().bore,
      place: "pic",
      cell: (row: Loss) => (
        <SplitPicture
          coverage={row.coverage}
          shared={row.shared}
          deficit={row.deficit}
          title={parts(row)}
          scale={scale()}
        />
      ),
    },
    {
      name: words().fund,
      isNumber: true,
      place: "of-fund",
      cell: ({ coverage }: Loss) => <Rounded units={coverage} />,
    },
    {
      name: words().winners,
      isNumber: true,
      place: "of-winners",
      cell: ({ shared }: Loss) => <Rounded units={shared} />,
    },
    {
      name: words().fell,
      isNumber: true,
      place: "fell",
      cell: (loss: Loss) => {
        const fall = fallOf(loss);
        return fall === undefined ? "–" : formats().change(-fall.paid, fall.before);
      },
    },
    { name: words().back, isNumber: true, place: "back", cell: back },
  ];
  return <DataTable caption={words().caption} hideCaption kind="losses" columns={columns()} rows={props.losses} />;
}
