// Liquidations as rows: each of them in liquidations.csv, the largest and those that are outside in the report.
import { keyAt } from "../../bundle/settle.ts";
import type { LiquidationList } from "../../commitment/liquidations.ts";
import { formatPrice, holdPrice, type PriceTable, priceText } from "../../prices/index.ts";
import { formatAmount } from "../../rule/amount.ts";
import { formatQuantity } from "../../rule/quantity.ts";
import { type ListedLiquidation, listedLiquidation } from "../ledger/lists.ts";
import type { AuditedSubmission } from "../ledger/state.ts";
import { csvRow, timeText } from "./text.ts";

/** The columns of a liquidation, by their names in files. */
const LIQUIDATION_COLUMNS = [
  ...(["period", "submission", "index", "key", "market", "side", "quantity", "time"] as const),
  ...(["takeover_price", "close_price", "takeover_value", "close_value", "result"] as const),
] as const;

/** A liquidation: its figures by their names, as text. */
export type LiquidationRow = Readonly<Record<(typeof LIQUIDATION_COLUMNS)[number], string>>;

const HELD_COLUMNS = ["market_low", "market_high", "takeover_stands", "close_stands"] as const;
const NOT_HELD = ["", "", "", ""];
const NO_PRICE = ["", "", "no price", "no price"];

/** The first line of liquidations.csv. */
export const LIQUIDATIONS_HEAD = csvRow([...LIQUIDATION_COLUMNS, ...HELD_COLUMNS]);

/** A liquidation as text: values in tokens, prices in tokens for one of the market's unit. */
export function liquidationRow(liquidation: ListedLiquidation, decimals: number): LiquidationRow {
  const { period, serial, index, key, market, side, quantity, time, takeoverValue, closeValue, result } = liquidation;
  const price = (value: bigint) => priceText({ value, quantity }, decimals) ?? "";
  return {
    ...{ period: `${period}`, submission: `${serial}`, index: `${index}`, key, market, side },
    ...{ quantity: formatQuantity(quantity), time: timeText(time) },
    ...{ takeover_price: price(takeoverValue), close_price: price(closeValue) },
    takeover_value: formatAmount(takeoverValue, decimals),
    close_value: formatAmount(closeValue, decimals),
    result: formatAmount(result, decimals),
  };
}

/** The lines of liquidations.csv for a settlement's list; where prices were given, with where each stands to them. */
export function* liquidationLines(
  submission: AuditedSubmission,
  list: LiquidationList,
  decimals: number,
  prices: PriceTable | undefined,
): Generator<string> {
  for (let index = 0; index < list.count; index++) {
    const liquidation = listedLiquidation(submission, list, index);
    const row = liquidationRow(liquidation, decimals);
    const held = prices === undefined ? NOT_HELD : heldFields(liquidation, list, decimals, prices);
    yield csvRow([...LIQUIDATION_COLUMNS.map((column) => row[column]), ...held]);
  }
}

function heldFields(
  { index, quantity, time, takeoverValue, closeValue }: ListedLiquidation,
  list: LiquidationList,
  decimals: number,
  prices: PriceTable,
): readonly string[] {
  const range = quantity === 0n ? undefined : prices.at(keyAt(list.markets, index), time);
  if (range === undefined) return NO_PRICE;
  const standing = (value: bigint) => holdPrice({ value, quantity }, range, decimals).standing;
  return [formatPrice(range.low), formatPrice(range.high), standing(takeoverValue), standing(closeValue)];
}
