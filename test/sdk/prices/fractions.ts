// Rational numbers, as plainly as can be: what the arithmetic of prices is held against.

/** numerator / denominator, the denominator above zero. */
export type Fraction = readonly [numerator: bigint, denominator: bigint];

export const times = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * c, b * d];
const minus = ([a, b]: Fraction, [c, d]: Fraction): Fraction => [a * d - c * b, b * d];
export const over = (a: Fraction, [c, d]: Fraction): Fraction => (c < 0n ? times(a, [-d, -c]) : times(a, [d, c]));
export const isLess = ([a, b]: Fraction, [c, d]: Fraction): boolean => a * d < c * b;
export const distance = (a: Fraction, b: Fraction): Fraction => (isLess(a, b) ? minus(b, a) : minus(a, b));
export const floor = ([a, b]: Fraction): bigint => (a < 0n ? -((-a + b - 1n) / b) : a / b);
export const ceil = ([a, b]: Fraction): bigint => -floor([-a, b]);
export const whole = (value: bigint): Fraction => [value, 1n];

/** A plain decimal, without the product's own reader. */
export function decimal(text: string): Fraction {
  const [before = "", after = ""] = text.split(".");
  return [BigInt(before + after), 10n ** BigInt(after.length)];
}
