import { For, Show } from "solid-js";
import type { Settlement } from "zke-insurance-fund";
import type { LargeShare, PositionsPicture } from "../../chain/positions.ts";
import { usePage } from "../../page.tsx";
import { Rounded } from "../../parts/amount.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { Hash } from "../../parts/hash.tsx";
import { hrefTo } from "../../router.ts";

const WIDTH = 616;
const HEIGHT = 372;
const BOX = { left: 64, right: 608, top: 14, bottom: 342 };
// On a phone, where letters are largest: a Chinese one is as wide as high, and others are half of it.
const LETTER = 21;
const MILLION = 1_000_000;
const PARTS = [0n, 25n, 50n, 75n, 100n];

/** How wide a label beside the cut may be, with its distance from it. */
const widthOf = (text: string) =>
  [...text].reduce((sum, letter) => sum + (letter > "\u2e7f" ? LETTER : LETTER / 2), 16);

/** What part of all profit the largest positions hold, and where the head ends. */
export function Curve(props: { picture: PositionsPicture; settlement: Settlement }) {
  const { t, formats } = usePage();
  const words = () => t().settlements.curve;
  const count = () => Number(props.settlement.positionCount);
  const headCount = () => Number(props.settlement.headCount);
  const x = (positions: number) => BOX.left + (positions / count()) * (BOX.right - BOX.left);
  const y = (part: number) => BOX.bottom - (part / MILLION) * (BOX.bottom - BOX.top);
  const place = (point: { count: number; part: number }) => `${x(point.count).toFixed(1)},${y(point.part).toFixed(1)}`;
  const head = () => props.picture.curve.filter((point) => point.count <= headCount());
  const headArea = () =>
    `M${BOX.left},${BOX.bottom} L${head().map(place).join(" L")} L${cutX().toFixed(1)},${BOX.bottom} Z`;
  const cutX = () => x(headCount());
  const cutY = () => y(head().at(-1)?.part ?? 0);
  const part = () => formats().percent(props.settlement.headProfit, props.settlement.totalProfit);
  const label = () => words().label(formats().count(headCount()), part());
  // What stands beside the cut must not run out of the picture: each on its own side where there is room, else one below the other.
  const pay = () => words().pay(formats().count(headCount()));
  const rest = () => words().payNothing(formats().count(count() - headCount()));
  const payAt = () => besideCut(cutX() - BOX.left > widthOf(pay()) ? "end" : "start");
  const restAt = () => besideCut(BOX.right - cutX() > widthOf(rest()) ? "start" : "end");
  const besideCut = (anchor: "start" | "end") => ({ anchor, x: cutX() + (anchor === "end" ? -8 : 8) }) as const;
  const payY = () => BOX.bottom - (payAt().anchor === restAt().anchor ? 40 : 18);
  return (
    <figure class="curve">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label()}>
        <For each={PARTS}>
          {(hundredths) => (
            <>
              <line
                class={hundredths === 0n ? "base" : "tick"}
                x1={BOX.left}
                x2={BOX.right}
                y1={y(Number(hundredths) * 10_000)}
                y2={y(Number(hundredths) * 10_000)}
              />
              <text x={BOX.left - 8} y={y(Number(hundredths) * 10_000)} dy="0.32em" text-anchor="end">
                {formats().percent(hundredths, 100n)}
              </text>
            </>
          )}
        </For>
        <path class="head" d={headArea()} />
        <path class="line" d={`M${props.picture.curve.map(place).join(" L")}`} />
        <path class="cut" d={`M${cutX()},${BOX.bottom} V${cutY()}`} />
        <circle class="cut" cx={cutX()} cy={cutY()} r="4" />
        <text class="cut" x={payAt().x} y={payY()} text-anchor={payAt().anchor}>
          {pay()}
        </text>
        <Show when={count() > headCount()}>
          <text x={restAt().x} y={BOX.bottom - 18} text-anchor={restAt().anchor}>
            {rest()}
          </text>
        </Show>
        <text x={BOX.right} y={HEIGHT - 8} text-anchor="end">
          {words().positions(formats().count(count()))}
        </text>
      </svg>
      <figcaption class="small quiet">{label()}</figcaption>
    </figure>
  );
}

/** What the first of the head pay: each the same part of its profit. */
export function LargestShares(props: {
  picture: PositionsPicture;
  rate: { readonly part: bigint; readonly whole: bigint };
}) {
  const { t, formats } = usePage();
  const words = () => t().settlements.curve;
  const columns = () => [
    { name: words().rank, isHead: true, cell: ({ rank }: LargeShare) => formats().count(rank) },
    { name: words().key, place: "key", cell: ({ key }: LargeShare) => <Hash value={key} /> },
    {
      name: words().positionProfit,
      isNumber: true,
      place: "profit",
      cell: ({ profit }: LargeShare) => <Rounded units={profit} />,
    },
    {
      name: words().share(formats().percent(props.rate.part, props.rate.whole)),
      isNumber: true,
      place: "share",
      cell: ({ share }: LargeShare) => <Rounded units={share} />,
    },
  ];
  return (
    <section>
      <h2>{words().largest}</h2>
      <p class="lead">
        {words().salted} <a href={hrefTo("share")}>{words().mine}</a>
      </p>
      <DataTable caption={words().largest} hideCaption kind="shares" columns={columns()} rows={props.picture.largest} />
    </section>
  );
}
