import { BIGINT, requireGiven } from "../columns/given.ts";
import { PRICES } from "../problems/english/prices.ts";
import { refused } from "../problems/problem.ts";
import { isMilliseconds, parseTime } from "../rule/time.ts";

/** Seconds in a minute, the span of one row of prices. */
export const MINUTE = 60n;

/**
 * Parses the time of a row of prices: the second in which its minute starts, as Unix seconds or ISO 8601 with its offset.
 *
 * @returns Unix seconds
 * @throws {InputError} on a time within a minute, on milliseconds or microseconds, and on whatever `parseTime` refuses
 * @example
 * parseMinute("1760131200") // 1760131200n
 * parseMinute("2025-10-10T21:20:00Z") // 1760131200n
 */
export function parseMinute(text: string): bigint {
  const time = parseTime(text);
  if (isMilliseconds(time)) {
    throw refused(PRICES, "notSeconds", { example: text.slice(0, 10) }, { got: text });
  }
  if (time % MINUTE === 0n) return time;
  throw refused(PRICES, "notMinute", { example: `${minuteOf(time)}` }, { got: text });
}

/**
 * The start of the minute that a time lies in.
 *
 * @param time Unix seconds
 * @example
 * minuteOf(1760131259n) // 1760131200n
 */
export function minuteOf(time: bigint): bigint {
  requireGiven({ time }, { time: BIGINT });
  return time - (time % MINUTE);
}
