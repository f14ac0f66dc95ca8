import { type BundledLiquidations, type BundledPositions, countingIndexes } from "../bundle/bundle.ts";
import { formatFinding } from "../bundle/findings.ts";
import { readDocument } from "../bundle/folder.ts";
import { verifyBundle } from "../bundle/verify.ts";
import type { TreeName } from "../chain/names.ts";
import { amountsFrom } from "../commitment/columns.ts";
import { headerHash } from "../commitment/header.ts";
import type { Hex } from "../commitment/hex.ts";
import { InputError } from "../errors.ts";
import type { Fault } from "../faults/fault.ts";
import { challengeCall } from "../game/calls.ts";
import { type CommittedLists, faultInLists, readCommittedLists } from "../game/lists.ts";
import type { Submission } from "../game/state.ts";

/** What a submission's bundle shows. */
export type Verdict =
  /** The committed lists are the rule's. Beside them, something in the bundle may be wrong that is not on chain. */
  | { readonly kind: "right"; readonly remarks: readonly string[] }
  /** A fault, and the call that has the contract void for it. */
  | { readonly kind: "fault"; readonly fault: Fault; readonly challenge: Hex }
  /** These lists are missing, or are not the committed ones. */
  | { readonly kind: "withheld"; readonly trees: readonly TreeName[]; readonly reasons: readonly string[] };

/** The verdict on a bundle of which nothing could be judged: of each list that is committed, entries can be demanded. */
export function unjudged({ settlement }: Submission, reason: string): Extract<Verdict, { kind: "withheld" }> {
  const trees: TreeName[] = [];
  if (settlement.positionCount > 0n) trees.push("positions");
  if (settlement.liquidationCount > 0n) trees.push("liquidations");
  return { kind: "withheld", trees, reasons: [`the bundle: ${reason}`] };
}

/**
 * Judges a submission by the bundle in a folder: only what has the committed roots counts.
 *
 * @param absent why files could not be had, by their names
 */
export async function judgeBundle(
  submission: Submission,
  folder: string,
  absent?: ReadonlyMap<string, string>,
): Promise<Verdict> {
  const { settlement, policy } = submission;
  const lists = await readCommittedLists(settlement, folder, absent);
  const proven = faultInLists(lists, settlement, policy);
  if (proven !== undefined) {
    return { kind: "fault", fault: proven.fault, challenge: challengeCall(settlement, proven) };
  }
  const missing = Object.entries(lists).filter(([, { missing }]) => missing !== undefined);
  if (missing.length === 0) return { kind: "right", remarks: await remarksOn(submission, folder, lists) };
  return {
    kind: "withheld",
    trees: missing.map(([tree]) => tree as TreeName),
    reasons: missing.map(([, { missing }]) => missing as string),
  };
}

/** What the bundle says beyond the committed lists: the shares, the rule, the outcome. The contract does not see these. */
async function remarksOn({ settlement }: Submission, folder: string, lists: CommittedLists): Promise<string[]> {
  try {
    const document = await readDocument(folder);
    if (headerHash(document.settlement) !== headerHash(settlement)) {
      return ["settlement.json has another header than the one on chain"];
    }
    const { list: positions = NO_POSITIONS } = lists.positions;
    const { list: liquidations = NO_LIQUIDATIONS } = lists.liquidations;
    return verifyBundle({ document, positions, liquidations }).findings.map(formatFinding);
  } catch (error) {
    if (error instanceof InputError) return [error.toString()];
    throw error;
  }
}

const NOTHING = { count: 0, indexes: countingIndexes(0), keys: new Uint8Array(0) };
const NO_POSITIONS: BundledPositions = {
  ...NOTHING,
  profits: amountsFrom([]),
  cumulative: amountsFrom([]),
  shares: amountsFrom([]),
};
const NO_LIQUIDATIONS: BundledLiquidations = {
  ...NOTHING,
  markets: new Uint8Array(0),
  sides: new Uint8Array(0),
  quantities: amountsFrom([]),
  takeoverValues: amountsFrom([]),
  closeValues: amountsFrom([]),
  times: new BigUint64Array(0),
  cumulativeProfit: amountsFrom([]),
  cumulativeLoss: amountsFrom([]),
};
