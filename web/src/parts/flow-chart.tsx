import { createMemo, createSignal, type JSX, onCleanup, onMount, Show } from "solid-js";
import { type Bucket, DAY, inOf, outOf } from "../chain/buckets.ts";
import { boundOf, type ChartPoint, pointsIn, type TimeRange, zoomed } from "../chart.ts";
import { usePage } from "../page.tsx";
import { Amount } from "./amount.tsx";
import { FlowPlot } from "./flow-plot.tsx";

const ZOOM = 2;

/** The fund's assets, and what came in and went out, over time: by pointer, by keyboard, and in words. */
export function FlowChart(props: { buckets: readonly Bucket[]; size: bigint }) {
  const { t, formats, live } = usePage();
  const words = () => t().overview.chart;
  const [index, setIndex] = createSignal<number>();
  const [zoom, setZoom] = createSignal<TimeRange>();
  const [width, setWidth] = createSignal(0);
  let frame: HTMLDivElement | undefined;
  onMount(() => {
    const observer = new ResizeObserver(() => setWidth(frame?.clientWidth ?? 0));
    if (frame !== undefined) observer.observe(frame);
    onCleanup(() => observer.disconnect());
  });
  const points = createMemo(() => pointsOf(props.buckets, live().token?.decimals ?? 6));
  const whole = (): TimeRange => ({
    from: points()[0]?.time ?? 0,
    to: (points().at(-1)?.time ?? 0) + Number(props.size),
  });
  const range = () => zoom() ?? whole();
  const isCut = () => {
    const inside = pointsIn(points(), range());
    return [inside.map(({ incoming }) => incoming), inside.map(({ outgoing }) => outgoing)].some(
      (amounts) => boundOf(amounts) < Math.max(...amounts),
    );
  };
  const shown = () => Math.min(index() ?? props.buckets.length - 1, props.buckets.length - 1);
  const zoomBy = (factor: number) => {
    const around = index() === undefined ? (range().from + range().to) / 2 : (points()[shown()]?.time ?? 0);
    setZoom(zoomed(range(), around, factor, whole()));
  };
  return (
    <Show when={props.buckets[shown()]}>
      {(bucket) => (
        <div class="chart">
          <Readout bucket={bucket()} isHour={props.size < DAY} />
          <div class="plots" ref={frame}>
            <Show when={width() > 0}>
              <FlowPlot
                points={points()}
                size={Number(props.size)}
                range={range()}
                width={width()}
                index={index()}
                onIndex={setIndex}
                onRange={setZoom}
              />
            </Show>
          </div>
          <Show when={isCut()}>
            <p class="quiet">{words().cut}</p>
          </Show>
          <div class="chart-tools">
            <label class="slider">
              <span>{words().move}</span>
              <input
                type="range"
                min={0}
                max={props.buckets.length - 1}
                value={shown()}
                aria-valuetext={words().value(
                  formats().span(bucket().start, props.size < DAY),
                  formats().amount(bucket().assets),
                  formats().amount(inOf(bucket())),
                  formats().amount(outOf(bucket())),
                )}
                onInput={({ currentTarget }) => setIndex(currentTarget.valueAsNumber)}
              />
            </label>
            <button type="button" onClick={() => zoomBy(1 / ZOOM)}>
              {words().zoomIn}
            </button>
            <button type="button" onClick={() => zoomBy(ZOOM)} disabled={zoom() === undefined}>
              {words().zoomOut}
            </button>
            <button type="button" onClick={() => setZoom(undefined)} disabled={zoom() === undefined}>
              {words().whole}
            </button>
          </div>
        </div>
      )}
    </Show>
  );
}

function Readout(props: { bucket: Bucket; isHour: boolean }) {
  const { t, formats } = usePage();
  const words = () => t().overview.chart;
  return (
    <dl class="readout">
      <Reading name={words().span}>{formats().span(props.bucket.start, props.isHour)}</Reading>
      <Reading name={words().assets} swatch="assets">
        <Amount units={props.bucket.assets} />
      </Reading>
      <Reading name={words().incoming} swatch="incoming">
        <Amount units={inOf(props.bucket)} />
      </Reading>
      <Reading name={words().outgoing} swatch="outgoing">
        <Amount units={outOf(props.bucket)} />
      </Reading>
    </dl>
  );
}

function Reading(props: { name: string; swatch?: string; children: JSX.Element }) {
  return (
    <div>
      <dt>
        <Show when={props.swatch}>{(swatch) => <span class={`swatch ${swatch()}`} aria-hidden="true" />}</Show>
        {props.name}
      </dt>
      <dd>{props.children}</dd>
    </div>
  );
}

/** For the eye: a screen is no finer than a number of 53 bits. */
function pointsOf(buckets: readonly Bucket[], decimals: number): ChartPoint[] {
  const rough = (units: bigint) => Number(units) / 10 ** decimals;
  return buckets.map((bucket) => ({
    time: Number(bucket.start),
    assets: rough(bucket.assets),
    incoming: rough(inOf(bucket)),
    outgoing: rough(outOf(bucket)),
  }));
}
