// The submission that somebody asks for by hand, with all that is known of it.

import { type FundEvent, readEvents } from "../chain/events.ts";
import type { Fund } from "../chain/fund.ts";
import { FUND } from "../chain/given.ts";
import { requireGiven, UINT64 } from "../columns/given.ts";
import { readLife } from "../history/backwards.ts";
import { type Submission, submissionsOf } from "../history/submissions.ts";
import { STANDINGS } from "../problems/english/checks.ts";
import { SUBMISSIONS } from "../problems/english/submissions.ts";
import { failed } from "../problems/problem.ts";

const ABSENT = { kind: "absent" } as const;

/**
 * A period's latest submission with its demands and answers, whole or not at all.
 *
 * @throws {ChainError} if there is none, it is not pending, or the node left out logs of it
 * @example
 * openDemands(await pendingSubmission(fund, 1n))
 */
export async function pendingSubmission(fund: Fund, period: bigint): Promise<Submission> {
  requireGiven({ fund, period }, { fund: FUND, period: UINT64 });
  const submission = [...submissionsOf(await readLife(fund, period)).values()].at(-1);
  if (submission === undefined) throw failed(STANDINGS, "noSettlement", { period }, ABSENT);
  if (submission.status === "pending") return submission;
  throw failed(SUBMISSIONS, "nothingPending", { period, status: submission.status });
}

/**
 * A submission with its demands and answers, whole or not at all.
 *
 * @param serial its serial number
 * @param fromBlock a block before it, where the node does not find that
 * @throws {ChainError} if there is none, or the node left out logs of it
 */
export async function anySubmission(fund: Fund, serial: bigint, fromBlock?: number): Promise<Submission> {
  const from = fromBlock === undefined ? {} : { fromBlock };
  for await (const submitted of readEvents(fund, { name: "SettlementSubmitted", topics: [null, serial], ...from })) {
    const life = await readLife(fund, submitted.args.period);
    const events: FundEvent[] = life;
    const since = { topics: [serial], fromBlock: submitted.blockNumber };
    for await (const event of readEvents(fund, { name: "DemandReclaimed", ...since })) events.push(event);
    const found = submissionsOf(events).get(serial);
    if (found !== undefined) return found;
  }
  throw failed(SUBMISSIONS, "noSubmission", { serial }, ABSENT);
}
