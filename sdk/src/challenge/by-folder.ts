// The moves that need a bundle's folder: to challenge, and to answer.

import type { Fund } from "../chain/fund.ts";
import { FUND, SENDER } from "../chain/given.ts";
import type { Sender } from "../chain/sending/sender.ts";
import { assertUint64 } from "../columns/amounts.ts";
import { ifGiven, NAME, partsOf, requireGiven, SIGNAL } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { type LeafPlace, openDemands } from "../history/submissions.ts";
import { USAGE } from "../problems/english/usage.ts";
import { refused } from "../problems/problem.ts";
import { pendingSubmission } from "./asked.ts";
import { type MoveMade, make } from "./by-hand.ts";
import { judgeBundle, strangerIn, type Verdict } from "./judge.ts";
import { readCommittedLists, showLeaf } from "./lists.ts";
import { challenge as challengeMove, reveal as revealMove } from "./moves.ts";
import { assertPlace } from "./place.ts";

/** How a move that needs a folder is made. */
export interface FolderMove {
  /** Stops it, as long as nothing was sent. */
  readonly signal?: AbortSignal | undefined;
}

const FOLDER_MOVE = partsOf({ signal: ifGiven(SIGNAL) });

/** What came of judging a settlement by a bundle; nothing was sent if there is no transaction. */
export interface Challenged {
  readonly verdict: Verdict;
  readonly transaction?: Hex | undefined;
}

/**
 * Judges a period's pending settlement by a bundle, and if one or two entries break the rule, has the contract void it: half of its
 * bond, or of the policy's least bond where that is smaller, is then claimable by the sender.
 *
 * @param folder the bundle, as it was published; what is missing of it, answers may have shown
 * @throws {InputError} if the period is no bigint, or the folder cannot be read
 * @throws {ChainError} if nothing is pending, or the chain refuses or is not reached
 * @throws what the signal was aborted with
 * @example
 * (await challenge(fund, sender, 1n, "period-1")).verdict // { kind: "right", remarks: [] }
 */
export async function challenge(
  fund: Fund,
  sender: Sender,
  period: bigint,
  folder: string,
  options: FolderMove = {},
): Promise<Challenged> {
  requireGiven({ fund, sender }, { fund: FUND, sender: SENDER });
  assertUint64(period, "period");
  NAME(folder, "folder");
  FOLDER_MOVE(options, "options");
  const { signal } = options;
  return sender.inTurn(async () => {
    await sender.recover();
    const submission = await pendingSubmission(fund, period);
    const identity = { chainId: await fund.chainId(), fund: fund.address };
    const verdict = await judgeBundle(submission, folder, { identity, signal });
    signal?.throwIfAborted();
    if (verdict.kind !== "fault") return { verdict };
    const { hash } = await make(fund, sender, challengeMove(submission, verdict.fault, verdict.challenge));
    return { verdict, transaction: hash as Hex };
  });
}

/**
 * Answers demands for entries of a period's pending settlement from its bundle: all that are open, unless one is named. It earns
 * nothing, and keeps the settlement from being voided.
 *
 * @param folder the settlement's bundle
 * @throws {InputError} if the period is no bigint, the place names no entry, or the bundle does not have it
 * @throws {ChainError} if nothing is pending, or the chain refuses or is not reached
 * @throws what the signal was aborted with
 * @example
 * await reveal(fund, sender, 1n, "period-1")
 */
export async function reveal(
  fund: Fund,
  sender: Sender,
  period: bigint,
  folder: string,
  place?: LeafPlace,
  options: FolderMove = {},
): Promise<MoveMade[]> {
  requireGiven({ fund, sender }, { fund: FUND, sender: SENDER });
  assertUint64(period, "period");
  NAME(folder, "folder");
  if (place !== undefined) assertPlace(place);
  FOLDER_MOVE(options, "options");
  const { signal } = options;
  return sender.inTurn(async () => {
    await sender.recover();
    const submission = await pendingSubmission(fund, period);
    const lists = await readCommittedLists(submission, folder, { signal });
    const stranger = await strangerIn(folder, { chainId: await fund.chainId(), fund: fund.address });
    const made: MoveMade[] = [];
    for (const { tree, index } of place === undefined ? openDemands(submission) : [place]) {
      signal?.throwIfAborted();
      const shown = showLeaf(lists, { tree, index });
      if (shown === undefined) {
        const said = stranger ?? lists[tree].missing ?? "the list is empty";
        throw refused(USAGE, "bundleLacks", { said }, { file: folder });
      }
      const { hash } = await make(fund, sender, revealMove(submission, shown));
      made.push({ place: { tree, index }, transaction: hash as Hex });
    }
    return made;
  });
}
