import { WORD } from "../columns/amounts.ts";
import { assertBits } from "../columns/bigints.ts";
import { type Hex, toHex, wordBytes } from "../columns/hex.ts";
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

const PREFIX = [0x19, 0x01];

/** What EIP-712 calls the type: the header's fields with their types, in order. */
const SETTLEMENT_TYPE = `Settlement(${Object.entries(SETTLEMENT_FIELDS)
  .map(([name, bits]) => `${bits === 256 ? "bytes32" : `uint${bits}`} ${name}`)
  .join(",")})`;

const TYPE_HASH = keccak256(new TextEncoder().encode(SETTLEMENT_TYPE));

/**
 * The hash by which a fund knows a settlement, as EIP-712 has it: keccak256(0x1901 ++ domain ++ keccak256(abi.encode(type hash,
 * settlement))). The same header has another hash in another fund or on another chain.
 *
 * @param domain from `domainOf`, or the fund's view `domain()`
 * @throws {InputError} if a field does not fit its bits, or the domain is not 32 bytes
 * @example
 * hashSettlement(bundle.document.settlement, domainOf({ chainId: 1n, fund }));
 */
export function hashSettlement(settlement: Settlement, domain: Hex): Hex {
  const message = new Uint8Array(PREFIX.length + 2 * WORD);
  message.set(PREFIX);
  message.set(wordBytes(domain, "a domain"), PREFIX.length);
  message.set(structHash(settlement), PREFIX.length + WORD);
  return toHex(keccak256(message));
}

/**
 * The hash of a header alone, whatever fund it is for: what EIP-712 calls its hashStruct. It tells headers of one fund apart.
 *
 * @throws {InputError} if a field does not fit its bits
 * @example
 * const hash = headerHash(bundle.document.settlement);
 */
export function headerHash(settlement: Settlement): Hex {
  return toHex(structHash(settlement));
}

function structHash(settlement: Settlement): Uint8Array {
  const fields = Object.entries(SETTLEMENT_FIELDS) as [keyof Settlement, number][];
  const encoded = new Uint8Array(WORD * (1 + fields.length));
  encoded.set(TYPE_HASH);
  fields.forEach(([name, bits], field) => {
    const value = settlement?.[name];
    const word = 1 + field;
    if (bits === 256) encoded.set(wordBytes(value as Hex, name), WORD * word);
    else writeUint256(encoded, word, assertBits(name, value, bits));
  });
  return keccak256(encoded);
}
