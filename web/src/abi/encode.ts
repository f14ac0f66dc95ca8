import type { AbiType } from "./signature.ts";

const WORD = 64;

/** Encodes values one after the other, as hexadecimal digits without 0x. */
export function encoded(types: readonly AbiType[], values: readonly unknown[]): string {
  if (types.length !== values.length) throw new TypeError(`${types.length} values are needed, not ${values.length}`);
  const headSize = types.reduce((sum, { words }) => sum + WORD * words, 0);
  let [head, tail] = ["", ""];
  types.forEach((type, at) => {
    const own = encodedValue(type, values[at]);
    if (!type.isDynamic) head += own;
    else {
      head += word(BigInt((headSize + tail.length) / 2));
      tail += own;
    }
  });
  return head + tail;
}

function encodedValue({ type, components, element }: AbiType, value: unknown): string {
  if (element !== undefined) {
    const list = value as readonly unknown[];
    return word(BigInt(list.length)) + encoded(new Array<AbiType>(list.length).fill(element), list);
  }
  if (components !== null) {
    const fields = value as Record<string, unknown>;
    return encoded(components, Array.isArray(value) ? value : components.map(({ name }) => fields[name]));
  }
  if (type === "string") return bytes(hexOf(new TextEncoder().encode(value as string)));
  if (type === "bytes") return bytes(digits(value));
  if (type.startsWith("bytes")) return digits(value, 2 * sizeOf(type)).padEnd(WORD, "0");
  if (type === "address") return digits(value, 40).padStart(WORD, "0");
  if (type === "bool") return word(value ? 1n : 0n);
  const number = BigInt(value as bigint);
  const size = sizeOf(type);
  const fits = type.startsWith("u") ? BigInt.asUintN(size, number) : BigInt.asIntN(size, number);
  if (fits !== number) throw new RangeError(`${number} is no ${type}`);
  return word(BigInt.asUintN(256, number));
}

const sizeOf = (type: string) => Number(/\d+$/.exec(type)?.[0]);
const word = (value: bigint) => value.toString(16).padStart(WORD, "0");
const bytes = (hex: string) => word(BigInt(hex.length / 2)) + hex.padEnd(WORD * Math.ceil(hex.length / WORD), "0");
const hexOf = (list: Uint8Array) => Array.from(list, (byte) => byte.toString(16).padStart(2, "0")).join("");

function digits(value: unknown, length?: number): string {
  const found = typeof value === "string" ? /^0x((?:[0-9a-f]{2})*)$/i.exec(value)?.[1] : undefined;
  if (found === undefined || (length !== undefined && found.length !== length)) throw new TypeError("no such bytes");
  return found.toLowerCase();
}
