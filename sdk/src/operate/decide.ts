import { finalize, type Move, reveal } from "../game/moves.ts";
import { type Demand, openDemands, readyAt, type ShownLeaf, type Submission, type Submissions } from "../game/state.ts";

/** All that an operator knows when it decides. */
export interface OperateKnowledge {
  readonly submissions: Submissions;
  /** The newest block's time, in seconds. */
  readonly now: bigint;
  /** The demanded leaf; undefined if it cannot be shown. */
  readonly answerTo: (submission: Submission, demand: Demand) => ShownLeaf | undefined;
  /** Whether the fund lets settlements be finalized: it is neither paused nor short of tokens. */
  readonly mayFinalize: boolean;
}

// More than are ever sent at once. The rest waits its turn: whoever opens ten thousand demands must not slow down each look.
const MOST_ANSWERS = 256;

/** What an operator does next: it shows what is demanded as soon as it is, and finalizes what is due. */
export function operateMoves({ submissions, now, answerTo, mayFinalize }: OperateKnowledge): Move[] {
  const pending = [...submissions.values()].filter(({ status }) => status === "pending");
  const answers = pending.flatMap((submission) => answersTo(submission, now, answerTo));
  const due = mayFinalize ? pending.filter((submission) => isDue(submission, now)) : [];
  return [...answers, ...due.map(finalize)];
}

function answersTo(submission: Submission, now: bigint, answerTo: OperateKnowledge["answerTo"]): Move[] {
  const answers: Move[] = [];
  for (const demand of answerable(submission, now)) {
    if (answers.length === MOST_ANSWERS) break;
    const shown = answerTo(submission, demand);
    if (shown !== undefined) answers.push(reveal(submission, shown));
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
  return now >= readyAt(submission) && openDemands(submission).length === 0;
}
