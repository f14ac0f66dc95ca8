import { messageOf } from "../chain/failures.ts";
import { revertOf } from "../chain/reverts.ts";
import { ChainError } from "../errors.ts";
import type { Move } from "../game/moves.ts";
import type { Notice } from "../signals/notices.ts";

/** What is said of a move that was made. */
export function madeNotice({ kind, id, what, serial }: Move, transaction: string): Notice {
  const fields = { submission: serial, transaction };
  return { id: `made:${id}:${transaction}`, level: "info", event: `${kind}-made`, message: `Done: ${what}.`, fields };
}

/** What is said of a move that is not made, since nothing is sent. */
export function dueNotice({ id, kind, what, serial }: Move): Notice {
  const fields = { submission: serial };
  return { id: `due:${id}`, level: "info", event: `${kind}-due`, message: `It is time to ${what}.`, fields };
}

/** What is said of a move that failed. */
export function failedNotice({ id, kind, what, serial }: Move, error: unknown): Notice {
  const reason = messageOf(error);
  const message = `Could not ${what}: ${reason}`;
  const fields = { submission: serial };
  return { id: `failed:${id}:${reason}`, level: "warn", event: `${kind}-failed`, message, fields };
}

/** What is said of a move that somebody else made before. */
export function overtakenNotice({ id, kind, what, serial }: Move, error: unknown): Notice {
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
