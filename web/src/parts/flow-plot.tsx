import { createMemo, createSignal, For, Show } from "solid-js";
import {
  boundOf,
  type ChartPoint,
  indexAt,
  pointsIn,
  scaleOf,
  stepsOf,
  type TimeRange,
  ticksAround,
  ticksBetween,
  timeTicks,
} from "../chart.ts";
import { usePage } from "../page.tsx";

const LEFT = 58;
const RIGHT = 8;
const ASSETS = { top: 8, bottom: 232 };
const FLOWS = { top: 260, bottom: 380 };
const HEIGHT = 408;
const TICK_WIDTH = 92;
const LEAST_DRAG = 8;
const WIDEST_BAR = 14;

/** The picture: the fund's assets above, what came in and went out below. */
export function FlowPlot(props: {
  points: readonly ChartPoint[];
  /** The length of one span, in seconds. */
  size: number;
  range: TimeRange;
  width: number;
  /** The number of the point that is looked at. */
  index: number | undefined;
  onIndex: (index: number | undefined) => void;
  onRange: (range: TimeRange | undefined) => void;
}) {
  const { formats } = usePage();
  const [drag, setDrag] = createSignal<readonly [number, number]>();
  const shown = createMemo(() => pointsIn(props.points, props.range));
  const right = () => Math.max(LEFT + 1, props.width - RIGHT);
  const x = createMemo(() => scaleOf([props.range.from, props.range.to], [LEFT, right()]));
  const levels = createMemo(() => {
    const all = shown().map(({ assets }) => assets);
    const [low, high] = [Math.min(...all), Math.max(...all)];
    return ticksAround(low, high, 4);
  });
  const bound = createMemo(() => ({
    in: boundOf(shown().map(({ incoming }) => incoming)),
    out: boundOf(shown().map(({ outgoing }) => outgoing)),
  }));
  const assetsY = createMemo(() => scaleOf([levels()[0] ?? 0, levels().at(-1) ?? 1], [ASSETS.bottom, ASSETS.top]));
  const flowsY = createMemo(() => scaleOf([-bound().out, bound().in || 1], [FLOWS.bottom, FLOWS.top]));
  const inPlot = (place: number) => Math.min(Math.max(place, FLOWS.top), FLOWS.bottom);
  const barWidth = () => Math.max(1, Math.min(WIDEST_BAR, (x()(props.size) - x()(0)) * 0.7));
  const line = () => stepsOf(shown(), x(), assetsY(), right());
  const area = () => `${line()}V${ASSETS.bottom}H${x()(shown()[0]?.time ?? 0).toFixed(1)}Z`;
  const pointed = () => (props.index === undefined ? undefined : props.points[props.index]);

  const placeOf = (event: PointerEvent & { currentTarget: Element }) =>
    Math.min(Math.max(event.clientX - event.currentTarget.getBoundingClientRect().left, LEFT), right());
  const timeAt = (place: number) => scaleOf([LEFT, right()], [props.range.from, props.range.to])(place);
  const onDown = (event: PointerEvent & { currentTarget: Element }) => {
    if (event.pointerType === "touch") return;
    event.currentTarget.setPointerCapture(event.pointerId);
    setDrag([placeOf(event), placeOf(event)]);
  };
  const onMove = (event: PointerEvent & { currentTarget: Element }) => {
    const place = placeOf(event);
    props.onIndex(indexAt(props.points, timeAt(place)));
    const begun = drag();
    if (begun !== undefined) setDrag([begun[0], place]);
  };
  const onUp = () => {
    const [a = 0, b = 0] = drag() ?? [];
    setDrag(undefined);
    if (Math.abs(a - b) >= LEAST_DRAG) props.onRange({ from: timeAt(Math.min(a, b)), to: timeAt(Math.max(a, b)) });
  };
  return (
    <svg
      class="plot"
      width={props.width}
      height={HEIGHT}
      viewBox={`0 0 ${props.width} ${HEIGHT}`}
      aria-hidden="true"
      onPointerDown={onDown}
      onPointerMove={onMove}
      onPointerUp={onUp}
      onPointerCancel={() => setDrag(undefined)}
      onPointerLeave={() => drag() === undefined && props.onIndex(undefined)}
      onDblClick={() => props.onRange(undefined)}
    >
      <clipPath id="plot-inside">
        <rect x={LEFT} y="0" width={right() - LEFT} height={HEIGHT} />
      </clipPath>
      <Rows values={levels()} y={assetsY()} right={right()} />
      <Rows values={ticksBetween(-bound().out, bound().in, 3)} y={flowsY()} right={right()} />
      <For each={timeTicks(props.range, Math.max(1, Math.floor((right() - LEFT) / TICK_WIDTH)))}>
        {(time) => (
          <g class="tick">
            <line x1={x()(time)} x2={x()(time)} y1={ASSETS.top} y2={FLOWS.bottom} />
            <text x={x()(time)} y={HEIGHT - 8} text-anchor="middle">
              {formats().tick(time, props.range.to - props.range.from)}
            </text>
          </g>
        )}
      </For>
      <g clip-path="url(#plot-inside)">
        <path class="area" d={area()} />
        <path class="assets" d={line()} />
        <For each={shown()}>
          {({ time, incoming, outgoing }) => (
            <>
              <Bar
                class="incoming"
                x={x()(time)}
                width={barWidth()}
                top={inPlot(flowsY()(incoming))}
                bottom={flowsY()(0)}
              />
              <Bar
                class="outgoing"
                x={x()(time)}
                width={barWidth()}
                top={flowsY()(0)}
                bottom={inPlot(flowsY()(-outgoing))}
              />
            </>
          )}
        </For>
        <Show when={pointed()}>
          {(point) => (
            <g class="pointer">
              <line x1={x()(point().time)} x2={x()(point().time)} y1={ASSETS.top} y2={FLOWS.bottom} />
              <circle cx={x()(point().time)} cy={assetsY()(point().assets)} r="4.5" />
            </g>
          )}
        </Show>
        <Show when={drag()}>
          {(ends) => (
            <rect
              class="selection"
              x={Math.min(...ends())}
              y={ASSETS.top}
              width={Math.abs(ends()[1] - ends()[0])}
              height={FLOWS.bottom - ASSETS.top}
            />
          )}
        </Show>
      </g>
    </svg>
  );
}

function Rows(props: { values: readonly number[]; y: (value: number) => number; right: number }) {
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

function Bar(props: { class: string; x: number; width: number; top: number; bottom: number }) {
  return (
    <Show when={props.bottom - props.top > 0}>
      <rect class={props.class} x={props.x} y={props.top} width={props.width} height={props.bottom - props.top} />
    </Show>
  );
}
