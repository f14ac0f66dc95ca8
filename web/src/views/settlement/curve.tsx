import type { Settlement } from "zke-insurance-fund";
import type { LargeShare, PositionsPicture } from "../../chain/positions.ts";
import { usePage } from "../../page.tsx";
import { ColumnAmount } from "../../parts/amount.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { Hash } from "../../parts/hash.tsx";

const WIDTH = 640;
const HEIGHT = 320;
const MILLION = 1_000_000;

/** What part of all profit the largest positions hold, and where the head ends. */
export function Curve(props: { picture: PositionsPicture; settlement: Settlement }) {
  const { t, formats } = usePage();
  const words = () => t().settlements.curve;
  const count = () => Number(props.settlement.positionCount);
  const x = (positions: number) => (positions / count()) * WIDTH;
  const y = (part: number) => HEIGHT - (part / MILLION) * HEIGHT;
  const points = () => props.picture.curve.map((point) => `${x(point.count).toFixed(2)},${y(point.part).toFixed(2)}`);
  const head = () => props.picture.curve.filter((point) => point.count <= Number(props.settlement.headCount));
  const headArea = () => {
    const inside = head().map((point) => `${x(point.count).toFixed(2)},${y(point.part).toFixed(2)}`);
    return `M0,${HEIGHT} L${inside.join(" L")} L${cutX().toFixed(2)},${HEIGHT} Z`;
  };
  const cutX = () => x(Number(props.settlement.headCount));
  const cutY = () => y(head().at(-1)?.part ?? 0);
  const part = () => formats().percent(props.settlement.headProfit, props.settlement.totalProfit);
  const label = () => words().label(formats().count(props.settlement.headCount), part());
  return (
    <figure class="curve">
      <span class="axis" aria-hidden="true">
        {words().profit}
      </span>
      <svg viewBox={`-8 -8 ${WIDTH + 16} ${HEIGHT + 16}`} role="img" aria-label={label()}>
        <rect class="frame" width={WIDTH} height={HEIGHT} />
        <path class="head" d={headArea()} />
        <path class="equal" d={`M0,${HEIGHT} L${WIDTH},0`} />
        <path class="line" d={`M${points().join(" L")}`} />
        <path class="cut" d={`M${cutX()},${HEIGHT} V${cutY()} H0`} />
        <circle class="cut" cx={cutX()} cy={cutY()} r="5" />
      </svg>
      <span class="axis end" aria-hidden="true">
        {words().positions}
      </span>
      <figcaption>{label()}</figcaption>
    </figure>
  );
}

/** What the first of the head pay. */
export function LargestShares(props: { picture: PositionsPicture }) {
  const { t, formats } = usePage();
  const words = () => t().settlements.curve;
  const columns = () => [
    { name: words().rank, cell: ({ rank }: LargeShare) => formats().count(rank) },
    { name: words().key, cell: ({ key }: LargeShare) => <Hash value={key} /> },
    {
      name: words().positionProfit,
      isNumber: true,
      cell: ({ profit }: LargeShare) => <ColumnAmount units={profit} />,
    },
    { name: words().share, isNumber: true, cell: ({ share }: LargeShare) => <ColumnAmount units={share} /> },
    {
      name: words().rate,
      isNumber: true,
      cell: ({ share, profit }: LargeShare) => formats().percent(share, profit),
    },
  ];
  return (
    <>
      <h3>{words().largest}</h3>
      <DataTable caption={words().largest} hideCaption columns={columns()} rows={props.picture.largest} />
    </>
  );
}
