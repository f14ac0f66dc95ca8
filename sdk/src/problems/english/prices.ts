/** What is wrong with prices, the market's or a liquidation's. */
export const PRICES = {
  minuteTwice: ({ line, file }: { line: number; file: string | undefined }) =>
    `the same market and minute as in line ${line}${file === undefined ? "" : ` of ${file}`}`,
  lowAboveHigh: () => "the lowest price is above the highest",
  soldNothing: () => "a quantity is above zero",
  notSeconds: ({ example }: { example: string }) => ({
    reason: "a time is in seconds: these look like milliseconds or less",
    expected: `Unix seconds, such as ${example}`,
  }),
  notMinute: ({ example }: { example: string }) => ({
    reason: "a time is the start of its minute",
    expected: `such as ${example}`,
  }),
  priceNegative: () => "a price cannot be negative",
  priceNotPositive: () => "a price is above zero",
  priceTooLarge: () => "a price is below 2^128 in 10^-18 tokens",
} as const;
