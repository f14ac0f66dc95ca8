import { InputError } from "../errors.ts";
import { WORD } from "./columns.ts";
import { type Hex, toHex, wordBytes } from "./hex.ts";
import { keccak256 } from "./keccak.ts";
import { writeUint256 } from "./leaves.ts";

/** A settlement's header, as the contract takes it. Amounts are in base units, times in seconds. */
export interface Settlement {
  readonly period: bigint;
  readonly startTime: bigint;
  readonly endTime: bigint;
  /** G, the sum of the liquidation profits. */
  readonly profit: bigint;
  /** L, the sum of the liquidation losses. */
  readonly loss: bigint;
  readonly liquidationCount: bigint;
  readonly liquidationsRoot: Hex;
  readonly positionCount: bigint;
  readonly positionsRoot: Hex;
  /** P, the profit of all committed positions. */
  readonly totalProfit: bigint;
  /** k, how many positions are the head. */
  readonly headCount: bigint;
  /** H, the head's profit. */
  readonly headProfit: bigint;
}

/** The header's fields in the order of their encoding, each with its bits. */
export const SETTLEMENT_FIELDS = {
  period: 64,
  startTime: 64,
  endTime: 64,
  profit: 128,
  loss: 128,
  liquidationCount: 64,
  liquidationsRoot: 256,
  positionCount: 64,
  positionsRoot: 256,
  totalProfit: 128,
  headCount: 64,
  headProfit: 128,
} as const satisfies Record<keyof Settlement, number>;

/**
 * The hash by which the contract knows a settlement: keccak256(abi.encode(settlement)).
 *
 * @throws {InputError} if a field does not fit its bits
 */
export function hashSettlement(settlement: Settlement): Hex {
  const fields = Object.entries(SETTLEMENT_FIELDS) as [keyof Settlement, number][];
  const encoded = new Uint8Array(WORD * fields.length);
  fields.forEach(([name, bits], word) => {
    const value = settlement[name];
    if (typeof value === "string") encoded.set(wordBytes(value, name), WORD * word);
    else writeUint256(encoded, word, assertBits(name, value, bits));
  });
  return toHex(keccak256(encoded));
}

function assertBits(name: string, value: bigint, bits: number): bigint {
  if (typeof value === "bigint" && value >= 0n && value >> BigInt(bits) === 0n) return value;
  throw new InputError(`${name} does not fit ${bits} bits`, { got: String(value), expected: `0 to 2^${bits} - 1` });
}
