import { eventOf } from "../../chain/events.ts";
import type { TimedLog } from "../../follow/journal.ts";
import type { TimedEvent } from "../../history/submissions.ts";

/** Takes a log as one of the fund's events; undefined if it is none, or malformed. */
export function timedEventOf(log: TimedLog): TimedEvent | undefined {
  try {
    const event = eventOf(log);
    return event && { ...event, time: log.time };
  } catch {
    return undefined;
  }
}
