// A bundle's prices, held against the market's.
import { outsideJson, withTextNumbers } from "../../audit/report/price-json.ts";
import {
  outsideText,
  type PriceResult,
  priceSentences,
  pricesAgree,
  priceVerdict,
} from "../../audit/report/price-text.ts";
import { plainText } from "../../audit/report/text.ts";
import type { Bundle } from "../../bundle/bundle.ts";
import { checkPrices, costOf, type OutsideLiquidation, type PriceTable } from "../../prices/index.ts";

/** What came of it. */
export interface HeldPrices {
  readonly ok: boolean;
  readonly json: unknown;
  readonly lines: readonly string[];
}

const MOST_LINES = 20;

/**
 * Holds the prices of a bundle that is right against the market's.
 *
 * @param coverage what the fund pays for it, where that is known
 */
export function holdBundle(
  { document, liquidations }: Bundle,
  prices: PriceTable,
  coverage: bigint | undefined,
): HeldPrices {
  const { decimals, settlement, policy } = document;
  const { outside, loss, profit, ...checked } = checkPrices(liquidations, prices, decimals);
  const result = { ...checked, cost: costOf(settlement, policy, { loss, profit }, coverage) };
  const ok = pricesAgree(result);
  return {
    ok,
    json: withTextNumbers({ ok, ...result, outside: outside.map((one) => outsideJson(one, decimals)) }),
    lines: linesOf(result, outside, decimals),
  };
}

function linesOf(result: PriceResult, outside: readonly OutsideLiquidation[], decimals: number): string[] {
  const closes = outside.filter(({ close }) => close.standing !== "within");
  const shown = closes.slice(0, MOST_LINES).map((one) => `  ${plainText(outsideText(one, decimals))}`);
  const more = result.closes.count - shown.length;
  return [
    priceVerdict(result),
    ...shown,
    ...(more > 0 ? [`  and ${more} more; --json has the first ${outside.length}`] : []),
    ...priceSentences(result, decimals).map(plainText),
  ];
}
