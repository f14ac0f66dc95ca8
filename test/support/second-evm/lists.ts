// The exchange's side of a settlement, in ethers' words: lists, leaves, trees and headers that share no line with the SDK's.
import { AbiCoder, concat, encodeBytes32String, id, keccak256, TypedDataEncoder, ZeroHash } from "ethers";
import { CHAIN_ID } from "./chain.ts";

export interface Position {
  index: bigint;
  key: string;
  profit: bigint;
  cumulativeProfit: bigint;
}

export interface Liquidation {
  index: bigint;
  key: string;
  market: string;
  side: bigint;
  quantity: bigint;
  takeoverValue: bigint;
  closeValue: bigint;
  time: bigint;
  cumulativeProfit: bigint;
  cumulativeLoss: bigint;
}

export interface Header {
  period: bigint;
  startTime: bigint;
  endTime: bigint;
  profit: bigint;
  loss: bigint;
  liquidationCount: bigint;
  liquidationsRoot: string;
  positionCount: bigint;
  positionsRoot: string;
  totalProfit: bigint;
  headCount: bigint;
  headProfit: bigint;
}

export interface Lists {
  header: Header;
  positions: Position[];
  liquidations: Liquidation[];
}

/** Where a period lies, and what happened in it: winners' profits, and liquidations' results (below 0: losses). */
export interface Happened {
  readonly period: bigint;
  readonly startTime: bigint;
  readonly endTime: bigint;
  readonly profits: readonly bigint[];
  readonly results: readonly bigint[];
  readonly headBps: bigint;
}

const TYPES: Readonly<Record<string, readonly string[]>> = {
  position: ["bytes32", "uint256", "uint256"],
  liquidation: ["bytes32", "bytes32", "uint256", "uint256", "uint256", "uint256", "uint256", "uint256", "uint256"],
};

const HEADER_FIELDS = {
  Settlement: [
    ["period", "uint64"],
    ["startTime", "uint64"],
    ["endTime", "uint64"],
    ["profit", "uint128"],
    ["loss", "uint128"],
    ["liquidationCount", "uint64"],
    ["liquidationsRoot", "bytes32"],
    ["positionCount", "uint64"],
    ["positionsRoot", "bytes32"],
    ["totalProfit", "uint128"],
    ["headCount", "uint64"],
    ["headProfit", "uint128"],
  ].map(([name = "", type = ""]) => ({ name, type })),
};

/** An honest settlement of what happened. */
export function listsOf({ period, startTime, endTime, profits, results, headBps }: Happened): Lists {
  const header = { period, startTime, endTime } as Header;
  const positions = profits.map((profit, i) => ({ key: id(`position ${period} ${i}`), profit }) as Position);
  positions.sort((a, b) => Number(b.profit - a.profit) || (a.key < b.key ? -1 : 1));
  const liquidations = results.map((result, i) => liquidationOf(result, period, startTime + BigInt(i), i));
  liquidations.sort((a, b) => (a.key < b.key ? -1 : 1));
  const lists = { header, positions, liquidations };
  sumUp(lists, headBps);
  return committed(lists);
}

/** A long that was closed above or below what it was taken over at, or, every other time, the same as a short. */
function liquidationOf(result: bigint, period: bigint, time: bigint, place: number): Liquidation {
  const [low, high] = [1_000_000_000n, 1_000_000_000n + (result < 0n ? -result : result)];
  const side = BigInt(place % 2);
  const rises = result > 0n === (side === 0n);
  return {
    index: 0n,
    key: id(`liquidation ${period} ${place}`),
    market: encodeBytes32String("BTCUSDT"),
    side,
    quantity: 10n ** 18n,
    takeoverValue: rises ? low : high,
    closeValue: rises ? high : low,
    time,
    cumulativeProfit: 0n,
    cumulativeLoss: 0n,
  };
}

/** Numbers both lists and writes their running totals, the header's sums and the cut, in the order in which they stand. */
export function sumUp({ header, positions, liquidations }: Lists, headBps: bigint): void {
  let total = 0n;
  for (const [i, position] of positions.entries()) {
    total += position.profit;
    Object.assign(position, { index: BigInt(i), cumulativeProfit: total });
  }
  const head = positions.findIndex(({ cumulativeProfit }) => cumulativeProfit * 10_000n >= total * headBps);
  const headProfit = positions[head]?.cumulativeProfit ?? 0n;
  Object.assign(header, { totalProfit: total, headCount: BigInt(head + 1), headProfit });
  let [profit, loss] = [0n, 0n];
  for (const [i, liquidation] of liquidations.entries()) {
    const { side, takeoverValue, closeValue } = liquidation;
    const result = side === 0n ? closeValue - takeoverValue : takeoverValue - closeValue;
    if (result > 0n) profit += result;
    else loss -= result;
    Object.assign(liquidation, { index: BigInt(i), cumulativeProfit: profit, cumulativeLoss: loss });
  }
  Object.assign(header, { profit, loss });
}

/** The header with counts and roots of the lists as they stand, be they honest or not. */
export function committed({ header, positions, liquidations }: Lists): Lists {
  const roots = {
    liquidationCount: BigInt(liquidations.length),
    liquidationsRoot: rootOf(liquidations.map(liquidationHash)),
    positionCount: BigInt(positions.length),
    positionsRoot: rootOf(positions.map(positionHash)),
  };
  return { header: { ...header, ...roots }, positions, liquidations };
}

/** The siblings from a leaf up to the root. */
export const positionProof = ({ positions }: Lists, index: number) => proofOf(positions.map(positionHash), index);
export const liquidationProof = ({ liquidations }: Lists, index: number) =>
  proofOf(liquidations.map(liquidationHash), index);

/** A header's hash under a fund's domain, by ethers' EIP-712. */
export const headerHash = (header: Header, fund: string) =>
  TypedDataEncoder.hash(
    { name: "InsuranceFund", version: "1", chainId: CHAIN_ID, verifyingContract: fund },
    HEADER_FIELDS,
    header,
  );

const twice = (kind: keyof typeof TYPES, values: readonly unknown[]) =>
  keccak256(keccak256(AbiCoder.defaultAbiCoder().encode(TYPES[kind] ?? [], values)));
const positionHash = ({ key, profit, cumulativeProfit }: Position) =>
  twice("position", [key, profit, cumulativeProfit]);
const liquidationHash = ({ index: _, ...leaf }: Liquidation) => twice("liquidation", Object.values(leaf));

/** The tree's slots: leaf i at 2n - 2 - i, the children of slot t at 2t + 1 and 2t + 2. */
function treeOf(leaves: readonly string[]): string[] {
  const nodes: string[] = Array(Math.max(leaves.length * 2 - 1, 0)).fill(ZeroHash);
  for (const [i, leaf] of leaves.entries()) nodes[nodes.length - 1 - i] = leaf;
  for (let t = leaves.length - 2; t >= 0; t--) {
    nodes[t] = keccak256(concat([nodes[2 * t + 1] ?? "", nodes[2 * t + 2] ?? ""]));
  }
  return nodes;
}

const rootOf = (leaves: readonly string[]) => treeOf(leaves)[0] ?? ZeroHash;

function proofOf(leaves: readonly string[], index: number): string[] {
  const nodes = treeOf(leaves);
  const proof: string[] = [];
  for (let t = nodes.length - 1 - index; t > 0; t = (t - 1) >> 1) proof.push(nodes[t % 2 === 1 ? t + 1 : t - 1] ?? "");
  return proof;
}
