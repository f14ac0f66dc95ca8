// Liquidations and their prices in the report's page.
import { formatPrice } from "../../prices/index.ts";
import type { HeldPrice } from "../../prices/judge.ts";
import { resultOf } from "../../rule/liquidation.ts";
import type { AuditedPrices, ListedLiquidation, SettlementPrices } from "../ledger/lists.ts";
import { rowsTable } from "./html-table.ts";
import { liquidationRow } from "./liquidation-tables.ts";
import { percentText, priceSentences } from "./price-text.ts";
import { htmlText, sumText } from "./text.ts";

const LARGEST_COLUMNS = [
  ...(["period", "market", "side", "quantity", "time"] as const),
  ...(["takeover_price", "close_price", "result"] as const),
] as const;
const OUTSIDE_COLUMNS = [
  ...(["period", "market", "side", "quantity", "time", "takeover_price", "close_price"] as const),
  ...(["market_low", "market_high", "takeover", "close", "loss_too_large"] as const),
] as const;
const COST_COLUMNS = [
  ...(["period", "closes_outside", "takeovers_outside", "without_price"] as const),
  ...(["loss_too_large", "head_paid_too_much", "fund_paid_too_much"] as const),
] as const;

/** The largest liquidations, with quantity, time and prices. */
export function largestHtml(largest: readonly ListedLiquidation[], decimals: number): string {
  return rowsTable(
    LARGEST_COLUMNS,
    largest.map((one) => liquidationRow(one, decimals)),
  );
}

/** What came of holding prices against the market's: in sentences, by period, and each liquidation that is outside. */
export function pricesHtml(prices: AuditedPrices, decimals: number): string {
  const said = priceSentences(prices, decimals).map((sentence) => `<li>${htmlText(sentence)}</li>`);
  const concerned = prices.settlements.filter(
    ({ closes, takeovers, unjudged }) => closes.count + takeovers.count + unjudged > 0,
  );
  const costs = rowsTable(
    COST_COLUMNS,
    concerned.map((one) => costRow(one, decimals)),
  );
  const outside = rowsTable(
    OUTSIDE_COLUMNS,
    prices.outside.map((one) => outsideRow(one, decimals)),
  );
  const body = `${said.length === 0 ? "" : `<ul>${said.join("")}</ul>`}${costs}${outside}`;
  return body === "" ? "<p>All of them lie within the market's.</p>" : body;
}

function costRow({ period, closes, takeovers, unjudged, cost }: SettlementPrices, decimals: number) {
  return {
    ...{ period: `${period}`, closes_outside: `${closes.count}`, takeovers_outside: `${takeovers.count}` },
    ...{ without_price: `${unjudged}`, loss_too_large: sumText(cost.loss, decimals) },
    ...{ head_paid_too_much: sumText(cost.head, decimals), fund_paid_too_much: sumText(cost.fund, decimals) },
  };
}

function outsideRow(one: AuditedPrices["outside"][number], decimals: number) {
  const row = liquidationRow({ ...one, key: "0x", result: resultOf(one) }, decimals);
  const stands = ({ standing, millionths }: HeldPrice) =>
    standing === "within" ? standing : `${percentText(millionths)} ${standing}`;
  return {
    ...row,
    ...{ market_low: formatPrice(one.low), market_high: formatPrice(one.high) },
    ...{ takeover: stands(one.takeover), close: stands(one.close), loss_too_large: sumText(one.loss, decimals) },
  };
}
