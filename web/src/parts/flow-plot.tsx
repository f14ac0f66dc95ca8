import { createMemo, For, Show } from "solid-js";
import {
  type BarGroup,
  boundOf,
  type ChartPoint,
  groupsOf,
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

const LEFT = 52;
const RIGHT = 8;
const MARKS = { y: 13, radius: 8.5, reach: 14 };
const ASSETS = { top: 34, bottom: 238 };
const FLOWS = { title: 257, top: 276, bottom: 376 };
const HEIGHT = 400;
const TICK_WIDTH = 76;
const LEAST_BAR = 7;
const DAY = 86_400;

/** Something that happened at a time, with a letter that names it below the picture as well. */
interface ChartEvent {
  readonly letter: string;
  readonly time: number;
  /** Where it leads. */
  readonly href: string;
}

/** What a settlement took out of the fund at a time. */
interface ChartPayout {
  readonly time: number;
  readonly href: string;
  readonly amount: bigint;
}

/** What is drawn, how wide, and where the visitor looks. */
export interface FlowPlotProps {
  readonly points: readonly ChartPoint[];
  /** The length of one span, in seconds. */
  readonly size: number;
  readonly range: TimeRange;
  readonly width: number;
  readonly events: readonly ChartEvent[];
  readonly payouts: readonly ChartPayout[];
  /** The number of the point that is looked at. */
  readonly index: number | undefined;
  readonly onIndex: (index: number | undefined) => void;
  /** Undefined for all time. */
  readonly onRange: (range: TimeRange | undefined) => void;
  /** Where a bar or a mark leads. */
  readonly onGo: (href: string) => void;
}

/** The picture: the fund's assets above, what came in and went out below. Both axes begin at zero. */
export function FlowPlot(props: FlowPlotProps) {
  const { t } = usePage();
  const plot = createGeometry(props);
  const pointed = () => (props.index === undefined ? undefined : props.points[props.index]);
  const timeAt = (place: number) =>
    scaleOf([LEFT, plot.right()], [props.range.from, props.range.to])(Math.min(Math.max(place, LEFT), plot.right()));
  const drag = createDrag({
    onPlace: (place) => props.onIndex(place === undefined ? undefined : indexAt(props.points, timeAt(place))),
    onDrag: (from, to) => props.onRange({ from: timeAt(from), to: timeAt(to) }),
  });
  /** A mark leads to its settlement, and a bar to the one that took most. */
  const follow = (event: MouseEvent & { readonly currentTarget: Element }) => {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    const found =
      y < ASSETS.top ? eventAt(plot.marks(), x) : y > FLOWS.title ? payoutAt(plot, props, timeAt(x)) : undefined;
    if (found !== undefined) props.onGo(found);
  };
  return (
    <svg
      class="plot"
      width={props.width}
      height={HEIGHT}
      viewBox={`0 0 ${props.width} ${HEIGHT}`}
      aria-hidden="true"
      onDblClick={() => props.onRange(undefined)}
      on:click={follow}
      {...drag.handlers}
    >
      <clipPath id="plot-inside">
        <rect x={LEFT} y="0" width={plot.right() - LEFT} height={HEIGHT} />
      </clipPath>
      <Rows values={plot.levels()} y={plot.assetsY()} right={plot.right()} />
      <Rows values={ticksBetween(-plot.bound().out, plot.bound().in, 3)} y={plot.flowsY()} right={plot.right()} />
      <Times
        range={props.range}
        x={plot.x()}
        most={Math.floor((plot.right() - LEFT) / TICK_WIDTH)}
        right={plot.right()}
      />
      <text x={LEFT} y={FLOWS.title}>
        {t().overview.chart.flows(String(Math.max(1, Math.round((plot.step() * props.size) / DAY))))}
      </text>
      <g clip-path="url(#plot-inside)">
        <path
          class="area"
          d={`${plot.line()}V${ASSETS.bottom}H${plot
            .x()(plot.shown()[0]?.time ?? 0)
            .toFixed(1)}Z`}
        />
        <path class="assets" d={plot.line()} />
        <Bars groups={plot.groups()} x={plot.x()} y={plot.flowsY()} />
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
      <For each={plot.marks()}>
        {({ letter, x, at }) => (
          <g class="event">
            <line x1={x} x2={x} y1={MARKS.y + MARKS.radius} y2={FLOWS.bottom} />
            <circle cx={at} cy={MARKS.y} r={MARKS.radius} />
            <text x={at} y={MARKS.y} dy="0.36em" text-anchor="middle">
              {`${letter} `}
            </text>
          </g>
        )}
      </For>
    </svg>
  );
}

/** Where everything is: what of the points is shown, and the scales that take figures to places. */
function createGeometry(props: FlowPlotProps) {
  const right = () => Math.max(LEFT + 1, props.width - RIGHT);
  const shown = createMemo(() => pointsIn(props.points, props.range));
  const x = createMemo(() => scaleOf([props.range.from, props.range.to], [LEFT, right()]));
  const levels = createMemo(() => ticksAround(0, Math.max(0, ...shown().map(({ assets }) => assets)), 5));
  /** How many spans a bar is of: so many that it can be seen. */
  const step = createMemo(() => {
    const spans = (props.range.to - props.range.from) / props.size;
    const most = Math.max(1, (right() - LEFT) / LEAST_BAR);
    return [1, 2, 7, 14, 28, 91].find((count) => spans / count <= most) ?? 364;
  });
  const groups = createMemo(() => groupsOf(shown(), step() * props.size, props.range));
  const bound = createMemo(() => ({
    in: boundOf(groups().map(({ incoming }) => incoming)),
    // The worst days are what people come for: they are drawn in full.
    out: Math.max(0, ...groups().map(({ outgoing }) => outgoing)),
  }));
  const assetsY = createMemo(() => scaleOf([0, levels().at(-1) ?? 1], [ASSETS.bottom, ASSETS.top]));
  const flowsY = createMemo(() => scaleOf([-bound().out, bound().in || 1], [FLOWS.bottom, FLOWS.top]));
  const line = createMemo(() => stepsOf(shown(), x(), assetsY(), right()));
  const marks = createMemo(() => {
    let last = Number.NEGATIVE_INFINITY;
    return props.events
      .filter(({ time }) => time >= props.range.from && time <= props.range.to)
      .map((event) => {
        const place = x()(event.time);
        // Beside each other where they would lie upon each other.
        last = Math.min(Math.max(place, last + 2 * MARKS.radius + 2, LEFT), right() - MARKS.radius);
        return { ...event, x: place, at: last };
      });
  });
  return { right, shown, x, levels, bound, step, groups, assetsY, flowsY, line, marks };
}

function eventAt(marks: readonly { at: number; href: string }[], x: number): string | undefined {
  return marks.find(({ at }) => Math.abs(at - x) <= MARKS.reach)?.href;
}

function payoutAt(plot: ReturnType<typeof createGeometry>, props: FlowPlotProps, time: number): string | undefined {
  const group = plot.groups().find(({ from, to }) => from <= time && time < to);
  if (group === undefined) return undefined;
  const inside = props.payouts.filter((payout) => payout.time >= group.from && payout.time < group.to);
  return inside.sort((a, b) => (a.amount < b.amount ? 1 : -1))[0]?.href;
}

function Rows(props: { values: readonly number[]; y: Scale; right: number }) {
  const { formats } = usePage();
  return (
    <For each={props.values}>
      {(value) => (
        <g class="tick">
          <line classList={{ base: value === 0 }} x1={LEFT} x2={props.right} y1={props.y(value)} y2={props.y(value)} />
          <text x={LEFT - 8} y={props.y(value)} dy="0.32em" text-anchor="end">
            {formats().rough(value)}
          </text>
        </g>
      )}
    </For>
  );
}

function Times(props: { range: TimeRange; x: Scale; most: number; right: number }) {
  const { formats } = usePage();
  return (
    <For each={timeTicks(props.range, Math.max(1, props.most))}>
      {(time) => (
        <text
          x={props.x(time)}
          y={HEIGHT - 6}
          text-anchor={props.x(time) > props.right - TICK_WIDTH / 2 ? "end" : "middle"}
        >
          {formats().tick(time, props.range.to - props.range.from)}
        </text>
      )}
    </For>
  );
}

function Bars(props: { groups: readonly BarGroup[]; x: Scale; y: Scale }) {
  return (
    <For each={props.groups}>
      {(group) => {
        const left = () => props.x(group.from) + 0.5;
        const width = () => Math.max(2, props.x(group.to) - props.x(group.from) - 1.5);
        return (
          <>
            <Bar class="incoming" x={left()} width={width()} top={props.y(group.incoming)} bottom={props.y(0)} />
            <Bar class="outgoing" x={left()} width={width()} top={props.y(0)} bottom={props.y(-group.outgoing)} />
          </>
        );
      }}
    </For>
  );
}

function Bar(props: { class: string; x: number; width: number; top: number; bottom: number }) {
  // What runs out of the picture at its top ends there, and that is said below it.
  const top = () => Math.max(FLOWS.top - 6, props.top);
  return (
    <Show when={props.bottom > props.top}>
      <rect class={props.class} x={props.x} y={top()} width={props.width} height={props.bottom - top()} />
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
