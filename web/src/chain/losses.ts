import { balanceOf, type Flow, sumsOf } from "./flows.ts";
import { type PartsOfLoss, partsOfLoss, rateOf } from "./parts-of-loss.ts";
import type { PeriodHistory, Submission } from "./submissions.ts";

/** A period's loss and who bears it. */
export interface Loss extends PartsOfLoss {
  readonly submission: Submission;
}

const LARGEST = 5;
const MILLION = 1_000_000n;

const isFinal = ({ ending }: Submission) => ending?.state === "finalized";

// What is known stays the same object: its row in a table is not drawn anew with each block.
const known = new WeakMap<Submission, Loss>();

function lossOf(submission: Submission): Loss {
  const loss = known.get(submission) ?? { submission, ...partsOfLoss(submission) };
  known.set(submission, loss);
  return loss;
}

/** The largest losses of all periods that stand: pending or final. */
export function largestLosses(periods: readonly PeriodHistory[]): Loss[] {
  return periods
    .map(({ latest }) => latest)
    .filter((submission) => submission.settlement.loss > 0n)
    .filter((submission) => submission.ending === undefined || isFinal(submission))
    .sort((a, b) => descending(a.settlement.loss, b.settlement.loss))
    .slice(0, LARGEST)
    .map(lossOf);
}

/** Who paid in all final periods, in base units; rates in millionths of a payer's profit. */
export interface PaidSoFar {
  readonly periods: number;
  readonly withLoss: number;
  readonly withDeficit: number;
  readonly loss: bigint;
  readonly coverage: bigint;
  readonly shared: bigint;
  readonly deficit: bigint;
  /** Of the periods in which winners paid, if there are any. */
  readonly medianRate?: bigint;
  readonly highestRate?: bigint;
}

/** Adds up who paid so far. */
export function paidSoFar(periods: readonly PeriodHistory[]): PaidSoFar {
  const finals = periods.map(({ latest }) => latest).filter(isFinal);
  const losses = finals.filter(({ settlement }) => settlement.loss > 0n);
  const sum = (of: (submission: Submission) => bigint) => losses.reduce((total, one) => total + of(one), 0n);
  const rates = losses
    .filter(({ terms }) => terms.shared > 0n)
    .map(rateOf)
    .map(({ part, whole }) => (whole === 0n ? 0n : (part * MILLION) / whole))
    .sort((a, b) => descending(b, a));
  const [medianRate, highestRate] = [rates[rates.length >> 1], rates.at(-1)];
  return {
    periods: finals.length,
    withLoss: losses.length,
    withDeficit: losses.filter(({ terms }) => terms.deficit > 0n).length,
    loss: sum(({ settlement }) => settlement.loss),
    coverage: sum(({ terms }) => terms.coverage),
    shared: sum(({ terms }) => terms.shared),
    deficit: sum(({ terms }) => terms.deficit),
    ...(medianRate !== undefined && { medianRate }),
    ...(highestRate !== undefined && { highestRate }),
  };
}

/** How the fund's assets fell by a payout, and when they were as high again. In base units. */
export interface Fall {
  readonly before: bigint;
  readonly paid: bigint;
  /** The block in which the level before was reached again; what is short of it now, if it was not. */
  readonly regainedIn?: number;
  readonly short: bigint;
}

/**
 * Follows the assets through all flows, and finds how they came back after each payout.
 *
 * @param payouts blocks of settlements' payouts
 * @returns by block; a block without a payout is not in it
 */
export function fallsBy(flows: readonly Flow[], payouts: ReadonlySet<number>): Map<number, Fall> {
  const falls = new Map<number, Fall>();
  const open: { block: number; before: bigint; paid: bigint }[] = [];
  let assets = 0n;
  for (const flow of flows) {
    const before = assets;
    assets += balanceOf(sumsOf([flow]));
    if (flow.kind === "covered" && payouts.has(flow.block)) {
      const same = open.find(({ block }) => block === flow.block);
      if (same === undefined) open.push({ block: flow.block, before, paid: flow.amount });
      else same.paid += flow.amount;
    }
    for (let at = open.length - 1; at >= 0; at--) {
      const fall = open[at] as (typeof open)[number];
      if (assets < fall.before || flow.block === fall.block) continue;
      falls.set(fall.block, { before: fall.before, paid: fall.paid, regainedIn: flow.block, short: 0n });
      open.splice(at, 1);
    }
  }
  for (const { block, before, paid } of open) {
    const short = before > assets ? before - assets : 0n;
    falls.set(block, { before, paid, ...(short === 0n && { regainedIn: block }), short });
  }
  return falls;
}

const descending = (a: bigint, b: bigint) => (a < b ? 1 : a > b ? -1 : 0);
