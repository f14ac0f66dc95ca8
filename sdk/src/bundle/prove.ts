import { WORD } from "../commitment/columns.ts";
import { wordBytes } from "../commitment/hex.ts";
import { keyOf, positionId, saltOf } from "../commitment/keys.ts";
import { commitPositions, positionAt } from "../commitment/positions.ts";
import { proofOf } from "../commitment/tree.ts";
import { InputError } from "../errors.ts";
import type { Bundle } from "./bundle.ts";
import { type Statement, shareOfPosition } from "./statement.ts";

/**
 * Makes the statement of one position, of the head or beyond it.
 *
 * @returns undefined if the settlement has no such position
 * @throws {InputError} if the bundle has no private part, or its positions are not those of its header
 */
export function proveStatement(bundle: Bundle, account: string, position: string): Statement | undefined {
  const { document, positions } = bundle;
  const { settlement, policy } = document;
  if (bundle.private === undefined) {
    throw new InputError("the bundle has no private part: a statement needs the period's secret");
  }
  const id = positionId(account, position);
  const salt = saltOf(bundle.private.secret, id);
  const key = keyOf(salt, id);
  const index = findKey(positions.keys, wordBytes(key));
  if (index === undefined) return undefined;
  const committed = commitPositions(positions, policy);
  if (committed.root !== settlement.positionsRoot || committed.order.some((row, at) => row !== at)) {
    throw new InputError("the bundle's positions are not those of its header; verify says what is wrong");
  }
  const { profit, cumulativeProfit } = positionAt(committed, index);
  const leaf = { index: BigInt(index), profit, cumulativeProfit };
  return {
    period: settlement.period,
    account,
    position,
    salt,
    index: leaf.index,
    key,
    profit,
    cumulativeProfit,
    share: shareOfPosition(leaf, settlement, policy),
    proof: proofOf(committed.tree, committed.count, index),
    settlement,
    policy,
  };
}

function findKey(keys: Uint8Array, key: Uint8Array): number | undefined {
  for (let at = 0; at < keys.length; at += WORD) {
    let same = 0;
    while (same < WORD && keys[at + same] === key[same]) same++;
    if (same === WORD) return at / WORD;
  }
  return undefined;
}
