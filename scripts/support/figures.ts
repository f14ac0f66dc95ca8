// Figures for people.

const UNITS_IN_A_CENT = 10_000n;

/** Base units of a token with 6 decimals as a sum that is easy to read: 1,234,567.89. */
export function cents(amount: bigint): string {
  const rounded = (amount + UNITS_IN_A_CENT / 2n) / UNITS_IN_A_CENT;
  return `${count(rounded / 100n)}.${(rounded % 100n).toString().padStart(2, "0")}`;
}

/** Basis points as a percentage: 20 %. */
export function percent(bps: number): string {
  return `${bps / 100} %`;
}

/** Seconds since 1970 as a date and time: 2026-01-31 12:00 UTC. */
export function shortTime(seconds: bigint): string {
  return `${new Date(Number(seconds) * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

/** A whole number with its thousands apart: 19,230. */
export function count(number: bigint): string {
  return number.toString().replace(/\B(?=(\d{3})+$)/g, ",");
}
