import { createMemo, createSignal, For, type JSX, onCleanup, onMount, Show } from "solid-js";
import { type Bucket, bucketOf, DAY, inOf, outOf } from "../chain/buckets.ts";
import { largestLosses } from "../chain/losses.ts";
import { boundOf, type ChartPoint, pointsIn, type TimeRange } from "../chart.ts";
import { usePage } from "../page.tsx";
import { hrefTo } from "../router.ts";
import type { ChangeMark } from "../views/overview/governance.tsx";
import { Rounded } from "./amount.tsx";
import { FlowPlot } from "./flow-plot.tsx";

const RANGES = { week: 7, month: 30, quarter: 90, year: 365, all: undefined } as const;
type RangeName = keyof typeof RANGES;
const NAMES = Object.keys(RANGES) as RangeName[];
const LETTERS = "ABCDEFGHIJKLM";
const letterOf = (at: number) => LETTERS[at] ?? "";
// The largest losses are five; of what was done to the fund, so many of the newest.
const MOST_CHANGES = 8;

/** The fund's assets, and what came in and went out, over time: by pointer, by keyboard, and in words. */
export function FlowChart(props: {
  buckets: readonly Bucket[];
  size: bigint;
  /** What was done to the fund; undefined while that is not known. */
  changes: readonly ChangeMark[] | undefined;
  /** Whether it cannot be known now. */
  isUnread: boolean;
}) {
  const { t, formats, live } = usePage();
  const words = () => t().overview.chart;
  const [index, setIndex] = createSignal<number>();
  const [name, setName] = createSignal<RangeName>("all");
  const [zoom, setZoom] = createSignal<TimeRange>();
  const [width, setWidth] = createSignal(0);
  let frame: HTMLDivElement | undefined;
  onMount(() => {
    const observer = new ResizeObserver(() => setWidth(frame?.clientWidth ?? 0));
    if (frame !== undefined) observer.observe(frame);
    onCleanup(() => observer.disconnect());
  });
  const points = createMemo(() => pointsOf(props.buckets, live().token?.decimals ?? 6));
  const events = createEvents(
    () => props.buckets,
    () => props.changes,
  );
  const end = () => (points().at(-1)?.time ?? 0) + Number(props.size);
  const range = (): TimeRange => {
    const days = RANGES[name()];
    const first = points()[0]?.time ?? 0;
    return zoom() ?? { from: days === undefined ? first : Math.max(first, end() - days * Number(DAY)), to: end() };
  };
  const choose = (next: RangeName) => {
    setZoom(undefined);
    setName(next);
  };
  const largestIn = () => {
    const amounts = pointsIn(points(), range()).map(({ incoming }) => incoming);
    const largest = Math.max(0, ...amounts);
    return boundOf(amounts) < largest ? largest : undefined;
  };
  const shown = () => Math.min(index() ?? props.buckets.length - 1, props.buckets.length - 1);
  return (
    <Show when={props.buckets[shown()]}>
      {(bucket) => (
        <div class="chart">
          <div class="chart-head">
            <p class="small quiet">
              {words().axes} <Show when={largestIn()}>{(largest) => words().cut(formats().rough(largest()))}</Show>
            </p>
            {/* biome-ignore lint/a11y/useSemanticElements: a fieldset's legend would stand above the buttons */}
            <div class="segments" role="group" aria-label={words().range}>
              <For each={NAMES}>
                {(choice) => (
                  <button
                    type="button"
                    aria-pressed={zoom() === undefined && name() === choice}
                    onClick={() => choose(choice)}
                  >
                    {words().ranges[choice]}
                  </button>
                )}
              </For>
            </div>
          </div>
          <Readout bucket={bucket()} isHour={props.size < DAY} />
          <div class="plots" ref={frame}>
            <Show when={width() > 0}>
              <FlowPlot
                points={points()}
                size={Number(props.size)}
                range={range()}
                width={width()}
                events={events.marks().map((mark, at) => ({ ...mark, letter: letterOf(at) }))}
                payouts={events.payouts()}
                index={index()}
                onIndex={setIndex}
                onRange={setZoom}
                onGo={(href) => {
                  location.hash = href;
                }}
              />
            </Show>
          </div>
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
          <Marks marks={events.marks()} />
          <Show when={props.isUnread}>
            <p class="small quiet">{words().unmarked}</p>
          </Show>
        </div>
      )}
    </Show>
  );
}

/** The settlements that took money out; the largest of them, and what was done to the fund, by letters, in the order of time. */
function createEvents(buckets: () => readonly Bucket[], changes: () => readonly ChangeMark[] | undefined) {
  const { history } = usePage();
  const periods = createMemo(() => history().periods);
  const timeOf = (block: number) => bucketOf(buckets(), block)?.start;
  const payouts = createMemo(() =>
    periods().flatMap(({ period, latest: { ending, terms } }) => {
      const time = ending?.state === "finalized" && terms.coverage > 0n ? timeOf(ending.block) : undefined;
      return time === undefined
        ? []
        : [{ time: Number(time), href: hrefTo("settlements", period), amount: terms.coverage }];
    }),
  );
  const losses = createMemo(() =>
    largestLosses(periods()).flatMap(({ submission: { ending, settlement }, loss, coverage }): Mark[] => {
      const time = ending && timeOf(ending.block);
      const { period } = settlement;
      return time === undefined
        ? []
        : [{ time: Number(time), href: hrefTo("settlements", period), loss: { period, loss, coverage } }];
    }),
  );
  const others = createMemo(() =>
    (changes() ?? [])
      .slice(-MOST_CHANGES)
      .map(({ block, time, text }): Mark => ({ time: Number(timeOf(block) ?? time), href: hrefTo("rule"), text })),
  );
  const marks = createMemo(() => [...losses(), ...others()].sort((a, b) => a.time - b.time));
  return { payouts, marks };
}

/** What a letter stands for: a settlement's loss, or what was done to the fund. */
interface Mark {
  readonly time: number;
  readonly href: string;
  readonly loss?: { readonly period: bigint; readonly loss: bigint; readonly coverage: bigint };
  readonly text?: ChangeMark["text"];
}

/** By letters in the order of time; what is there keeps its place and the keyboard when another comes. */
function Marks(props: { marks: readonly Mark[] }) {
  const { t, formats } = usePage();
  const words = () => t().overview.chart;
  return (
    <ul class="marks">
      <For each={props.marks}>
        {({ time, href, loss, text }, at) => (
          <li>
            <b>{letterOf(at())}</b>
            <Show
              when={loss}
              fallback={
                <span>
                  <a href={href}>{formats().day(BigInt(time))}</a>: {text?.(formats())}
                </span>
              }
            >
              {(found) => (
                <span>
                  <a href={href}>{words().event(formats().day(BigInt(time)), String(found().period))}</a>{" "}
                  {words().lost(formats().rounded(found().loss), formats().rounded(found().coverage))}
                </span>
              )}
            </Show>
          </li>
        )}
      </For>
    </ul>
  );
}

function Readout(props: { bucket: Bucket; isHour: boolean }) {
  const { t, formats } = usePage();
  const words = () => t().overview.chart;
  return (
    <dl class="readout">
      <Reading name={words().span}>{formats().span(props.bucket.start, props.isHour)}</Reading>
      <Reading name={words().assets} swatch="assets">
        <Rounded units={props.bucket.assets} />
      </Reading>
      <Reading name={words().incoming} swatch="incoming">
        <Rounded units={inOf(props.bucket)} />
      </Reading>
      <Reading name={words().outgoing} swatch="outgoing">
        <Rounded units={outOf(props.bucket)} />
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
