import { typeText } from "../columns/bigints.ts";
import { LISTS } from "../problems/english/lists.ts";
import { refused } from "../problems/problem.ts";

const UNIX_SECONDS = /^\d{1,19}$/;
const ISO = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(\.\d+)?(Z|[+-]\d{2}:\d{2})?$/;
const MINUTE = 60;
const HOUR = 3_600;
const SECOND_MS = 1_000;

/**
 * Parses a time of an input table: Unix seconds, or ISO 8601 with its offset.
 *
 * @returns Unix seconds
 * @throws {InputError} on a fraction of a second, a missing offset, a date that no calendar has, a time before 1970, or anything else
 * @example
 * parseTime("2025-10-10T21:20:00Z") // 1760131200n
 * parseTime("1760131200") // 1760131200n
 */
export function parseTime(text: string): bigint {
  if (typeof text !== "string") throw refused(LISTS, "timeMalformed", {}, { got: typeText(text) });
  if (UNIX_SECONDS.test(text)) return BigInt(text);
  const parts = ISO.exec(text);
  if (parts === null) throw refused(LISTS, "timeMalformed", {}, { got: text });
  const [, , , , , , , fraction, offset] = parts;
  if (fraction !== undefined) throw refused(LISTS, "timeFraction", {}, { got: text });
  if (offset === undefined) throw refused(LISTS, "timeOffset", {}, { got: text });
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts.slice(1, 7).map(Number);
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  const spelt = new Date(local).toISOString().slice(0, 19);
  // What the calendar moves on, such as the 30th of February, is no date; nor are years before 100, which it takes for others.
  if (spelt !== text.slice(0, 19)) throw refused(LISTS, "timeUnknown", {}, { got: text });
  const seconds = local / SECOND_MS - offsetSeconds(offset, text);
  if (seconds >= 0) return BigInt(seconds);
  throw refused(LISTS, "timeEarly", {}, { got: text });
}

function offsetSeconds(offset: string, text: string): number {
  if (offset === "Z") return 0;
  const [hours = 0, minutes = 0] = offset.slice(1).split(":").map(Number);
  if (hours > 23 || minutes > 59) throw refused(LISTS, "offsetUnknown", {}, { got: text });
  return (offset.startsWith("-") ? -1 : 1) * (HOUR * hours + MINUTE * minutes);
}

/** A Unix time for a person; times beyond the calendar stay numbers. */
export function formatTime(seconds: bigint): string {
  const date = new Date(Number(seconds) * 1000);
  return Number.isNaN(date.getTime()) ? seconds.toString() : date.toISOString().replace(".000Z", "Z");
}

/** Beyond the year 5138: nobody settles that, but in milliseconds it is in 1973. */
const LARGEST_SECONDS = 100_000_000_000n;

/** Whether a time in seconds is so far off that it must be milliseconds. */
export const isMilliseconds = (time: bigint) => time >= LARGEST_SECONDS;
