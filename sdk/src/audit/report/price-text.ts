// What came of holding prices against the market's, in words and as JSON.
import type { MissingPrices, OutsideLiquidation, Outsiders, PriceCost } from "../../prices/index.ts";
import { formatPrice, priceText } from "../../prices/index.ts";
import type { HeldPrice } from "../../prices/judge.ts";
import { formatDecimal } from "../../rule/amount.ts";
import { formatQuantity } from "../../rule/quantity.ts";
import { sumText, timeText } from "./text.ts";

/** What is to be said of one list's prices, or of several lists'. */
export interface PriceResult {
  readonly count: number;
  readonly unjudged: number;
  /** Of lists that are unavailable. */
  readonly unread?: number | undefined;
  readonly takeovers: Outsiders;
  readonly closes: Outsiders;
  readonly cost: PriceCost;
  readonly missing: readonly MissingPrices[];
}

const MOST_MARKETS = 5;
const PERCENT_DECIMALS = 4;

/**
 * Millionths as a percentage.
 *
 * @example
 * percentText(90909n) // "9.0909 %"
 */
export const percentText = (millionths: bigint): string => `${formatDecimal(millionths, PERCENT_DECIMALS)} %`;

const judgedOf = ({ count, unjudged, unread = 0 }: Pick<PriceResult, "count" | "unjudged" | "unread">) =>
  count - unjudged - unread;

/** Whether all closes that could be judged lie within the market's prices; where there are some, one must have been judged. */
export function pricesAgree(result: Pick<PriceResult, "closes" | "count" | "unjudged" | "unread">): boolean {
  return result.closes.count === 0 && (judgedOf(result) > 0 || result.count === 0);
}

/** The verdict on prices in a sentence. */
export function priceVerdict(result: PriceResult): string {
  const { count, closes } = result;
  const judged = judgedOf(result);
  if (count === 0) return "There are no liquidations whose prices could be judged.";
  if (judged === 0) return "NO PRICE COULD BE JUDGED.";
  if (pricesAgree(result)) {
    return `The close prices agree: ${judged} of ${count} were judged, and each lies within its market's in that minute.`;
  }
  return (
    `${closes.count} OF ${judged} CLOSE PRICES ${closes.count === 1 ? "LIES" : "LIE"} OUTSIDE THE MARKET'S IN ` +
    `${closes.count === 1 ? "ITS" : "THEIR"} MINUTE.`
  );
}

/** What else there is to say, in sentences; amounts in tokens. */
export function priceSentences(result: PriceResult, decimals: number): string[] {
  const { unjudged, unread = 0, takeovers, closes, cost, missing } = result;
  const sum = (amount: bigint) => sumText(amount, decimals);
  const off = ({ by, most }: Outsiders) => `by ${sum(by)} tokens in all, the farthest by ${percentText(most)}`;
  const said: string[] = [];
  if (closes.count > 0) {
    said.push(`Closes outside the market's prices: ${closes.count}, ${off(closes)}.`);
    said.push(
      `With each of them that was worse than the market's at the nearest price, losses would have been ${sum(cost.loss)} less: ` +
        `by the rule the head paid ${sum(cost.head)} too much, and the fund ${sum(cost.fund)}. The fund's profits lack ${sum(cost.profit)}.`,
    );
  }
  if (takeovers.count > 0) {
    said.push(
      `Takeovers outside the market's prices: ${takeovers.count}, ${off(takeovers)}. A position was taken over in that minute or ` +
        "before, at a price that its margin fixed: in a fast market that is no fault by itself.",
    );
  }
  if (unjudged > 0)
    said.push(
      `Not judged, since there is no price for their market and minute: ${unjudged} (${missingText(missing)}).`,
    );
  if (unread > 0) said.push(`Not judged, since their lists are unavailable: ${unread}.`);
  return said;
}

function missingText(missing: readonly MissingPrices[]): string {
  const listed = missing
    .slice(0, MOST_MARKETS)
    .map(({ market, count, time }) => `${market}: ${count}, such as at ${timeText(time)}`);
  const more = missing.length - listed.length;
  return `${listed.join("; ")}${more > 0 ? `; and ${more} more markets` : ""}`;
}

/** A liquidation that is outside, on one line. */
export function outsideText(one: OutsideLiquidation, decimals: number): string {
  const { index, market, side, quantity, time, takeoverValue, closeValue, low, high, takeover, close, loss } = one;
  const price = (value: bigint) => priceText({ value, quantity }, decimals) ?? "";
  const stands = (name: string, held: HeldPrice) =>
    held.standing === "within" ? [] : [`the ${name} is ${percentText(held.millionths)} ${held.standing} it`];
  const worse = loss > 0n ? [`its loss is ${sumText(loss, decimals)} too large`] : [];
  return (
    `index ${index}, ${side} ${formatQuantity(quantity)} ${market} at ${timeText(time)}: taken over at ${price(takeoverValue)}, closed ` +
    `at ${price(closeValue)}, the market from ${formatPrice(low)} to ${formatPrice(high)}: ` +
    [...stands("takeover", takeover), ...stands("close", close), ...worse].join(", ")
  );
}
