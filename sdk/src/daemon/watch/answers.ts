import { getAddress } from "ethers";
import { drawing } from "../../challenge/plan.ts";
import type { Hex } from "../../columns/hex.ts";
import { type Demand, openDemands, placeName, type Submission, type Submissions } from "../../history/submissions.ts";
import { DAY } from "../means.ts";
import type { Notice } from "../monitoring/notices.ts";

// Those who answer what the operator does not should not all do so in the same block.
const STEPS = 1_000n;

/**
 * The demands that a watcher answers if it can, the most urgent first: those of whose window less than a third is left, or
 * less than a sixth; where between the two, each watcher draws for itself, so that not all answer at once.
 *
 * @param secret 32 bytes of this watcher's own
 */
export function nearlySilent(submission: Submission, now: bigint, secret: Hex): Demand[] {
  const { settlement, policy } = submission;
  const draw = drawing(settlement, secret);
  const isDue = (demand: Demand) => {
    const left = demand.deadline - now;
    const third = policy.revealWindow / 3n;
    return left >= 0n && left <= third - ((third / 2n) * (draw(`answer ${placeName(demand)}`) % STEPS)) / STEPS;
  };
  return openDemands(submission)
    .filter(isDue)
    .sort((a, b) => Number(a.deadline - b.deadline));
}

/** How many demands an account has answered since a time. */
export function answersSince(submissions: Submissions, account: Hex, since: bigint): number {
  const own = getAddress(account);
  let count = 0;
  for (const { demands } of submissions.values()) {
    for (const { answer } of demands.values()) {
      if (answer?.time !== undefined && answer.time > since && getAddress(answer.by) === own) count++;
    }
  }
  return count;
}

/** What is said when there is more to answer than is allowed; once a day. */
export function limitedNotice(perDay: number, now: bigint): Notice {
  const message = `More demands are left open by others than the ${perDay} that are answered a day; the rest waits for them.`;
  return { id: `answers-limited:${now / DAY}`, level: "warn", event: "answers-limited", message };
}
