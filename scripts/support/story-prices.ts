// The demo's look at prices: each close held against what its market had in that minute.
import { formatQuantity } from "zke-insurance-fund";
import type { Bundle } from "zke-insurance-fund/bundle";
import { checkPrices, costOf, formatPrice, priceText, readPricesCsv } from "zke-insurance-fund/prices";
import { cents, count, shortTime } from "./figures.ts";
import { type PriceRow, pricesCsv } from "./seeded-prices.ts";

/** What is told of a bundle's prices; without any to hold them against, how it is done. */
export async function priceLines(
  { document, liquidations }: Bundle,
  rows: readonly PriceRow[] | undefined,
): Promise<string[]> {
  if (rows === undefined)
    return [
      "5. Quantity, time and price of each liquidation are public. Whoever has the markets' prices of those minutes holds",
      "   each close against them: npm run fund -- verify --bundle DIR --prices FILE.",
    ];
  const prices = await readPricesCsv({ name: "prices.csv", pieces: [new TextEncoder().encode(pricesCsv(rows))] });
  const { decimals, settlement, policy } = document;
  const { closes, outside, count: all, ...excess } = checkPrices(liquidations, prices, decimals);
  const held = `5. Each close is held against its market's prices of that minute: ${count(BigInt(all - closes.count))} of ${count(BigInt(all))} lie within.`;
  const worst = outside.find(({ close }) => close.standing !== "within");
  if (worst === undefined) return [held];
  const { head } = costOf(settlement, policy, excess);
  const { market, side, quantity, closeValue, time, low, high } = worst;
  return [
    `${held} One does not:`,
    `     ${side} ${formatQuantity(quantity)} ${market}, closed at ${priceText({ value: closeValue, quantity }, decimals)}, the market from ${formatPrice(low)} to ${formatPrice(high)} (${shortTime(time)})`,
    `   No contract can see that: anyone else can. It made the loss ${cents(excess.loss)} larger, of which the head paid ${cents(head)}.`,
  ];
}
