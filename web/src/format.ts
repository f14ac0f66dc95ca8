import { formatAmount } from "zke-insurance-fund";

/** How amounts, numbers and times are written for one visitor. */
export interface Formats {
  readonly locale: string;
  /** Of the token. */
  readonly decimals: number;
  /** An amount of base units, exact to the last one, with grouped digits and at least two decimals. */
  amount(units: bigint): string;
  /** The same, parted before the decimals. */
  amountParts(units: bigint): readonly [whole: string, fraction: string];
  /** The same with all decimals, so that points stand below each other. */
  alignedAmount(units: bigint): string;
  /** An amount to be read, rounded to hundredths and parted before the decimals; one that would be rounded to nothing is exact. */
  roundedParts(units: bigint): readonly [whole: string, fraction: string];
  /** The same in one. */
  rounded(units: bigint): string;
  /** A number in a few characters, for axes: rounded. */
  rough(value: number): string;
  count(number: bigint | number): string;
  /** A plain decimal with grouped digits, exact to its 20th place. */
  decimal(text: string): string;
  /** A part of a whole, rounded down to two decimals; "–" of nothing. */
  percent(part: bigint, whole: bigint): string;
  /** The same in a column: always two decimals, so that points stand below each other. */
  rate(part: bigint, whole: bigint): string;
  /** Basis points. */
  bps(points: number): string;
  /** By what part of it a whole changed, with its sign, to a tenth of a percent; "–" of nothing. */
  change(part: bigint, whole: bigint): string;
  /** How many times one amount holds another, rounded down to hundredths; "–" if the other is nothing. */
  times(amount: bigint, other: bigint): string;
  /** A time of the chain, in seconds since 1970, to the second, with its zone: UTC. */
  time(seconds: bigint): string;
  /** The same in the visitor's own zone. */
  localTime(seconds: bigint): string;
  /** The day of UTC alone. */
  day(seconds: bigint): string;
  /** The same without the year. */
  dayOfYear(seconds: bigint): string;
  /** The month of UTC alone. */
  month(seconds: bigint): string;
  /** A time of UTC, to the second, where its zone is said elsewhere. */
  utcTime(seconds: bigint): string;
  /** A day of UTC, or an hour of it, by the second it begins with. */
  span(seconds: bigint, isHour: boolean): string;
  /** A time of UTC for an axis that spans some seconds. */
  tick(seconds: number, span: number): string;
  /** A size in bytes, rounded. */
  bytes(size: number): string;
  /** A span of seconds by its two largest units. */
  duration(seconds: bigint): string;
}

// The last second that a Date can name.
const LAST_SECOND = 8_640_000_000_000n;
// The most that every browser takes; what a price of a made-up list has behind them is rounded.
const MOST_DECIMALS = 20;
const SHORT_SPAN = 2 * 86_400;
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
  // A unit of a token with eight decimals is worth thousands: its hundredths would hide too much.
  const places = decimals === 8 ? decimals : Math.min(2, decimals);
  const rounded = new Intl.NumberFormat(locale, {
    minimumFractionDigits: Math.min(2, decimals),
    maximumFractionDigits: places,
  });
  const least = 10n ** BigInt(decimals - places);
  const roundedParts = (units: bigint) => {
    const isTiny = units !== 0n && -least < 2n * units && 2n * units < least;
    return partsOf((isTiny ? exact : rounded).formatToParts(decimal(units, decimals) as unknown as number));
  };
  const aligned = new Intl.NumberFormat(locale, { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  const compact = new Intl.NumberFormat(locale, { notation: "compact", maximumSignificantDigits: 3 });
  const whole = new Intl.NumberFormat(locale);
  const anyDecimals = new Intl.NumberFormat(locale, { maximumFractionDigits: MOST_DECIMALS });
  const hundredths = new Intl.NumberFormat(locale, { style: "percent", maximumFractionDigits: 2 });
  const twoPlaces = new Intl.NumberFormat(locale, { style: "percent", minimumFractionDigits: 2 });
  const manyTimes = new Intl.NumberFormat(locale, { maximumFractionDigits: 2 });
  const changes = new Intl.NumberFormat(locale, {
    style: "percent",
    minimumFractionDigits: 1,
    signDisplay: "exceptZero",
  });
  const localTimes = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "long" });
  const utc = { timeZone: "UTC" } as const;
  const utcTimes = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "medium", ...utc });
  const utcDays = new Intl.DateTimeFormat(locale, { dateStyle: "medium", ...utc });
  const utcHours = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", ...utc });
  const months = new Intl.DateTimeFormat(locale, { year: "numeric", month: "long", ...utc });
  const tickDays = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric", ...utc });
  const tickHours = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit", ...utc });
  const date = (format: Intl.DateTimeFormat, seconds: bigint) =>
    seconds >= 0n && seconds <= LAST_SECOND ? format.format(new Date(Number(seconds) * 1000)) : String(seconds);
  // As text: Intl takes decimal text exactly, and a number not.
  const decimal = (units: bigint, places: number) => formatAmount(units, places) as `${number}`;
  const partText = (format: Intl.NumberFormat, part: bigint, all: bigint) =>
    all === 0n ? "–" : format.format(decimal((part * 10_000n) / all, 4));
  return {
    locale,
    decimals,
    amount: (units) => exact.format(decimal(units, decimals)),
    amountParts: (units) => partsOf(exact.formatToParts(decimal(units, decimals) as unknown as number)),
    alignedAmount: (units) => aligned.format(decimal(units, decimals)),
    roundedParts,
    rounded: (units) => roundedParts(units).join(""),
    rough: (value) => compact.format(value),
    count: (number) => whole.format(number),
    decimal: (text) => anyDecimals.format(text as `${number}`),
    percent: (part, all) => partText(hundredths, part, all),
    rate: (part, all) => partText(twoPlaces, part, all),
    bps: (points) => hundredths.format(decimal(BigInt(points), 4)),
    change: (part, all) => (all === 0n ? "–" : changes.format(decimal((part * 100_000n) / all, 5))),
    times: (amount, other) => (other === 0n ? "–" : manyTimes.format(decimal((amount * 100n) / other, 2))),
    time: (seconds) => (seconds > LAST_SECOND ? String(seconds) : `${date(utcTimes, seconds)} UTC`),
    localTime: (seconds) => date(localTimes, seconds),
    day: (seconds) => date(utcDays, seconds),
    dayOfYear: (seconds) => date(tickDays, seconds),
    month: (seconds) => date(months, seconds),
    utcTime: (seconds) => date(utcTimes, seconds),
    span: (seconds, isHour) => date(isHour ? utcHours : utcDays, seconds),
    tick: (seconds, span) => date(span <= SHORT_SPAN ? tickHours : tickDays, BigInt(Math.floor(seconds))),
    bytes: (size) => sizeText(locale, size),
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

function partsOf(parts: readonly Intl.NumberFormatPart[]): [string, string] {
  const at = parts.findIndex(({ type }) => type === "decimal");
  const text = (some: readonly Intl.NumberFormatPart[]) => some.map(({ value }) => value).join("");
  return at < 0 ? [text(parts), ""] : [text(parts.slice(0, at)), text(parts.slice(at))];
}

function sizeText(locale: string, size: number): string {
  const [unit, value] = size < 1e6 ? ["kilobyte", size / 1e3] : ["megabyte", size / 1e6];
  return new Intl.NumberFormat(locale, { style: "unit", unit, maximumFractionDigits: 1 }).format(value);
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
