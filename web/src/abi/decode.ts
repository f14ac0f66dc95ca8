import { checksummed } from "./address.ts";
import { Result } from "./result.ts";
import type { AbiType } from "./signature.ts";

const WORD = 64;
const ADDRESS_BITS = 160n;

/** Data that end before what they should hold. */
class Overrun extends Error {}

/**
 * Decodes values one after the other.
 *
 * @param data hexadecimal digits, without 0x
 * @throws if the data are too short
 */
export function decoded(types: readonly AbiType[], data: string): Result {
  let place = 0;
  const values = types.map((type) => {
    const at = place;
    place += WORD * type.words;
    try {
      return valueAt(type, data, at);
    } catch (error) {
      if (error instanceof Overrun) throw error;
      // The others may be right.
      return error;
    }
  });
  return new Result(
    values,
    types.map(({ name }) => name),
  );
}

function valueAt(type: AbiType, data: string, at: number): unknown {
  const place = type.isDynamic ? 2 * lengthAt(data, at) : at;
  const { components, element } = type;
  if (element !== undefined) {
    const count = lengthAt(data, place);
    const rest = data.slice(place + WORD);
    if (WORD * element.words * count > rest.length) throw new Overrun("a list that is cut off");
    return decoded(new Array<AbiType>(count).fill({ ...element, name: "" }), rest);
  }
  if (components !== null) return decoded(components, data.slice(place));
  if (type.isDynamic) {
    const start = place + WORD;
    const end = start + 2 * lengthAt(data, place);
    if (end > data.length) throw new Overrun("bytes that are cut off");
    const bytes = data.slice(start, end);
    return type.type === "bytes" ? `0x${bytes}` : textOf(bytes);
  }
  return simple(type.type, wordAt(data, place));
}

function simple(type: string, word: string): unknown {
  const value = BigInt(`0x${word}`);
  if (type === "bool") return value !== 0n;
  if (type === "address") {
    if (value >> ADDRESS_BITS !== 0n) throw new Error("no address");
    return checksummed(word.slice(24));
  }
  const size = Number(/\d+$/.exec(type)?.[0]);
  if (type.startsWith("bytes")) return `0x${word.slice(0, 2 * size)}`;
  return type.startsWith("u") ? BigInt.asUintN(size, value) : BigInt.asIntN(size, value);
}

function wordAt(data: string, at: number): string {
  if (at + WORD > data.length) throw new Overrun("data that are cut off");
  return data.slice(at, at + WORD);
}

function lengthAt(data: string, at: number): number {
  const value = BigInt(`0x${wordAt(data, at)}`);
  if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new Error("no place or length");
  if (value > BigInt(data.length)) throw new Overrun("a place behind the data");
  return Number(value);
}

function textOf(digits: string): string {
  const bytes = Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}
