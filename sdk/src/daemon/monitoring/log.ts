import type { EventName } from "./events.ts";

/** How much attention a line asks for. */
export type Level = "info" | "warn" | "error";

/** What a line says besides its message; integers become decimal strings. */
export type Fields = Readonly<Record<string, unknown>>;

/** Writes what happens, one JSON object a line. */
export type Log = (level: Level, event: EventName, message: string, fields?: Fields) => void;

/**
 * Makes a log.
 *
 * @param write takes each line, with its end
 * @param base fields of every line
 */
export function createLog(write: (line: string) => void, base: Fields = {}): Log {
  return (level, event, message, fields) => {
    const time = new Date().toISOString();
    write(`${jsonLine({ time, level, event, message, ...base, ...fields })}\n`);
  };
}

/** A value as JSON on one line; integers become decimal strings. */
export function jsonLine(value: unknown): string {
  return JSON.stringify(value, (_, part) => (typeof part === "bigint" ? part.toString() : part));
}
