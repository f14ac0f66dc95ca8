import { FUND_INTERFACE } from "../chain/fund.ts";
import { TREES } from "../chain/names.ts";
import type { Hex } from "../columns/hex.ts";
import type { Settlement } from "../commitment/header.ts";
import type { Fault } from "../faults/fault.ts";
import type { LeafPlace, ShownLeaf } from "../history/submissions.ts";

/** A fault, and the one or two leaves with their proofs that have the contract void for it. */
export interface ProvenFault {
  readonly fault: Fault;
  readonly shown: readonly [ShownLeaf] | readonly [ShownLeaf, ShownLeaf];
}

/** The call that has the contract void a settlement for a fault. */
export function challengeCall(settlement: Settlement, { shown }: ProvenFault): Hex {
  const name = shown[0].tree === "positions" ? "challengePosition" : "challengeLiquidation";
  const leaves = shown.flatMap(({ leaf, proof }) => [leaf, proof]);
  return call(shown.length === 1 ? name : `${name}Pair`, [settlement, ...leaves]);
}

/** The call that demands a leaf. */
export function demandCall(settlement: Settlement, { tree, index }: LeafPlace): Hex {
  return call("demand", [settlement, TREES.indexOf(tree), index]);
}

/** The call that answers a demand. */
export function revealCall(settlement: Settlement, { tree, leaf, proof }: ShownLeaf): Hex {
  return call(tree === "positions" ? "revealPosition" : "revealLiquidation", [settlement, leaf, proof]);
}

/** The call that voids a settlement for an unanswered demand. */
export function expireCall(settlement: Settlement, { tree, index }: LeafPlace): Hex {
  return call("expire", [settlement, TREES.indexOf(tree), index]);
}

/**
 * The call that frees the bond of a demand that a void or a cancel left open.
 *
 * @param serial the submission's serial number
 */
export function reclaimCall(serial: bigint, { tree, index }: LeafPlace): Hex {
  return call("reclaim", [serial, TREES.indexOf(tree), index]);
}

/** The call that makes a settlement final. */
export function finalizeCall(settlement: Settlement): Hex {
  return call("finalize", [settlement]);
}

function call(name: string, args: readonly unknown[]): Hex {
  return FUND_INTERFACE.encodeFunctionData(name, args) as Hex;
}
