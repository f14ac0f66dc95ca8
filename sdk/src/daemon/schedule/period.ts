// A period that is over, and what names it to the exchange's own commands and folders.

import type { PeriodTerms } from "../../operations/period-terms.ts";
import { SCHEDULING } from "../../problems/english/scheduling.ts";
import { refused } from "../../problems/problem.ts";
import type { ReadTables } from "../../tables/period-tables.ts";

/** A period that is over and is to be settled: what the fund says of it. Times in Unix seconds. */
export interface EndedPeriod extends PeriodTerms {
  readonly endTime: bigint;
}

/** What a period is settled from. */
export type PeriodTables = Pick<ReadTables, "positions" | "liquidations"> & Partial<ReadTables>;

/** Where a period's tables come from: its rows, read from anywhere. */
export type TablesOf = (period: EndedPeriod, signal: AbortSignal) => Promise<PeriodTables>;

/**
 * Puts a bundle where strangers find it.
 *
 * @param folder has the bundle's public files alone, and is removed afterwards
 */
export type Publish = (folder: string, period: EndedPeriod, signal: AbortSignal) => Promise<void>;

const PLACE = "{period}";

/** A place of a period's own: with its number where `{period}` stands. */
export function placeOf(template: string, { period }: Pick<EndedPeriod, "period">): string {
  return template.replaceAll(PLACE, String(period));
}

/** @throws {InputError} if a place is the same for each period */
export function requirePlace(template: string, name: string): void {
  if (!template.includes(PLACE)) throw refused(SCHEDULING, "noPeriodIn", { name }, { got: template });
}

/** What a period's bundle is called in a folder of bundles. */
export const bundleName = ({ period }: Pick<EndedPeriod, "period">) => `period-${period}`;

/** What a command is told of a period. */
export function variablesOf({ period, startTime, endTime }: EndedPeriod): Readonly<Record<string, string>> {
  return { FUND_PERIOD: String(period), FUND_START: String(startTime), FUND_END: String(endTime) };
}
