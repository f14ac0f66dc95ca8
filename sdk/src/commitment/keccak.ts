import { keccak_256 } from "@noble/hashes/sha3.js";

/** Bytes of a hash. */
export const HASH_BYTES = 32;

/** Keccak-256 of some bytes, as Ethereum has it. */
export function keccak256(input: Uint8Array): Uint8Array {
  return keccak_256(input);
}

/** Keccak-256 of a part of `input`, written to a place in `output`; both may be the same array. */
export function keccak256Into(
  input: Uint8Array,
  start: number,
  end: number,
  output: Uint8Array,
  outputStart: number,
): void {
  output.set(keccak_256(input.subarray(start, end)), outputStart);
}
