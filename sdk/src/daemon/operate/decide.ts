import { finalize, type LazyMove, type Move, revealLater } from "../../challenge/moves.ts";
import {
  type Demand,
  openDemands,
  readyAt,
  type ShownLeaf,
  type Submission,
  type Submissions,
} from "../../history/submissions.ts";

/** All that an operator knows when it decides. */
export interface OperateKnowledge {
  readonly submissions: Submissions;
  /** The newest block's time, in seconds. */
  readonly now: bigint;
  /** What shows the demanded leaf; undefined if no bundle has it. */
  readonly proverOf: (submission: Submission, demand: Demand) => Prover | undefined;
  /** Whether the fund lets settlements be finalized: it is neither paused nor short of tokens. */
  readonly mayFinalize: boolean;
  /** Whether a settlement is the exchange's own; what is not is never finalized. All are unless given. */
  readonly isOwn?: ((submission: Submission) => boolean) | undefined;
}

/** Makes the proof of an entry, when its turn comes. */
export type Prover = (index: bigint) => Promise<ShownLeaf>;

/**
 * More are never under way at once: 512 answers fill a block or two of the chains there are. The rest waits its turn: whoever
 * opens ten thousand demands must not slow down each look.
 */
const MOST_ANSWERS = 512;
// In the last part of its window, an answer is worth more than usual fees.
const URGENT_PART = 6n;

/**
 * What an operator does next: it shows what is demanded as soon as it is, the most urgent of all settlements first, and
 * finalizes what is due.
 */
export function operateMoves({
  submissions,
  now,
  proverOf,
  mayFinalize,
  isOwn = () => true,
}: OperateKnowledge): (Move | LazyMove)[] {
  const pending = [...submissions.values()].filter(({ status }) => status === "pending");
  const due = mayFinalize ? pending.filter((submission) => isDue(submission, now) && isOwn(submission)) : [];
  return [...answersTo(pending, now, proverOf), ...due.map(finalize)];
}

function answersTo(pending: readonly Submission[], now: bigint, proverOf: OperateKnowledge["proverOf"]): LazyMove[] {
  const demands = pending.flatMap((submission) =>
    answerable(submission, now).map((demand) => ({ submission, demand })),
  );
  demands.sort((a, b) => Number(a.demand.deadline - b.demand.deadline));
  const answers: LazyMove[] = [];
  for (const { submission, demand } of demands) {
    if (answers.length === MOST_ANSWERS) break;
    const prover = proverOf(submission, demand);
    if (prover === undefined) continue;
    const urgentFrom = demand.deadline - submission.policy.revealWindow / URGENT_PART;
    answers.push(revealLater(submission, demand, () => prover(demand.index), urgentFrom));
  }
  return answers;
}

/** The demands that can still be answered, the most urgent first. */
export function answerable(submission: Submission, now: bigint): Demand[] {
  return openDemands(submission)
    .filter(({ deadline }) => now <= deadline)
    .sort((a, b) => Number(a.deadline - b.deadline));
}

/** Whether a pending submission can be finalized. */
export function isDue(submission: Submission, now: bigint): boolean {
  const ready = readyAt(submission);
  return ready !== undefined && now >= ready && openDemands(submission).length === 0;
}
