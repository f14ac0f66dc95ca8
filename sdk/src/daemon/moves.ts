import { messageOf, nodeMessage } from "../chain/failures.ts";
import { revertOf } from "../chain/reverts.ts";
import { ChainError } from "../errors.ts";
import type { AnyMove } from "./dispatch.ts";
import type { Notice } from "./monitoring/notices.ts";

/** What moves there are. */
export const MOVE_KINDS: readonly AnyMove["kind"][] = [
  "challenge",
  "demand",
  "expire",
  "finalize",
  "reclaim",
  "reveal",
];

/** What is said of a move that was made. */
export function madeNotice({ kind, id, what, serial }: AnyMove, transaction: string): Notice {
  const fields = { submission: serial, transaction };
  return { id: `made:${id}:${transaction}`, level: "info", event: `${kind}-made`, message: `Done: ${what}.`, fields };
}

/** What is said of a move that is not made, since nothing is sent. */
export function dueNotice({ id, kind, what, serial }: AnyMove): Notice {
  const fields = { submission: serial };
  return { id: `due:${id}`, level: "info", event: `${kind}-due`, message: `It is time to ${what}.`, fields };
}

/** What is said of a move that failed. */
export function failedNotice({ id, kind, what, serial }: AnyMove, error: unknown): Notice {
  const reason = messageOf(error);
  const message = `Could not ${what}: ${reason}`;
  const fields = { submission: serial };
  return { id: `failed:${id}:${reason}`, level: "warn", event: `${kind}-failed`, message, fields };
}

/** What is said of a move that somebody else made before. */
export function overtakenNotice({ id, kind, what, serial }: AnyMove, error: unknown): Notice {
  const message = `No longer needed to ${what}: ${messageOf(error)}`;
  const fields = { submission: serial };
  return { id: `overtaken:${id}`, level: "info", event: `${kind}-overtaken`, message, fields };
}

// The submission has come to its end, another one stands in its place, or the leaf was demanded, shown or freed.
const OVERTAKEN = ["NotPending", "SettlementMismatch", "DemandedBefore", "NoOpenDemand"];

/**
 * Whether a move was refused since somebody else was first: in an open game, that is no failure. If the chain changes, it is
 * wanted again.
 */
export function isOvertaken(error: unknown): boolean {
  const name = revertOf(error instanceof ChainError ? error.cause : error)?.name;
  return name !== undefined && OVERTAKEN.includes(name);
}

/** Whether the account has transactions that its store does not know. */
export const isUnknown = (error: unknown) => error instanceof ChainError && error.code === "unknownSends";

// What nodes say where they hold as much of one account, or of all, as they do: geth and its kin, reth, erigon, nethermind, besu;
// and where an account with delegated code (EIP-7702) has more than one transaction under way.
const CROWDED = new RegExp(
  [
    "(tx|transaction|mem) ?pool.*(full|overflow)|sub-?pool.*(full|overflow)|pool size constraints|identified as a? ?spammer",
    "account limit exceeded|in-flight transaction limit|gapped-nonce|mempool quota",
    "too many (pending|queued)|nonce (is )?too (high|far)",
  ].join("|"),
  "i",
);

/**
 * Whether a transaction was refused since the node holds no more of the account, or ones that its store does not know: what is under way
 * must be mined before.
 */
export function isCrowded(error: unknown): boolean {
  if (isUnknown(error)) return true;
  return CROWDED.test(nodeMessage(error instanceof ChainError ? error.cause : error) ?? "");
}
