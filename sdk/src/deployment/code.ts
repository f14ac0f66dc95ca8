// Whether what lies on a chain is this version's contract, and was created by this version: another creation code could have left the
// same contract with money or members that no event tells of.
import { dataLength, dataSlice, getCreateAddress, Interface, keccak256 } from "ethers";
import type { ChainTransaction } from "../chain/reader.ts";
import type { Values } from "../chain/types.ts";

/** What tells a compiled contract from all others. Lengths in bytes; hashes by keccak256. */
export interface Codes {
  readonly name: string;
  /** The constructor, with the names of its arguments. */
  readonly construction: string;
  /** What creates it; the constructor's arguments follow. */
  readonly creation: HashedCode;
  /** What lies on the chain, with zeros where the values stand that the constructor computes. */
  readonly runtime: HashedCode & {
    /** Where those values stand, the places of one value together. */
    readonly immutables: readonly (readonly (readonly [start: number, length: number])[])[];
  };
}

interface HashedCode {
  readonly bytes: number;
  readonly hash: string;
}

/** Whether a deployed code is a compiled contract's, whatever its immutable values are, as long as each is one value. */
export function isCodeOf({ runtime: { bytes, hash, immutables } }: Codes, code: string): boolean {
  if (dataLength(code) !== bytes) return false;
  const masked = code.split("");
  for (const places of immutables) {
    const values = new Set(places.map(([start, length]) => dataSlice(code, start, start + length)));
    if (values.size > 1) return false;
    for (const [start, length] of places) masked.fill("0", digit(start), digit(start + length));
  }
  return keccak256(masked.join("")) === hash;
}

/** Where a byte's digits stand behind "0x". */
const digit = (byte: number) => 2 + 2 * byte;

/**
 * The constructor's arguments with which a transaction created a compiled contract at an address; undefined if it did anything
 * else.
 */
export function creationOf(
  { construction, creation: { bytes, hash } }: Codes,
  address: string,
  transaction: ChainTransaction,
): Values | undefined {
  const { to, data } = transaction;
  if (to !== null || getCreateAddress(transaction).toLowerCase() !== address.toLowerCase()) return undefined;
  if (dataLength(data) < bytes || keccak256(dataSlice(data, 0, bytes)) !== hash) return undefined;
  const contract = new Interface([construction]);
  try {
    return contract.getAbiCoder().decode(contract.deploy.inputs, dataSlice(data, bytes));
  } catch {
    return undefined;
  }
}
