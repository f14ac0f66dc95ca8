import { WORD } from "../columns/amounts.ts";
import { requireGiven, TEXT } from "../columns/given.ts";
import { type Hex, wordBytes } from "../columns/hex.ts";
import { keyOf, positionId, saltOf } from "../commitment/keys.ts";
import type { Position } from "../commitment/leaves.ts";
import { commitPositions, positionAt } from "../commitment/positions.ts";
import { proofOf } from "../commitment/tree.ts";
import { FILES } from "../problems/english/files.ts";
import { refused } from "../problems/problem.ts";
import type { Bundle } from "./bundle.ts";
import type { SettlementDocument } from "./document.ts";
import { BUNDLE } from "./given.ts";
import { type Statement, shareOfLeaf } from "./statement.ts";

/** A bundle's public part, and the secret that tells whose its positions are. */
type Provable = Omit<Bundle, "private"> & {
  readonly secret?: Hex;
  readonly private?: { readonly secret: Hex } | undefined;
};

/**
 * Makes the statement of one position, of the head or beyond it.
 *
 * @returns undefined if the settlement has no such position
 * @throws {InputError} if the bundle has no private part, or its positions are not those of its header
 * @example
 * proveStatement(bundle, "alice", "BTCUSDT")?.share // 49382716n
 */
export function proveStatement(bundle: Provable, account: string, position: string): Statement | undefined {
  requireGiven({ bundle, account, position }, { bundle: BUNDLE, account: TEXT, position: TEXT });
  const { document, positions } = bundle;
  const { settlement, policy } = document;
  const secret = bundle.secret ?? bundle.private?.secret;
  assertProvable(secret !== undefined);
  const id = positionId(account, position);
  const salt = saltOf(secret as Hex, id);
  const key = keyOf(salt, id);
  const index = findKey(positions.keys, wordBytes(key));
  if (index === undefined) return undefined;
  const committed = commitPositions(positions, policy);
  if (committed.root !== settlement.positionsRoot || committed.order.some((row, at) => row !== at)) {
    throw refused(FILES, "positionsNotOfHeader", {});
  }
  const proof = proofOf(committed.tree, committed.count, index);
  return statementOf(document, { account, position, salt, key }, positionAt(committed, index), proof);
}

/** Refuses a bundle without its private part. */
export function assertProvable(hasSecret: boolean): void {
  if (!hasSecret) throw refused(FILES, "noPrivatePart", {});
}

/** The statement of a position whose place is proven. */
export function statementOf(
  { identity, decimals, settlement, policy }: SettlementDocument,
  whose: Pick<Statement, "account" | "position" | "salt" | "key">,
  { index, profit, cumulativeProfit }: Position,
  proof: readonly Hex[],
): Statement {
  const leaf = { index, profit, cumulativeProfit };
  return {
    identity,
    decimals,
    period: settlement.period,
    account: whose.account,
    position: whose.position,
    salt: whose.salt,
    index,
    key: whose.key,
    profit,
    cumulativeProfit,
    share: shareOfLeaf(leaf, settlement, policy),
    proof,
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
