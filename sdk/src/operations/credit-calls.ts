import { FUND_INTERFACE, type Fund } from "../chain/fund.ts";
import { WORD } from "../columns/amounts.ts";
import { requireGiven, UINT256 } from "../columns/given.ts";
import { type Hex, toHex, wordBytes } from "../columns/hex.ts";
import { keccak256 } from "../commitment/keccak.ts";
import type { CreditAsked } from "../history/credit-order.ts";

/** Some credits of a period that go on chain by one transaction. */
export interface CreditCall {
  /** The sequence number of the first. */
  readonly sequence: bigint;
  readonly credits: readonly CreditAsked[];
  /** Names the transaction by its references: the same credits are on their way once. */
  readonly id: string;
  readonly data: Hex;
}

/** How many credits a call has, unless told otherwise or the chain allows less. */
export const CREDITS_A_CALL = 500;

// Nodes take no transaction above 128 KiB; some room is left for what is not calldata.
const MOST_BYTES = 120_000;
const BYTES_BEFORE = 4 + 4 * WORD;
const BYTES_EACH = 2 * WORD;
// Measured (snapshots/gas.json): 85,562 for one, 872,723 for 500: less than 1,800 each, or 2,100 where every byte of an amount is used.
const GAS_BEFORE = 100_000;
const GAS_EACH = 3_000;
// A call shall find room beside others in a block; and since Osaka (EIP-7825) no transaction has more than 2^24 gas.
const PART_OF_BLOCK = 4;
const MOST_GAS = 1 << 24;
const USUAL_BLOCK_GAS = 30_000_000n;

/**
 * How many credits fit one call, by its data and its gas; at least 1.
 *
 * @param blockGas the gas limit of the chain's blocks
 * @example
 * mostCreditsACall(60_000_000n) // 1872
 */
export function mostCreditsACall(blockGas: bigint = USUAL_BLOCK_GAS): number {
  requireGiven({ blockGas }, { blockGas: UINT256 });
  const gas = Math.min(Number(blockGas) / PART_OF_BLOCK, MOST_GAS);
  const most = Math.min((MOST_BYTES - BYTES_BEFORE) / BYTES_EACH, (gas - GAS_BEFORE) / GAS_EACH);
  return Math.max(Math.floor(most), 1);
}

/**
 * Splits credits into calls; their sequence numbers are fixed by it.
 *
 * @param sequence that of the first credit
 * @param perCall how many credits a call has; the last one may have fewer
 */
export function creditCalls(
  fund: Pick<Fund, "address">,
  period: bigint,
  sequence: bigint,
  credits: readonly CreditAsked[],
  perCall: number,
): CreditCall[] {
  const calls: CreditCall[] = [];
  for (let at = 0; at < credits.length; at += perCall) {
    const part = credits.slice(at, at + perCall);
    const first = sequence + BigInt(at);
    const id = `credit ${fund.address} ${period} ${hashOfRefs(part)}`;
    calls.push({ sequence: first, credits: part, id, data: creditData(period, first, part) });
  }
  return calls;
}

/** The data of a call. @param sequence that of its first credit */
export function creditData(period: bigint, sequence: bigint, credits: readonly CreditAsked[]): Hex {
  const entries = credits.map(({ amount, ref }) => ({ amount, ref }));
  return FUND_INTERFACE.encodeFunctionData("credit", [period, sequence, entries]) as Hex;
}

function hashOfRefs(credits: readonly CreditAsked[]): Hex {
  const refs = new Uint8Array(WORD * credits.length);
  for (const [at, { ref }] of credits.entries()) refs.set(wordBytes(ref), WORD * at);
  return toHex(keccak256(refs));
}
