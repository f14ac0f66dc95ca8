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
const MILLION = 1_000_000;
const PARTS = [0n, 25n, 50n, 75n, 100n];

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
  // What stands beside the cut must not run out of the picture.
  const isLeft = () => cutX() > (BOX.left + BOX.right) / 2;
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
        <text class="cut" x={cutX() + (isLeft() ? -8 : 8)} y={BOX.bottom - 40} text-anchor={isLeft() ? "end" : "start"}>
          {words().pay(formats().count(headCount()))}
        </text>
        <Show when={count() > headCount()}>
          <text x={cutX() + (isLeft() ? -8 : 8)} y={BOX.bottom - 18} text-anchor={isLeft() ? "end" : "start"}>
            {words().payNothing(formats().count(count() - headCount()))}
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
