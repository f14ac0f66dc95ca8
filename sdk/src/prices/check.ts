import { amountAt, WORD } from "../columns/amounts.ts";
import { COUNT, requireGiven } from "../columns/given.ts";
import { toHex } from "../columns/hex.ts";
import { LIQUIDATION_COLUMNS } from "../commitment/given.ts";
import { marketText } from "../commitment/keys.ts";
import type { LiquidationColumns } from "../commitment/liquidations.ts";
import { resultOf, type Side } from "../rule/liquidation.ts";
import { PRICE_TABLE } from "./given.ts";
import { type HeldPrice, holdPrice, type PriceRange } from "./judge.ts";
import type { PriceTable } from "./table.ts";

/** How many prices of a kind are outside the market's of their minute, and by how much. */
export interface Outsiders {
  readonly count: number;
  /** By how much their values differ from those at the nearest price, in base units, all together. */
  readonly by: bigint;
  /** The farthest, in millionths of the nearest price. */
  readonly most: bigint;
}

/** A liquidation that was closed, or taken over, at a price outside the market's of its minute. */
export interface OutsideLiquidation extends PriceRange {
  /** Its place in the list, from 0. */
  readonly index: number;
  readonly market: string;
  readonly side: Side;
  /** In 10^-18 of the market's unit. */
  readonly quantity: bigint;
  /** When it was closed, in Unix seconds. */
  readonly time: bigint;
  /** Values in base units. */
  readonly takeoverValue: bigint;
  readonly closeValue: bigint;
  readonly takeover: HeldPrice;
  readonly close: HeldPrice;
  /** By how much its loss is larger than at the nearest price for its close, in base units; 0 for a close that was better. */
  readonly loss: bigint;
  /** By how much its profit is smaller than at that price. */
  readonly profit: bigint;
}

/** What came of holding a list's prices against the market's. Sums in base units. */
export interface PriceCheck {
  /** How many liquidations the list has. */
  readonly count: number;
  /** How many of them have no price for their market and minute, and could not be judged. */
  readonly unjudged: number;
  readonly takeovers: Outsiders;
  readonly closes: Outsiders;
  /** By how much the list's losses are larger than with each close at the nearest price, where the close was worse than the market's. */
  readonly loss: bigint;
  /** By how much its profits are smaller. */
  readonly profit: bigint;
  /** The first of the liquidations that are outside, in the order of the list. */
  readonly outside: readonly OutsideLiquidation[];
  /** The markets that lack prices, with the number of liquidations and the time of the first; no more than are listed of others. */
  readonly missing: readonly MissingPrices[];
}

/** A market's liquidations that have no price. */
export interface MissingPrices {
  readonly market: string;
  readonly count: number;
  /** When the first of them in the list was closed, in Unix seconds. */
  readonly time: bigint;
}

/** How many liquidations and markets are listed, unless another number is given. */
const MOST_LISTED = 1_000;

/**
 * Holds the takeover and the close price of each liquidation against the market's prices of the minute in which it was closed.
 *
 * The position had been taken over in that minute or before, at a price that its margin fixed: in a fall, an honest takeover price lies
 * outside the market's. Only the close was a trade of that time, so only it has a cost.
 *
 * @param decimals decimal places of the token, 0 to 18
 * @param most how many are listed; all are counted
 * @throws {InputError} if the decimals are out of range
 * @example
 * const { loss, outside } = checkPrices(bundle.liquidations, await readPricesFile("prices.csv"), 6);
 */
export function checkPrices(
  list: LiquidationColumns,
  prices: PriceTable,
  decimals: number,
  most = MOST_LISTED,
): PriceCheck {
  requireGiven(
    { list, prices, decimals, most },
    { list: LIQUIDATION_COLUMNS, prices: PRICE_TABLE, decimals: COUNT, most: COUNT },
  );
  const [takeovers, closes] = [{ ...NONE }, { ...NONE }];
  const outside: OutsideLiquidation[] = [];
  const missing = new Map<string, { market: string; count: number; time: bigint }>();
  let [unjudged, loss, profit] = [0, 0n, 0n];
  for (let index = 0; index < list.count; index++) {
    const market = toHex(list.markets.subarray(WORD * index, WORD * (index + 1)));
    const time = list.times[index] as bigint;
    const range = amountAt(list.quantities, index) === 0n ? undefined : prices.at(market, time);
    if (range === undefined) {
      unjudged++;
      note(missing, marketText(market) ?? market, time, most);
      continue;
    }
    const held = holdLiquidation(list, index, range, decimals);
    if (held.takeover.standing === "within" && held.close.standing === "within") continue;
    count(takeovers, held.takeover, held.takeoverValue);
    count(closes, held.close, held.closeValue);
    loss += held.loss;
    profit += held.profit;
    if (outside.length < most) outside.push({ ...held, index, market: marketText(market) ?? market });
  }
  return { count: list.count, unjudged, takeovers, closes, loss, profit, outside, missing: [...missing.values()] };
}

const NONE: Outsiders = { count: 0, by: 0n, most: 0n };
type Counting = { -readonly [K in keyof Outsiders]: Outsiders[K] };

function holdLiquidation(list: LiquidationColumns, index: number, range: PriceRange, decimals: number) {
  const quantity = amountAt(list.quantities, index);
  const takeoverValue = amountAt(list.takeoverValues, index);
  const closeValue = amountAt(list.closeValues, index);
  // Of a list that breaks the rule, any other number may stand there.
  const side: Side = list.sides[index] === 0 ? "long" : "short";
  const takeover = holdPrice({ value: takeoverValue, quantity }, range, decimals);
  const close = holdPrice({ value: closeValue, quantity }, range, decimals);
  const result = resultOf({ side, takeoverValue, closeValue });
  const atNearest = resultOf({ side, takeoverValue, closeValue: close.nearest });
  const isWorse = result < atNearest;
  return {
    ...range,
    ...{ side, quantity, time: list.times[index] as bigint, takeoverValue, closeValue, takeover, close },
    loss: isWorse ? lossOf(result) - lossOf(atNearest) : 0n,
    profit: isWorse ? profitOf(atNearest) - profitOf(result) : 0n,
  };
}

const profitOf = (result: bigint) => (result > 0n ? result : 0n);
const lossOf = (result: bigint) => profitOf(-result);

function count(outsiders: Counting, { standing, nearest, millionths }: HeldPrice, value: bigint): void {
  if (standing === "within") return;
  outsiders.count++;
  outsiders.by += value > nearest ? value - nearest : nearest - value;
  if (millionths > outsiders.most) outsiders.most = millionths;
}

function note(
  missing: Map<string, { market: string; count: number; time: bigint }>,
  market: string,
  time: bigint,
  most: number,
): void {
  const known = missing.get(market);
  if (known !== undefined) known.count++;
  else if (missing.size < most) missing.set(market, { market, count: 1, time });
}
