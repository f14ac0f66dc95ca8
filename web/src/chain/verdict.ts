import { BPS, type ProblemData } from "zke-insurance-fund";
import type { HistoryState } from "./history-state.ts";
import type { Freshness, LiveState } from "./live.ts";

/**
 * How one of the three answers stands: still being read; right; right, but not all is known or nothing can be promised now; wrong; or
 * right when it was read, which is too long ago.
 */
export type VerdictState = "reading" | "good" | "waiting" | "wrong" | "old";

/** Whether the money is there: what the fund holds against what it owes. Sums in base units; undefined until they are read. */
interface MoneyVerdict {
  readonly state: VerdictState;
  /** The token's address. */
  readonly token?: string;
  /** The token's own word: balanceOf(fund). */
  readonly balance?: bigint;
  /** Assets and liabilities. */
  readonly owed?: bigint;
  /** What is held beyond what is owed; negative if tokens are missing. */
  readonly surplus?: bigint;
  /** What `solvency()` says, where that is another difference: then the contract and its token contradict each other. */
  readonly told?: bigint;
}

/** Whether all settlements and all money of the past are known. */
interface HistoryVerdict {
  readonly state: VerdictState;
  /** While it is read: how much of it is in, from 0 to 1; undefined until that is known. */
  readonly part?: number;
  /** How many submissions the contract counts, and how many of them are pending. */
  readonly submissions?: bigint;
  readonly pending?: bigint;
  /** What does not agree with what the contract counts: codes with arguments, in words by `loadFailures` and `say`. */
  readonly missing: readonly ProblemData[];
  /** Money of which the sum is known by the contract, and the time is not. */
  readonly undated: HistoryState["undated"];
}

/** What keeps the fund from paying more: nothing but its brake or its assets; or the reason why it pays nothing now. */
export type LossLimit = "brake" | "assets" | "paused" | "closed" | "insolvent";

/** What the contract would pay for a loss that is submitted now. Sums in base units; undefined until they are read. */
interface NextLossVerdict {
  readonly state: VerdictState;
  /** The most that it would reserve: min(available, assets x maxCoverageBps / 10000 - reserved), not below 0. */
  readonly payable?: bigint;
  readonly limit?: LossLimit;
  /** The largest loss that still gets the fund's full part; undefined where the rule gives it no part. */
  readonly fullLoss?: bigint;
  /** The brake and the fund's part of a loss, in basis points. */
  readonly maxCoverageBps?: number;
  readonly coverBps?: number;
}

/** The three answers that stand on every view. */
export interface Verdict {
  readonly money: MoneyVerdict;
  readonly history: HistoryVerdict;
  readonly nextLoss: NextLossVerdict;
  /** The block that the figures are of, and its time in seconds; undefined until it is read. */
  readonly block?: bigint;
  readonly time?: bigint;
}

/**
 * Judges what is known: "Is the money there? Is all of the past known? What would be paid next?" A figure that was not read is not
 * there, and a failure of the node is never a verdict about the fund: what it leaves open is "reading" or "old".
 *
 * @param freshness of the live state, now
 */
export function verdictOf(live: LiveState, history: HistoryState, freshness: Freshness): Verdict {
  const { overview } = live;
  const isOld = freshness === "stale" || freshness === "failed";
  return {
    money: moneyOf(live, isOld),
    history: historyOf(live, history, isOld),
    nextLoss: nextLossOf(live, isOld),
    ...(overview !== undefined && { block: overview.block, time: overview.time }),
  };
}

function moneyOf({ overview, balance }: LiveState, isOld: boolean): MoneyVerdict {
  if (overview === undefined) return { state: "reading" };
  const { token, assets, liabilities, solvency } = overview;
  const owed = assets + liabilities;
  if (balance === undefined) return { state: "reading", token, owed };
  const surplus = balance - owed;
  const isTold = surplus !== solvency;
  const isWrong = isTold || surplus < 0n;
  const state = isWrong ? "wrong" : isOld ? "old" : "good";
  return { state, token, balance, owed, surplus, ...(isTold && { told: solvency }) };
}

function historyOf({ overview }: LiveState, history: HistoryState, isOld: boolean): HistoryVerdict {
  const { isComplete, missing, undated, part, failure, counted = overview } = history;
  const state = () => {
    if (missing.length > 0) return "wrong";
    if (!isComplete) return "reading";
    if (isOld || failure !== undefined) return "old";
    return undated.length > 0 ? "waiting" : "good";
  };
  return {
    state: state(),
    missing,
    undated,
    ...(part !== undefined && !isComplete && { part }),
    ...(counted !== undefined && { submissions: counted.submissions, pending: counted.pendingCount }),
  };
}

function nextLossOf(live: LiveState, isOld: boolean): NextLossVerdict {
  const { overview, balance } = live;
  if (overview === undefined) return { state: "reading" };
  const { assets, reserved, available, liabilities, solvency, paused, closed, policy } = overview;
  const { maxCoverageBps, coverBps } = policy;
  const whole = BigInt(BPS);
  const byBrake = (assets * BigInt(maxCoverageBps)) / whole - reserved;
  const most = available < byBrake ? available : byBrake;
  const isInsolvent = solvency < 0n || (balance !== undefined && balance < assets + liabilities);
  const stopped = isInsolvent ? "insolvent" : closed ? "closed" : paused ? "paused" : undefined;
  const payable = stopped !== undefined || most < 0n ? 0n : most;
  const limit: LossLimit = stopped ?? (byBrake < available ? "brake" : "assets");
  const state = isInsolvent ? "wrong" : isOld ? "old" : payable === 0n ? "waiting" : "good";
  const fullLoss = coverBps === 0 ? undefined : (payable * whole) / BigInt(coverBps);
  return { state, payable, limit, maxCoverageBps, coverBps, ...(fullLoss !== undefined && { fullLoss }) };
}
