// The liquidations of all settlements that stand: the largest are listed, and all are held against the market's prices.
import { keyAt } from "../../bundle/settle.ts";
import { amountAt } from "../../columns/amounts.ts";
import type { Hex } from "../../columns/hex.ts";
import { marketText } from "../../commitment/keys.ts";
import type { LiquidationList } from "../../commitment/liquidations.ts";
import {
  checkPrices,
  costOf,
  type MissingPrices,
  type OutsideLiquidation,
  type Outsiders,
  type PriceCheck,
  type PriceCost,
  type PriceTable,
} from "../../prices/index.ts";
import { resultOf, type Side } from "../../rule/liquidation.ts";
import type { AuditedSubmission } from "./state.ts";

/** Whose settlement something is of. */
interface OfSettlement {
  readonly period: bigint;
  readonly serial: bigint;
}

/** A liquidation of a settlement that stands. Values in base units. */
export interface ListedLiquidation extends OfSettlement {
  /** Its place in the settlement's list, from 0. */
  readonly index: number;
  readonly key: Hex;
  readonly market: string;
  readonly side: Side;
  /** In 10^-18 of the market's unit. */
  readonly quantity: bigint;
  /** When it was closed, in Unix seconds. */
  readonly time: bigint;
  readonly takeoverValue: bigint;
  readonly closeValue: bigint;
  /** Above zero a profit of the fund, below zero a loss. */
  readonly result: bigint;
}

/** One settlement's prices, held against the market's. */
export interface SettlementPrices extends OfSettlement, Omit<PriceCheck, "outside" | "missing" | "loss" | "profit"> {
  readonly cost: PriceCost;
}

/** All settlements' prices, held against the market's. Sums in base units. */
export interface AuditedPrices {
  /** How many rows the table of prices has, and of how many markets. */
  readonly rows: number;
  readonly markets: number;
  /** How many liquidations the settlements that stand have. */
  readonly count: number;
  /** Those that were not judged since their list is unavailable. */
  readonly unread: number;
  /** Those that were not judged since there is no price for their market and minute. */
  readonly unjudged: number;
  readonly takeovers: Outsiders;
  readonly closes: Outsiders;
  readonly cost: PriceCost;
  readonly settlements: readonly SettlementPrices[];
  /** The first that are outside, in the order of the chain. */
  readonly outside: readonly (OutsideLiquidation & OfSettlement)[];
  readonly missing: readonly MissingPrices[];
}

/** What is gathered of the settlements' lists, one after the other. */
export interface AuditedLists {
  add(submission: AuditedSubmission, list: LiquidationList | undefined): void;
  /** Those with the largest results, the largest first. */
  largest(): readonly ListedLiquidation[];
  /** Undefined without a table of prices. */
  prices(): AuditedPrices | undefined;
}

const MOST_LARGEST = 100;
const ROOM = 4_096;
const MOST_OUTSIDE = 1_000;

/**
 * Begins to gather.
 *
 * @param decimals decimal places of the token
 */
export function gatherLists(prices: PriceTable | undefined, decimals: number): AuditedLists {
  let largest: ListedLiquidation[] = [];
  const audited = prices && auditPrices(prices, decimals);
  return {
    add(submission, list) {
      if (list !== undefined) {
        for (let index = 0; index < list.count; index++) {
          largest.push(listedLiquidation(submission, list, index));
          if (largest.length === ROOM) largest = largestOf(largest);
        }
      }
      audited?.add(submission, list);
    },
    largest: () => largestOf(largest),
    prices: () => audited?.prices(),
  };
}

/** A liquidation of a settlement's list. */
export function listedLiquidation(
  { period, serial }: OfSettlement,
  list: LiquidationList,
  index: number,
): ListedLiquidation {
  const market = keyAt(list.markets, index);
  const takeoverValue = amountAt(list.takeoverValues, index);
  const closeValue = amountAt(list.closeValues, index);
  const side: Side = list.sides[index] === 0 ? "long" : "short";
  return {
    ...{ period, serial, index, key: keyAt(list.keys, index), market: marketText(market) ?? market, side },
    ...{ quantity: amountAt(list.quantities, index), time: list.times[index] as bigint },
    ...{ takeoverValue, closeValue, result: resultOf({ side, takeoverValue, closeValue }) },
  };
}

const largestOf = (list: ListedLiquidation[]) => list.sort(byResult).slice(0, MOST_LARGEST);
const sizeOf = ({ result }: ListedLiquidation) => (result < 0n ? -result : result);

/** The larger result first; of two that are equal the one that came first, since sorting is stable. */
function byResult(a: ListedLiquidation, b: ListedLiquidation): number {
  const [left, right] = [sizeOf(a), sizeOf(b)];
  return left > right ? -1 : left < right ? 1 : 0;
}

function auditPrices(table: PriceTable, decimals: number) {
  const settlements: SettlementPrices[] = [];
  const outside: (OutsideLiquidation & OfSettlement)[] = [];
  const missing = new Map<string, MissingPrices>();
  let [count, unread] = [0, 0];
  return {
    add(submission: AuditedSubmission, list: LiquidationList | undefined): void {
      const { period, serial, settlement, policy, coverage } = submission;
      const rows = Number(settlement.liquidationCount);
      count += rows;
      if (list === undefined) {
        unread += rows;
        return;
      }
      const { outside: found, missing: lacking, loss, profit, ...checked } = checkPrices(list, table, decimals);
      settlements.push({ period, serial, ...checked, cost: costOf(settlement, policy, { loss, profit }, coverage) });
      for (const one of found) if (outside.length < MOST_OUTSIDE) outside.push({ period, serial, ...one });
      for (const one of lacking) addMissing(missing, one);
    },
    prices: (): AuditedPrices => ({
      ...{ rows: table.count, markets: table.marketCount, count, unread },
      unjudged: settlements.reduce((sum, { unjudged }) => sum + unjudged, 0),
      takeovers: together(settlements.map(({ takeovers }) => takeovers)),
      closes: together(settlements.map(({ closes }) => closes)),
      cost: costTogether(settlements.map(({ cost }) => cost)),
      ...{ settlements, outside, missing: [...missing.values()] },
    }),
  };
}

function addMissing(missing: Map<string, MissingPrices>, { market, count, time }: MissingPrices): void {
  const known = missing.get(market);
  if (known === undefined && missing.size >= MOST_OUTSIDE) return;
  missing.set(market, { market, count: count + (known?.count ?? 0), time: known?.time ?? time });
}

function together(all: readonly Outsiders[]): Outsiders {
  const most = all.reduce((farthest, one) => (one.most > farthest ? one.most : farthest), 0n);
  const by = all.reduce((sum, one) => sum + one.by, 0n);
  return { count: all.reduce((sum, one) => sum + one.count, 0), by, most };
}

function costTogether(all: readonly PriceCost[]): PriceCost {
  const sum = (of: (cost: PriceCost) => bigint) => all.reduce((total, one) => total + of(one), 0n);
  return {
    ...{ loss: sum(({ loss }) => loss), profit: sum(({ profit }) => profit) },
    ...{ head: sum(({ head }) => head), fund: sum(({ fund }) => fund) },
  };
}
