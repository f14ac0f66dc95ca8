// What a chart is made of, apart from the screen. The numbers here are for the eye: amounts are rough, and times are seconds.

/** A span of time: what the fund had at its end, and what came in and went out. */
export interface ChartPoint {
  readonly time: number;
  readonly assets: number;
  readonly incoming: number;
  readonly outgoing: number;
}

/** What part of all time is shown, in seconds. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Takes a number to a place on the screen. */
export type Scale = (value: number) => number;

const HOUR = 3_600;
const DAY = 24 * HOUR;
const STEPS = [HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY];
const MONTHS = [1, 2, 3, 6, 12, 24, 60];
// What a number of 53 bits may miss a multiple by.
const EDGE = 1e-9;

/** A straight scale from a range of numbers to a range of places. */
export function scaleOf([low, high]: readonly [number, number], [start, end]: readonly [number, number]): Scale {
  const size = high - low || 1;
  return (value) => start + ((value - low) / size) * (end - start);
}

/**
 * Round numbers in a range, about as many as wanted.
 *
 * @example
 * ticksBetween(0, 10, 5) // [0, 2, 4, 6, 8, 10]
 */
export function ticksBetween(low: number, high: number, about: number): number[] {
  const step = roundStep((high - low) / about);
  return step === undefined ? [low] : multiples(step, Math.ceil(low / step - EDGE), Math.floor(high / step + EDGE));
}

/**
 * Round numbers around a range, about as many as wanted: the first is not above it, and the last not below.
 *
 * @example
 * ticksAround(1, 9, 4) // [0, 2, 4, 6, 8, 10]
 */
export function ticksAround(low: number, high: number, about: number): number[] {
  const step = roundStep((high - low) / about) ?? (Math.abs(low) || 1);
  return multiples(
    step,
    Math.floor(low / step + EDGE),
    Math.max(Math.ceil(high / step - EDGE), Math.floor(low / step) + 1),
  );
}

/** 1, 2 or 5 times a power of ten, not below a number; undefined if that is not above zero. */
function roundStep(rough: number): number | undefined {
  if (!(rough > 0)) return undefined;
  const power = 10 ** Math.floor(Math.log10(rough));
  return ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
}

const multiples = (step: number, first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, at) => (first + at) * step);

/** Round times of UTC in a range, at most as many as wanted: hours, days, or the first days of months. */
export function timeTicks({ from, to }: TimeRange, most: number): number[] {
  const step = STEPS.find((seconds) => (to - from) / seconds <= most);
  if (step !== undefined) {
    const first = Math.ceil(from / step);
    return Array.from({ length: Math.floor(to / step) - first + 1 }, (_, at) => (first + at) * step);
  }
  const months = MONTHS.find((count) => (to - from) / (count * 30 * DAY) <= most) ?? (MONTHS.at(-1) as number);
  const begin = new Date(from * 1_000);
  const ticks: number[] = [];
  for (let month = Math.ceil(begin.getUTCMonth() / months) * months; ; month += months) {
    const time = Date.UTC(begin.getUTCFullYear(), month) / 1_000;
    if (time > to) return ticks;
    if (time >= from) ticks.push(time);
  }
}

/** The points inside of a range, and the one before it, which a line of steps begins with. */
export function pointsIn(points: readonly ChartPoint[], { from, to }: TimeRange): ChartPoint[] {
  const first = points.findIndex(({ time }) => time >= from);
  const begin = first < 0 ? points.length - 1 : Math.max(0, first - 1);
  return points.slice(begin).filter(({ time }) => time <= to);
}

/** A line that stays until it changes. */
export function stepsOf(points: readonly ChartPoint[], x: Scale, y: Scale, end: number): string {
  const [first, ...rest] = points;
  if (first === undefined) return "";
  const place = (value: number) => value.toFixed(1);
  const steps = rest.map(({ time, assets }) => `H${place(x(time))}V${place(y(assets))}`);
  return `M${place(x(first.time))},${place(y(first.assets))}${steps.join("")}H${place(end)}`;
}

/**
 * The largest of some amounts that is drawn in full. One that dwarfs all others (a fund's endowment) would leave nothing of
 * them to see.
 */
export function boundOf(amounts: readonly number[]): number {
  const sorted = amounts.filter((amount) => amount > 0).sort((a, b) => a - b);
  const largest = sorted.at(-1) ?? 0;
  const usual = 1.5 * (sorted[Math.floor((sorted.length - 1) * 0.97)] ?? 0);
  return largest > 3 * usual && usual > 0 ? usual : largest;
}

/** What came in and went out in some spans of time together. */
export interface BarGroup extends TimeRange {
  readonly incoming: number;
  readonly outgoing: number;
}

/** Adds points up by longer spans, which begin at the end of the range and go back; those without any are left out. */
export function groupsOf(points: readonly ChartPoint[], size: number, { from, to }: TimeRange): BarGroup[] {
  const groups = new Map<number, BarGroup>();
  for (const { time, incoming, outgoing } of points) {
    if (time < from || time >= to) continue;
    const end = to - size * Math.floor((to - time - 1) / size);
    const known = groups.get(end) ?? { from: end - size, to: end, incoming: 0, outgoing: 0 };
    groups.set(end, { ...known, incoming: known.incoming + incoming, outgoing: known.outgoing + outgoing });
  }
  return [...groups.values()];
}

/** The number of the last point that is not after a time; the first if all are. */
export function indexAt(points: readonly ChartPoint[], time: number): number {
  const after = points.findIndex((point) => point.time > time);
  return after < 0 ? points.length - 1 : Math.max(0, after - 1);
}
