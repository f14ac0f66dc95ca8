// Charts as SVG: drawn once, without a script, the same for the same figures.
import { formatAmount } from "../../rule/amount.ts";
import type { TimelinePoint } from "../ledger/timeline.ts";
import { htmlText, timeText } from "./text.ts";

/** A bar of a stacked or grouped chart. */
export interface Bar {
  readonly label: string;
  /** In base units, in the order of the series. */
  readonly values: readonly bigint[];
}

/** A series of a chart; its class gives it its colour. */
export interface Series {
  readonly name: string;
  readonly style: "one" | "two" | "three";
}

const WIDTH = 900;
const HEIGHT = 260;
const LEFT = 92;
const TOP = 12;
const BOTTOM = 28;
const INNER_WIDTH = WIDTH - LEFT - 8;
const INNER_HEIGHT = HEIGHT - TOP - BOTTOM;
const TICKS = 4n;
const MOST_BARS = 120;

/** How the assets went, and what of them was reserved. */
export function assetsChart(points: readonly TimelinePoint[], decimals: number): string {
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return "";
  const ceiling = ceilingOf(points.map(({ assets }) => assets));
  const span = last.time > first.time ? last.time - first.time : 1n;
  const x = (time: bigint) => place(time - first.time, span, INNER_WIDTH) + LEFT;
  const y = (amount: bigint) => TOP + INNER_HEIGHT - place(amount, ceiling, INNER_HEIGHT);
  // What lies there stays until it changes: a line of steps.
  const line = (of: (point: TimelinePoint) => bigint) =>
    points
      .map((point, at) => `${at === 0 ? "M" : "H"}${fixed(x(point.time))}${at === 0 ? "," : "V"}${fixed(y(of(point)))}`)
      .join("");
  const area = (path: string) => `${path}V${fixed(y(0n))}H${fixed(x(first.time))}Z`;
  const reserved = line((point) => point.reserved);
  const assets = line((point) => point.assets);
  const dates = [first.time, first.time + span / 2n, last.time].map((time, at) => {
    const anchor = ["start", "middle", "end"][at];
    return `<text x="${fixed(x(time))}" y="${HEIGHT - 8}" text-anchor="${anchor}">${timeText(time).slice(0, 10)}</text>`;
  });
  const drawn = `<path class="area one" d="${area(assets)}"/><path class="line one" d="${assets}"/><path class="area two" d="${area(reserved)}"/>`;
  const title = `Assets from ${timeText(first.time)} to ${timeText(last.time)}; at the end ${formatAmount(last.assets, decimals)}.`;
  return svg(title, `${grid(ceiling, decimals)}${drawn}${dates.join("")}`);
}

/** Bars on top of each other, or beside each other. */
export function barChart(
  title: string,
  series: readonly Series[],
  bars: readonly Bar[],
  { layout, decimals }: { readonly layout: "stacked" | "grouped"; readonly decimals: number },
): string {
  if (bars.length === 0) return "";
  const shown = binned(bars);
  const sum = (values: readonly bigint[]) => values.reduce((total, value) => total + value, 0n);
  const ceiling = ceilingOf(shown.flatMap(({ values }) => (layout === "stacked" ? [sum(values)] : values)));
  const slot = INNER_WIDTH / shown.length;
  const room = slot * 0.8;
  const drawn = shown.map(({ label, values }, at) => {
    const left = LEFT + slot * at + slot * 0.1;
    let below = 0;
    const parts = values.map((value, of) => {
      const height = place(value, ceiling, INNER_HEIGHT);
      const width = layout === "stacked" ? room : room / values.length;
      const x = layout === "stacked" ? left : left + width * of;
      const y = TOP + INNER_HEIGHT - height - below;
      if (layout === "stacked") below += height;
      return `<rect class="bar ${series[of]?.style}" x="${fixed(x)}" y="${fixed(y)}" width="${fixed(width)}" height="${fixed(height)}"/>`;
    });
    const said = values.map((value, of) => `${series[of]?.name} ${formatAmount(value, decimals)}`).join(", ");
    return `<g><title>${htmlText(`Period ${label}: ${said}`)}</title>${parts.join("")}</g>`;
  });
  const ends = [shown[0], shown.at(-1)].map((bar, at) => {
    const [x, anchor] = at === 0 ? [LEFT, "start"] : [LEFT + INNER_WIDTH, "end"];
    return `<text x="${x}" y="${HEIGHT - 8}" text-anchor="${anchor}">${htmlText(bar?.label ?? "")}</text>`;
  });
  return svg(title, `${grid(ceiling, decimals)}${drawn.join("")}${shown.length > 1 ? ends.join("") : ends[0]}`);
}

/** What a chart's colours mean. */
export function legend(series: readonly Series[]): string {
  const items = series.map(({ name, style }) => `<li><span class="key ${style}"></span>${htmlText(name)}</li>`);
  return `<ul class="legend">${items.join("")}</ul>`;
}

/** At most a number of bars that can be told apart: each the sum of as many that follow one another. */
function binned(bars: readonly Bar[]): readonly Bar[] {
  const size = Math.ceil(bars.length / MOST_BARS);
  if (size === 1) return bars;
  return Array.from({ length: Math.ceil(bars.length / size) }, (_, bin) => {
    const group = bars.slice(bin * size, (bin + 1) * size);
    const label = `${group[0]?.label} to ${group.at(-1)?.label}`;
    const values = group[0]?.values.map((_, of) => group.reduce((sum, bar) => sum + (bar.values[of] ?? 0n), 0n)) ?? [];
    return { label, values };
  });
}

/** The next round number at or above all values: 1, 2 or 5 and zeros. */
function ceilingOf(values: readonly bigint[]): bigint {
  const most = values.reduce((max, value) => (value > max ? value : max), 1n);
  for (let power = 1n; ; power *= 10n) {
    for (const factor of [1n, 2n, 5n]) if (factor * power >= most) return factor * power;
  }
}

function grid(ceiling: bigint, decimals: number): string {
  const lines = Array.from({ length: Number(TICKS) + 1 }, (_, at) => {
    const value = (ceiling * BigInt(at)) / TICKS;
    const y = fixed(TOP + INNER_HEIGHT - place(value, ceiling, INNER_HEIGHT));
    return `<line class="grid" x1="${LEFT}" x2="${LEFT + INNER_WIDTH}" y1="${y}" y2="${y}"/><text x="${LEFT - 8}" y="${y}" dy="4" text-anchor="end">${short(value, decimals)}</text>`;
  });
  return lines.join("");
}

const SCALES = [
  [1_000_000_000n, "bn"],
  [1_000_000n, "M"],
  [1_000n, "k"],
] as const;

/** A sum in tokens, short enough for an axis. */
function short(amount: bigint, decimals: number): string {
  const token = 10n ** BigInt(decimals);
  for (const [scale, unit] of SCALES) {
    if (amount >= scale * token) return `${formatAmount((amount * 100n) / (scale * token), 2)} ${unit}`;
  }
  return formatAmount(amount, decimals);
}

function svg(title: string, inner: string): string {
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img"><title>${htmlText(title)}</title>${inner}</svg>`;
}

const PRECISION = 10_000n;

/** What part of a length an amount takes; a negative one takes none. */
function place(amount: bigint, all: bigint, length: number): number {
  if (amount <= 0n) return 0;
  return (Number((amount * PRECISION) / all) * length) / Number(PRECISION);
}

const fixed = (number: number) => number.toFixed(1);
