/** What is written as a plain decimal. */
export type Decimal = "an amount" | "a quantity" | "a price";

/** What of an amount cannot be used. */
export const AMOUNTS = {
  amountNegative: () => "an amount cannot be negative here",
  amountTooLarge: () => "an amount is at most 2^127 base units",
  amountNotText: () => "an amount is text",
  tooManyDecimals: ({ what, decimals }: { what: Decimal; decimals: number }) =>
    `${what} has at most ${decimals} decimals`,
  numberTooLong: ({ longest }: { longest: number }) => `a number has at most ${longest} characters`,
  notDecimal: () => ({ reason: "not a plain decimal number", expected: "such as 1234.56" }),
  decimalsOutOfRange: ({ most }: { most: number }) => ({
    reason: "a token's decimals are out of range",
    expected: `0 to ${most}`,
  }),
};
