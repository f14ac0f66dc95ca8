// Which periods want something to be done, and what may be reserved for them.

import type { Fund, FundOverview } from "../chain/fund.ts";
import { readyAt } from "../chain/types.ts";
import { BIGINT, COUNT, FLAG, partsOf, requireGiven, UINT64, withFunctions } from "../columns/given.ts";
import { BPS } from "../rule/policy.ts";

const RESERVABLE = partsOf({
  ...{ paused: FLAG, closed: FLAG, solvency: BIGINT, assets: BIGINT, reserved: BIGINT, available: BIGINT },
  policy: partsOf({ maxCoverageBps: COUNT }),
});

/**
 * What may be reserved for new settlements now, in base units: 0 while the fund is paused, closed or short of tokens.
 *
 * @example
 * reservableNow(await fund.overview()) // 250000000n
 */
export function reservableNow(
  overview: Pick<FundOverview, "paused" | "closed" | "solvency" | "assets" | "reserved" | "available" | "policy">,
): bigint {
  requireGiven({ overview }, { overview: RESERVABLE });
  const { paused, closed, solvency, assets, reserved, available, policy } = overview;
  if (paused || closed || solvency < 0n) return 0n;
  const left = (assets * BigInt(policy.maxCoverageBps)) / BigInt(BPS) - reserved;
  const most = left < available ? left : available;
  return most > 0n ? most : 0n;
}

/** A period that is not final. Times in seconds. */
export interface UnfinishedPeriod {
  readonly period: bigint;
  /**
   * `open`: to be submitted next, and credits go to it; `overdue`: the same, and it has ended; `pending`: submitted, its windows run or
   * demands are open; `due`: it can be finalized; `voided`: it can be submitted again; `lost`: it was voided, and the fund is closed.
   */
  readonly state: "open" | "overdue" | "pending" | "due" | "voided" | "lost";
  /** When its windows end, of a pending one; when it ends, of an open one whose length is fixed. */
  readonly until?: bigint;
}

/** A fund's periods that are not final. */
export interface UnfinishedPeriods {
  /** The oldest first. */
  readonly periods: readonly UnfinishedPeriod[];
  /** The first that was looked at: those before are not. */
  readonly fromPeriod: bigint;
}

const HOUR = 3_600n;
/** How far back periods are looked at, and how many overdue ones are told. */
const MOST = 500n;
const MOST_OVERDUE = 100;

/** Of a fund, what is asked here. */
const FUND = withFunctions(["record"], "a fund, of openFund");
const OVERVIEW = partsOf({
  nextPeriod: UINT64,
  block: UINT64,
  time: UINT64,
  lastEndTime: UINT64,
  closed: FLAG,
  policy: partsOf({ periodHours: COUNT }),
});

/**
 * Reads which of a fund's newest 500 periods are not final, at an overview's block; and the next one, with those that have ended since.
 *
 * @throws {ChainError} if the chain is not reached
 * @example
 * const { periods } = await readUnfinished(fund, await fund.overview());
 */
export async function readUnfinished(fund: Fund, overview: FundOverview): Promise<UnfinishedPeriods> {
  requireGiven({ fund, overview }, { fund: FUND, overview: OVERVIEW });
  const { nextPeriod, block, time, closed } = overview;
  const fromPeriod = nextPeriod > MOST ? nextPeriod - MOST : 1n;
  const numbers = Array.from({ length: Number(nextPeriod - fromPeriod) }, (_, at) => fromPeriod + BigInt(at));
  const submitted = await Promise.all(
    numbers.map(async (period): Promise<UnfinishedPeriod[]> => {
      const record = await fund.record(period, block);
      if (record.status === "voided") return [{ period, state: closed ? "lost" : "voided" }];
      if (record.status !== "pending") return [];
      const until = readyAt(record);
      return [{ period, state: record.openDemands === 0n && time >= until ? "due" : "pending", until }];
    }),
  );
  return { fromPeriod, periods: [...submitted.flat(), ...(closed ? [] : await nextOnes(fund, overview))] };
}

/** The next period, and those after it that have ended already; where the policy changes meanwhile, only the next. */
async function nextOnes(fund: Fund, overview: FundOverview): Promise<UnfinishedPeriod[]> {
  const { nextPeriod: period, lastEndTime, block, time, policy } = overview;
  const { periodHours } = await fund.policyAt(lastEndTime, block);
  if (periodHours === 0) return [{ period, state: "open" }];
  const length = HOUR * BigInt(periodHours);
  const most = periodHours === policy.periodHours ? MOST_OVERDUE : 1;
  const found: UnfinishedPeriod[] = [];
  let until = lastEndTime + length;
  for (; time >= until && found.length < most; until += length)
    found.push({ period: period + BigInt(found.length), state: "overdue", until });
  return found.length === most ? found : [...found, { period: period + BigInt(found.length), state: "open", until }];
}
