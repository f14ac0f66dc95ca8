import { createMemo, For, Show } from "solid-js";
import {
  boundOf,
  type ChartPoint,
  indexAt,
  pointsIn,
  type Scale,
  scaleOf,
  stepsOf,
  type TimeRange,
  ticksAround,
  ticksBetween,
  timeTicks,
} from "../chart.ts";
import { usePage } from "../page.tsx";
import { createDrag } from "./drag.ts";

const LEFT = 58;
const RIGHT = 8;
const ASSETS = { top: 8, bottom: 232 };
const FLOWS = { top: 260, bottom: 380 };
const HEIGHT = 408;
const TICK_WIDTH = 92;
const WIDEST_BAR = 14;

/** What is drawn, how wide, and where the visitor looks. */
export interface FlowPlotProps {
  readonly points: readonly ChartPoint[];
  /** The length of one span, in seconds. */
  readonly size: number;
  readonly range: TimeRange;
  readonly width: number;
  /** The number of the point that is looked at. */
  readonly index: number | undefined;
  readonly onIndex: (index: number | undefined) => void;
  /** Undefined for all time. */
  readonly onRange: (range: TimeRange | undefined) => void;
}

/** The picture: the fund's assets above, what came in and went out below. */
export function FlowPlot(props: FlowPlotProps) {
  const plot = createGeometry(props);
  const pointed = () => (props.index === undefined ? undefined : props.points[props.index]);
  const timeAt = (place: number) =>
    scaleOf([LEFT, plot.right()], [props.range.from, props.range.to])(Math.min(Math.max(place, LEFT), plot.right()));
  const drag = createDrag({
    onPlace: (place) => props.onIndex(place === undefined ? undefined : indexAt(props.points, timeAt(place))),
    onDrag: (from, to) => props.onRange({ from: timeAt(from), to: timeAt(to) }),
  });
  return (
    <svg
      class="plot"
      width={props.width}
      height={HEIGHT}
      viewBox={`0 0 ${props.width} ${HEIGHT}`}
      aria-hidden="true"
      onDblClick={() => props.onRange(undefined)}
      {...drag.handlers}
    >
      <clipPath id="plot-inside">
        <rect x={LEFT} y="0" width={plot.right() - LEFT} height={HEIGHT} />
      </clipPath>
      <Rows values={plot.levels()} y={plot.assetsY()} right={plot.right()} />
      <Rows values={ticksBetween(-plot.bound().out, plot.bound().in, 3)} y={plot.flowsY()} right={plot.right()} />
      <Times range={props.range} x={plot.x()} most={Math.floor((plot.right() - LEFT) / TICK_WIDTH)} />
      <g clip-path="url(#plot-inside)">
        <path
          class="area"
          d={`${plot.line()}V${ASSETS.bottom}H${plot
            .x()(plot.shown()[0]?.time ?? 0)
            .toFixed(1)}Z`}
        />
        <path class="assets" d={plot.line()} />
        <Bars points={plot.shown()} x={plot.x()} y={plot.flowsY()} size={props.size} />
        <Show when={pointed()}>
          {(point) => <Pointer x={plot.x()(point().time)} y={plot.assetsY()(point().assets)} />}
        </Show>
        <Show when={drag.ends()}>
          {(ends) => (
            <rect
              class="selection"
              x={ends().from}
              y={ASSETS.top}
              width={ends().to - ends().from}
              height={FLOWS.bottom - ASSETS.top}
            />
          )}
        </Show>
      </g>
    </svg>
  );
}

/** Where everything is: what of the points is shown, and the scales that take figures to places. */
function createGeometry(props: FlowPlotProps) {
  const right = () => Math.max(LEFT + 1, props.width - RIGHT);
  const shown = createMemo(() => pointsIn(props.points, props.range));
  const x = createMemo(() => scaleOf([props.range.from, props.range.to], [LEFT, right()]));
  const levels = createMemo(() => {
    const all = shown().map(({ assets }) => assets);
    return ticksAround(Math.min(...all), Math.max(...all), 4);
  });
  const bound = createMemo(() => ({
    in: boundOf(shown().map(({ incoming }) => incoming)),
    out: boundOf(shown().map(({ outgoing }) => outgoing)),
  }));
  const assetsY = createMemo(() => scaleOf([levels()[0] ?? 0, levels().at(-1) ?? 1], [ASSETS.bottom, ASSETS.top]));
  const flowsY = createMemo(() => scaleOf([-bound().out, bound().in || 1], [FLOWS.bottom, FLOWS.top]));
  const line = createMemo(() => stepsOf(shown(), x(), assetsY(), right()));
  return { right, shown, x, levels, bound, assetsY, flowsY, line };
}

function Rows(props: { values: readonly number[]; y: Scale; right: number }) {
  const { formats } = usePage();
  return (
    <For each={props.values}>
      {(value) => (
        <g class="tick">
          <line x1={LEFT} x2={props.right} y1={props.y(value)} y2={props.y(value)} />
          <text x={LEFT - 8} y={props.y(value)} dy="0.32em" text-anchor="end">
            {formats().rough(value)}
          </text>
        </g>
      )}
    </For>
  );
}

function Times(props: { range: TimeRange; x: Scale; most: number }) {
  const { formats } = usePage();
  return (
    <For each={timeTicks(props.range, Math.max(1, props.most))}>
      {(time) => (
        <g class="tick">
          <line x1={props.x(time)} x2={props.x(time)} y1={ASSETS.top} y2={FLOWS.bottom} />
          <text x={props.x(time)} y={HEIGHT - 8} text-anchor="middle">
            {formats().tick(time, props.range.to - props.range.from)}
          </text>
        </g>
      )}
    </For>
  );
}

function Bars(props: { points: readonly ChartPoint[]; x: Scale; y: Scale; size: number }) {
  const width = () => Math.max(1, Math.min(WIDEST_BAR, (props.x(props.size) - props.x(0)) * 0.7));
  // A bar that is longer than the picture ends at its edge.
  const place = (amount: number) => Math.min(Math.max(props.y(amount), FLOWS.top), FLOWS.bottom);
  return (
    <For each={props.points}>
      {({ time, incoming, outgoing }) => (
        <>
          <Bar class="incoming" x={props.x(time)} width={width()} top={place(incoming)} bottom={place(0)} />
          <Bar class="outgoing" x={props.x(time)} width={width()} top={place(0)} bottom={place(-outgoing)} />
        </>
      )}
    </For>
  );
}

function Bar(props: { class: string; x: number; width: number; top: number; bottom: number }) {
  return (
    <Show when={props.bottom > props.top}>
      <rect class={props.class} x={props.x} y={props.top} width={props.width} height={props.bottom - props.top} />
    </Show>
  );
}

function Pointer(props: { x: number; y: number }) {
  return (
    <g class="pointer">
      <line x1={props.x} x2={props.x} y1={ASSETS.top} y2={FLOWS.bottom} />
      <circle cx={props.x} cy={props.y} r="4.5" />
    </g>
  );
}
