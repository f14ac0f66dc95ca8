// What is told of a fund outside of its settlements: each thing once, in words.

import type { ScheduledCall } from "../chain/roles/scheduled.ts";
import { type Before, calledText, scheduledText } from "../operations/change-words.ts";
import type { FundChange } from "../operations/changes.ts";
import { EVENTS, type EventName } from "./monitoring/events.ts";
import type { Notice } from "./monitoring/notices.ts";

/** What can be told of it. */
export const OVERSIGHT_EVENTS = [
  "change-scheduled",
  "change-ready",
  "change-done",
  "change-withdrawn",
  "change-unseen",
  "role-granted",
  "role-revoked",
  "role-changed",
  "target-closed",
  "target-opened",
  "paused",
  "unpaused",
  "closed",
  "migrated",
  "written-off",
  "policy-changed",
  "clearing-changed",
  "manager-changed",
] as const satisfies readonly EventName[];

/** One of them. */
type OversightEvent = (typeof OVERSIGHT_EVENTS)[number];

const notice = (event: OversightEvent, id: string, message: string, fields: Notice["fields"] = {}): Notice => ({
  id: `${event}:${id}`,
  level: EVENTS[event],
  event,
  message,
  fields,
});

/** Names what is told of a scheduled call: the same may be scheduled again later. */
export const scheduledId = ({ id, readyAt }: Pick<ScheduledCall, "id" | "readyAt">) => `${id}:${readyAt}`;

/** What is said of a call that waits. */
export function scheduledNotices(call: ScheduledCall, before: Before, decimals: number, now: bigint): Notice[] {
  const { id, caller, target, name, readyAt, expiresAt } = call;
  const fields = { operation: id, caller, target, name, readyAt: String(readyAt), expiresAt: String(expiresAt) };
  const text = scheduledText(call, before, decimals);
  const announced = notice("change-scheduled", scheduledId(call), `A change is announced: ${text}.`, fields);
  if (now < readyAt) return [announced];
  return [announced, notice("change-ready", scheduledId(call), `A change can be made now: ${text}.`, fields)];
}

/** What is said of one that was there and is not, without having been done, taken back or expired. */
export function unseenNotice(call: ScheduledCall, block: number): Notice {
  const message = `What was announced is no longer on chain, since the chain has changed: ${calledText(call)}.`;
  return notice("change-unseen", `${scheduledId(call)}:${block}`, message, { operation: call.id });
}

/**
 * What is said of a change that was made.
 *
 * @param id names what happened, where not its place in the chain does
 */
export function changeNotice({ event, message, transaction, block, index }: FundChange, id?: string): Notice {
  return notice(event, id ?? `${transaction}:${index}`, message, { transaction, block });
}
