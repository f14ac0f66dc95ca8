import { FUND_INTERFACE } from "../chain/fund.ts";
import { TREES } from "../chain/names.ts";
import { requireGiven, UINT64 } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { SETTLEMENT } from "../commitment/given.ts";
import type { Settlement } from "../commitment/header.ts";
import type { Fault } from "../faults/fault.ts";
import type { LeafPlace, ShownLeaf } from "../history/submissions.ts";
import { PLACE, PROVEN, SHOWN } from "./given.ts";

/** A fault, and the one or two leaves with their proofs that have the contract void for it. */
export interface ProvenFault {
  readonly fault: Fault;
  readonly shown: readonly [ShownLeaf] | readonly [ShownLeaf, ShownLeaf];
}

/**
 * The call that has the contract void a settlement for a fault.
 *
 * @example
 * const data = challengeCall(settlement, { fault: "PositionSum", shown: [{ tree: "positions", leaf, proof }] });
 * await wallet.sendTransaction({ to: fund.address, data });
 */
export function challengeCall(settlement: Settlement, proven: ProvenFault): Hex {
  requireGiven({ settlement, proven }, { settlement: SETTLEMENT, proven: PROVEN });
  const { shown } = proven;
  const name = shown[0].tree === "positions" ? "challengePosition" : "challengeLiquidation";
  const leaves = shown.flatMap(({ leaf, proof }) => [leaf, proof]);
  return call(shown.length === 1 ? name : `${name}Pair`, [settlement, ...leaves]);
}

/**
 * The call that demands a leaf.
 *
 * @example
 * const data = demandCall(settlement, { tree: "positions", index: 3n });
 */
export function demandCall(settlement: Settlement, place: LeafPlace): Hex {
  requireGiven({ settlement, place }, { settlement: SETTLEMENT, place: PLACE });
  return call("demand", [settlement, ...placed(place)]);
}

/**
 * The call that answers a demand.
 *
 * @example
 * const data = revealCall(settlement, { tree: "positions", leaf, proof });
 */
export function revealCall(settlement: Settlement, shown: ShownLeaf): Hex {
  requireGiven({ settlement, shown }, { settlement: SETTLEMENT, shown: SHOWN });
  const { tree, leaf, proof } = shown;
  return call(tree === "positions" ? "revealPosition" : "revealLiquidation", [settlement, leaf, proof]);
}

/**
 * The call that voids a settlement for an unanswered demand.
 *
 * @example
 * const data = expireCall(settlement, { tree: "positions", index: 3n });
 */
export function expireCall(settlement: Settlement, place: LeafPlace): Hex {
  requireGiven({ settlement, place }, { settlement: SETTLEMENT, place: PLACE });
  return call("expire", [settlement, ...placed(place)]);
}

/**
 * The call that frees the bond of a demand that a void or a cancel left open.
 *
 * @param serial the submission's serial number
 * @example
 * const data = reclaimCall(2n, { tree: "positions", index: 3n });
 */
export function reclaimCall(serial: bigint, place: LeafPlace): Hex {
  requireGiven({ serial, place }, { serial: UINT64, place: PLACE });
  return call("reclaim", [serial, ...placed(place)]);
}

/**
 * The call that makes a settlement final.
 *
 * @example
 * await wallet.sendTransaction({ to: fund.address, data: finalizeCall(settlement) });
 */
export function finalizeCall(settlement: Settlement): Hex {
  requireGiven({ settlement }, { settlement: SETTLEMENT });
  return call("finalize", [settlement]);
}

const placed = ({ tree, index }: LeafPlace) => [TREES.indexOf(tree), index];

function call(name: string, args: readonly unknown[]): Hex {
  return FUND_INTERFACE.encodeFunctionData(name, args) as Hex;
}
