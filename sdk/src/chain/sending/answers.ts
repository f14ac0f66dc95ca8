import { messageOf, nodeMessage } from "../failures.ts";

/** What a node's answer to a transaction comes to. */
export interface Answer {
  readonly kind: /** It is on its way, or its nonce is used: only its receipt tells. */
    | "taken"
    /** The node wants higher fees. */
    | "underpriced"
    /** Nobody can say whether the node took it. */
    | "unclear"
    /** The node does not want it. */
    | "refused";
  /** What the node said, on one line; empty if it took it. */
  readonly said: string;
  /** The tip that it wants at least, in wei a unit of gas, where it says so. */
  readonly tip?: bigint | undefined;
  readonly error?: unknown;
}

// geth and its kin, reth, erigon, besu; Nethermind spells its own in one word.
const KNOWN = /already ?known|already imported|already exists|known transaction/i;
const USED = /nonce too low|nonce has already been used|invalid nonce|old ?nonce/i;
const UNDERPRICED =
  /underpriced|base ?fee|fee ?cap|max fee per gas|fee ?too ?low|gas ?price (is )?(too low|below)|replacement ?not ?allowed/i;
const LEAST_TIP = /(?:tip needed|minimum needed|minimum tip)[^0-9]{0,4}(\d{1,30})/i;
// Of the node itself rather than of the transaction.
const UNWELL =
  /internal (json-?rpc |server )?error|time(d )?-?out|rate.?limit|too many requests|request limit|unavailable|overload|not synced|syncing|header not found|missing trie node|unknown block/i;

/** What a node means that did not simply take a transaction. */
export function answerOf(error: unknown): Answer {
  const words = nodeMessage(error);
  // What is no word of a node's is a failure of the way there or back: the node may have the transaction.
  if (words === undefined) return { kind: "unclear", said: messageOf(error), error };
  const said = words;
  if (KNOWN.test(said) || USED.test(said)) return { kind: "taken", said };
  if (UNDERPRICED.test(said)) return { kind: "underpriced", said, tip: leastTip(said), error };
  return { kind: UNWELL.test(said) ? "unclear" : "refused", said, error };
}

/**
 * The tip that a node asks for.
 *
 * @example
 * leastTip("transaction underpriced: tip needed 2000000000, tip permitted 1") // 2000000000n
 */
export function leastTip(said: string): bigint | undefined {
  const digits = LEAST_TIP.exec(said)?.[1];
  return digits === undefined ? undefined : BigInt(digits);
}
