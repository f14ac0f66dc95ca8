import { type Hex, isWord } from "../columns/hex.ts";
import { assertIdentity, checksumAddress, type FundIdentity } from "../commitment/domain.ts";
import { attempt } from "../errors.ts";
import type { BASICS } from "../problems/english/basics.ts";
import { FILES } from "../problems/english/files.ts";
import { type ProblemIn, refused } from "../problems/problem.ts";
import { assertDecimals } from "../rule/amount.ts";

/** An object out of a JSON text, not judged yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

const PLAIN_INTEGER = /^(0|[1-9][0-9]*)$/;
// 2^256 has 78 digits: what is longer fits no field, and is not worth turning into a number.
const LONGEST_INTEGER = 78;

/**
 * Parses a JSON text.
 *
 * @param file its name, for errors
 * @throws {InputError} if it is not JSON, or a field is there twice
 */
export function parseJson(text: string, file: string): unknown {
  const value = parsed(text, file);
  // Of a field that is there twice, one reader takes the first, and another the last.
  if (fieldsIn(text) !== fieldsOf(value)) throw refused(FILES, "fieldTwice", {}, { file });
  return value;
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw refused(FILES, "notJson", { said: reason }, { file });
  }
}

/** How many fields a JSON text has: texts with a colon behind them. */
function fieldsIn(text: string): number {
  let count = 0;
  // Not by one expression for a whole text: of a long one, it remembers every sign, and runs out of memory for that.
  const mark = /["\\]/g;
  const colon = /\s*:/y;
  let isText = false;
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    const after = found.index + 1;
    if (found[0] === "\\") {
      mark.lastIndex = after + 1;
      continue;
    }
    isText = !isText;
    colon.lastIndex = after;
    if (!isText && colon.test(text)) count++;
  }
  return count;
}

/** How many fields there are in a value, however deep. */
function fieldsOf(value: unknown): number {
  let count = 0;
  for (const open = [value]; open.length > 0; ) {
    const next = open.pop();
    if (typeof next !== "object" || next === null) continue;
    const inner = Object.values(next);
    if (!Array.isArray(next)) count += inner.length;
    for (const one of inner) open.push(one);
  }
  return count;
}

/**
 * Takes a value as an object that has exactly the given fields.
 *
 * @param name what it is, for errors
 * @throws {InputError} if it is something else, or a field is missing or unknown
 */
export function objectOf(value: unknown, name: string, fields: readonly string[]): JsonObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw refused(FILES, "notObject", { name }, { got: shown(value) });
  }
  const missing = fields.find((field) => !Object.hasOwn(value, field));
  if (missing !== undefined) throw refused(FILES, "noField", { name, field: missing }, { expected: fields.join(", ") });
  const unknown = Object.keys(value).find((field) => !fields.includes(field));
  if (unknown !== undefined) {
    throw refused(FILES, "unknownField", { name }, { got: unknown, expected: fields.join(", ") });
  }
  return value as JsonObject;
}

/**
 * Takes a value as an unsigned integer, which JSON holds as a decimal text.
 *
 * @param bits the largest width
 * @throws {InputError} if it is anything else, a JSON number too
 * @example
 * integerOf("42", "period", 64) // 42n
 */
export function integerOf(value: unknown, name: string, bits: number): bigint {
  if (typeof value !== "string" || value.length > LONGEST_INTEGER || !PLAIN_INTEGER.test(value)) {
    throw refused(FILES, "notInteger", { name, bits }, { got: shown(value) });
  }
  const integer = BigInt(value);
  if (integer >> BigInt(bits) !== 0n) throw refused(FILES, "integerTooLarge", { name, bits }, { got: value });
  return integer;
}

/**
 * Takes a value as 32 bytes of hexadecimal text, in lower case.
 *
 * @throws {InputError} if it is anything else
 */
export function bytes32Of(value: unknown, name: string): Hex {
  if (isWord(value)) return value.toLowerCase() as Hex;
  throw refused(FILES, "notWord", { name }, { got: shown(value) });
}

/**
 * Takes a value as text.
 *
 * @throws {InputError} if it is anything else
 */
export function stringOf(value: unknown, name: string): string {
  if (typeof value === "string") return value;
  throw refused(FILES, "notString", { name }, { got: shown(value) });
}

/**
 * Takes a value as the only text it may be.
 *
 * @throws {InputError} if it is anything else
 */
export function assertTag(value: unknown, name: string, expected: string): void {
  if (value !== expected)
    throw refused(FILES, "unknownTag", { name }, { got: shown(value), expected: `"${expected}"` });
}

/** A value of any kind in a few characters: hostile JSON may be deep, and is not walked through. */
function shown(value: unknown): string {
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "an object";
  return String(value);
}

/**
 * Takes a chain id and a fund's address as which fund something belongs to; both are null if it names none.
 *
 * @throws {InputError} if one of them is malformed or alone
 */
export function identityOf(chainId: unknown, fund: unknown): FundIdentity | undefined {
  if (chainId === null && fund === null) return undefined;
  if (chainId === null || fund === null) {
    throw refused(FILES, "halfIdentity", { name: chainId === null ? "chainId" : "fund" });
  }
  const identity = { chainId: integerOf(chainId, "chainId", 256), fund: stringOf(fund, "fund") as Hex };
  const tried = attempt(() => assertIdentity(identity));
  if ("result" in tried) return tried.result;
  const { code, args, details } = tried.refusal;
  throw refused(FILES, "noIdentity", { problem: { code, args } as ProblemIn<typeof BASICS> }, details);
}

/** Which fund something belongs to, as the fields of a JSON value. */
export function identityToJson(identity: FundIdentity | undefined): JsonObject {
  if (identity === undefined) return { chainId: null, fund: null };
  return { chainId: identity.chainId.toString(), fund: checksumAddress(identity.fund) };
}

/**
 * Takes a value as a token's decimal places: a JSON number; a decimal string is read as well.
 *
 * @throws {InputError} if it is not from 0 to 18
 */
export function decimalsOf(value: unknown): number {
  return assertDecimals(smallInteger(value, "decimals"));
}

/**
 * Takes a value as a small integer: a JSON number; a decimal string is read as well.
 *
 * @throws {InputError} if it does not fit 16 bits
 */
export function smallInteger(value: unknown, name: string): number {
  return Number(integerOf(Number.isSafeInteger(value) ? String(value) : value, name, 16));
}
