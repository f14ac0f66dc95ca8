import { formatAmount } from "zke-insurance-fund";

/** How amounts, numbers and times are written for one visitor. */
export interface Formats {
  readonly locale: string;
  /** An amount of base units, exact to the last one, with grouped digits and at least two decimals. */
  amount(units: bigint): string;
  /** An amount in a few characters, for axes: rounded. */
  short(units: bigint): string;
  count(number: bigint | number): string;
  /** A part of a whole, rounded down to two decimals; "–" of nothing. */
  percent(part: bigint, whole: bigint): string;
  /** Basis points. */
  bps(points: number): string;
  /** How many times one amount holds another, rounded down to one decimal; "–" if the other is nothing. */
  times(amount: bigint, other: bigint): string;
  /** A time of the chain, in seconds since 1970. */
  time(seconds: bigint): string;
  /** Its day alone. */
  day(seconds: bigint): string;
  /** A span of seconds by its two largest units. */
  duration(seconds: bigint): string;
}

// The last second that a Date can name.
const LAST_SECOND = 8_640_000_000_000n;
const UNITS = [
  ["day", 86_400n],
  ["hour", 3_600n],
  ["minute", 60n],
  ["second", 1n],
] as const;

/**
 * The formats of a locale.
 *
 * @param decimals decimal places of the token
 * @example
 * formatsFor("en", 6).amount(1234567890n) // "1,234.56789"
 */
export function formatsFor(locale: string, decimals = 6): Formats {
  const exact = new Intl.NumberFormat(locale, {
    minimumFractionDigits: Math.min(2, decimals),
    maximumFractionDigits: decimals,
  });
  const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumSignificantDigits: 3 });
  const whole = new Intl.NumberFormat(locale);
  const hundredths = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 2 });
  const tenths = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const times = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium" });
  const days = new Intl.DateTimeFormat(locale, { dateStyle: "medium" });
  const date = (format: Intl.DateTimeFormat, seconds: bigint) =>
    seconds >= 0n && seconds <= LAST_SECOND ? format.format(new Date(Number(seconds) * 1000)) : String(seconds);
  // As text: Intl takes decimal text exactly, and a number not.
  const decimal = (units: bigint, places: number) => formatAmount(units, places) as `${number}`;
  return {
    locale,
    amount: (units) => exact.format(decimal(units, decimals)),
    short: (units) => compact.format(decimal(units, decimals)),
    count: (number) => whole.format(number),
    percent: (part, all) => (all === 0n ? "–" : hundredths.format(decimal((part * 10_000n) / all, 4))),
    bps: (points) => hundredths.format(decimal(BigInt(points), 4)),
    times: (amount, other) => (other === 0n ? "–" : tenths.format(decimal((amount * 10n) / other, 1))),
    time: (seconds) => date(times, seconds),
    day: (seconds) => date(days, seconds),
    duration: (seconds) => durationText(locale, seconds),
  };
}

/** Amounts of base units as plain decimals, for files: no grouping, a point, whatever the locale. */
export function plainAmount(units: bigint, decimals: number): string {
  return formatAmount(units, decimals);
}

/** A time of the chain for files. */
export function plainTime(seconds: bigint): string {
  if (seconds < 0n || seconds > LAST_SECOND) return String(seconds);
  return new Date(Number(seconds) * 1000).toISOString().replace(".000Z", "Z");
}

/** A hash or an address, shortened in the middle. */
export function shortened(hex: string): string {
  return hex.length <= 14 ? hex : `${hex.slice(0, 8)}…${hex.slice(-4)}`;
}

function durationText(locale: string, seconds: bigint): string {
  const text = (unit: string, value: bigint) =>
    new Intl.NumberFormat(locale, { style: "unit", unit, unitDisplay: "long" }).format(value);
  const at = UNITS.findIndex(([, size]) => seconds >= size);
  const largest = UNITS[at];
  if (largest === undefined) return text("second", 0n);
  const [unit, size] = largest;
  const next = UNITS[at + 1];
  const rest = next === undefined ? 0n : (seconds % size) / next[1];
  const first = text(unit, seconds / size);
  return next === undefined || rest === 0n ? first : `${first} ${text(next[0], rest)}`;
}
