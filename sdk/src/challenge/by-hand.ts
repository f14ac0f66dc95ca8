// The five moves by which a settlement is doubted and defended, each made once, by a program or a command.

import { eventIn } from "../chain/events.ts";
import type { Fund } from "../chain/fund.ts";
import { FUND, SENDER } from "../chain/given.ts";
import type { ChainReceipt } from "../chain/reader.ts";
import { allow } from "../chain/sending/allowance.ts";
import type { Sender } from "../chain/sending/sender.ts";
import { assertUint64 } from "../columns/amounts.ts";
import { COUNT, ifGiven, partsOf, requireGiven } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { type LeafPlace, openDemands, placeName, type Submission } from "../history/submissions.ts";
import { anySubmission, pendingSubmission } from "./asked.ts";
import { demand as demandMove, expire as expireMove, type Move, reclaim as reclaimMove } from "./moves.ts";
import { assertPlace } from "./place.ts";

/** A move that was made. */
export interface MoveMade {
  /** Which entry of which list it was about; undefined if it was about a settlement as a whole. */
  readonly place?: LeafPlace | undefined;
  readonly transaction: Hex;
}

/** Which bonds are taken back. */
export interface ReclaimOptions {
  /** The entry that was demanded; all that the sender demanded unless given. */
  readonly place?: LeafPlace | undefined;
  /** A block before the submission, where the node does not find that. */
  readonly fromBlock?: number | undefined;
}

/** A demand that was made, or had been made before. */
export interface DemandMade extends MoveMade {
  /** Until when it can be answered, in Unix seconds. */
  readonly deadline: bigint;
}

/**
 * Demands to see an entry of a period's pending settlement. Puts up the policy's bond for it: what is claimable by the sender pays
 * first, and the rest is approved and pulled.
 *
 * @throws {InputError} if the period is no bigint, or the place names no entry
 * @throws {ChainError} if nothing is pending, the entry was demanded before, or the chain refuses or is not reached
 * @example
 * await demand(fund, sender, 1n, { tree: "positions", index: 0n })
 */
export async function demand(fund: Fund, sender: Sender, period: bigint, place: LeafPlace): Promise<DemandMade> {
  requireGiven({ fund, sender }, { fund: FUND, sender: SENDER });
  assertUint64(period, "period");
  assertPlace(place);
  return sender.inTurn(async () => {
    await sender.recover();
    const submission = await pendingSubmission(fund, period);
    const missing = submission.policy.demandBond - (await fund.claimable(sender.address, await sender.newest()));
    const amount = missing > 0n ? missing : 0n;
    if (!submission.demands.has(placeName(place))) {
      await allow(fund.provider, sender, { token: await fund.token(), spender: fund.address, amount });
    }
    const receipt = await make(fund, sender, demandMove(submission, place));
    const { deadline } = eventIn(fund.address, receipt, "Demanded").args;
    return { place, transaction: receipt.hash as Hex, deadline };
  });
}

/**
 * Voids a period's pending settlement for a demand that nobody answered in time, the first that is overdue unless one is named.
 *
 * @returns undefined if none is overdue: nothing is sent then
 * @throws {InputError} if the period is no bigint, or the place names no entry
 * @throws {ChainError} if nothing is pending, or the chain refuses or is not reached
 * @example
 * await expire(fund, sender, 1n)
 */
export async function expire(
  fund: Fund,
  sender: Sender,
  period: bigint,
  place?: LeafPlace,
): Promise<MoveMade | undefined> {
  requireGiven({ fund, sender }, { fund: FUND, sender: SENDER });
  assertUint64(period, "period");
  if (place !== undefined) assertPlace(place);
  return sender.inTurn(async () => {
    await sender.recover();
    const submission = await pendingSubmission(fund, period);
    const overdue = place ?? (await firstOverdue(fund, submission));
    if (overdue === undefined) return undefined;
    const { tree, index } = overdue;
    const { hash } = await make(fund, sender, expireMove(submission, overdue));
    return { place: { tree, index }, transaction: hash as Hex };
  });
}

/**
 * Takes back the bonds of demands that were open when their submission was voided or cancelled: all of the sender's, unless one is
 * named.
 *
 * @param serial the submission's serial number
 * @throws {InputError} if the number is no bigint, or the place names no entry
 * @throws {ChainError} if there is no such submission, or the chain refuses or is not reached
 * @example
 * await reclaim(fund, sender, 3n)
 */
export async function reclaim(
  fund: Fund,
  sender: Sender,
  serial: bigint,
  options: ReclaimOptions = {},
): Promise<MoveMade[]> {
  requireGiven(
    { fund, sender, options },
    { fund: FUND, sender: SENDER, options: partsOf({ fromBlock: ifGiven(COUNT) }) },
  );
  assertUint64(serial, "submission");
  const { place, fromBlock } = options;
  if (place !== undefined) assertPlace(place);
  return sender.inTurn(async () => {
    await sender.recover();
    const submission = await anySubmission(fund, serial, fromBlock);
    const isOwn = ({ demander }: { demander: string }) => demander.toLowerCase() === sender.address.toLowerCase();
    const places = place === undefined ? openDemands(submission).filter(isOwn) : [place];
    const made: MoveMade[] = [];
    for (const { tree, index } of places) {
      const { hash } = await make(fund, sender, reclaimMove(submission, { tree, index }));
      made.push({ place: { tree, index }, transaction: hash as Hex });
    }
    return made;
  });
}

/** Makes a move. */
export function make(fund: Fund, sender: Sender, { id, data }: Move): Promise<ChainReceipt> {
  return sender.send({ id, to: fund.address, data });
}

/** By the chain's own time. */
async function firstOverdue(fund: Fund, submission: Submission): Promise<LeafPlace | undefined> {
  const { time } = await fund.overview();
  const open = openDemands(submission).sort((a, b) => Number(a.deadline - b.deadline));
  return open.find(({ deadline }) => time > deadline);
}
