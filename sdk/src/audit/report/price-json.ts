// What came of holding prices against the market's, as JSON: every integer a decimal string, prices as plain decimals in tokens.
import { formatPrice, type OutsideLiquidation, priceText } from "../../prices/index.ts";

/** Makes every integer in a value a decimal string. */
export function withTextNumbers(value: unknown): unknown {
  if (typeof value === "bigint" || typeof value === "number") return value.toString();
  if (Array.isArray(value)) return value.map(withTextNumbers);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, withTextNumbers(part)]));
}

/** The prices that a liquidation's values tell; null for a quantity of zero. */
export function pricesOf(
  { quantity, takeoverValue, closeValue }: Pick<OutsideLiquidation, "quantity" | "takeoverValue" | "closeValue">,
  decimals: number,
) {
  const price = (value: bigint) => priceText({ value, quantity }, decimals) ?? null;
  return { takeoverPrice: price(takeoverValue), closePrice: price(closeValue) };
}

/** A liquidation that is outside, with its prices and its market's. */
export function outsideJson({ low, high, ...one }: OutsideLiquidation, decimals: number) {
  return { ...one, ...pricesOf(one, decimals), marketLow: formatPrice(low), marketHigh: formatPrice(high) };
}
