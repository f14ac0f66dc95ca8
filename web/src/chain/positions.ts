import {
  amountAt,
  type CommittedPositions,
  commitPositionsAsync,
  InputError,
  type PositionList,
  positionAt,
  positionTree,
  type RulePolicy,
  type Settlement,
  shareOf,
  splitOf,
  toHex,
} from "zke-insurance-fund";
import { type BundledPositions, readPositions } from "zke-insurance-fund/bundle";

/** A point of the curve: how many positions, and what part of all profit they hold, in millionths. */
interface CurvePoint {
  readonly count: number;
  readonly part: number;
}

/** A position of the head, in base units. */
export interface LargeShare {
  readonly rank: number;
  readonly key: string;
  readonly profit: bigint;
  readonly share: bigint;
}

/** What a list shows, once it is known to be the one on chain. */
export interface PositionsPicture {
  readonly curve: readonly CurvePoint[];
  readonly largest: readonly LargeShare[];
}

const POINTS = 240;
const LARGEST = 10;
const MILLION = 1_000_000n;
const WORD = 32;

/**
 * Reads a list of positions and recomputes its root. Not a figure of it is given away unless the root is the header's.
 *
 * @returns "unreadable" if it is no such list, "wrong" if it is another than the header commits
 */
export async function pictureOf(
  bytes: Uint8Array,
  settlement: Settlement,
  policy: RulePolicy,
): Promise<PositionsPicture | "unreadable" | "wrong"> {
  const list = await listFrom(bytes, settlement);
  if (list === undefined) return "unreadable";
  const proven = await committed(list, settlement, policy);
  if (proven === undefined) return "wrong";
  return { curve: curveOf(proven, settlement), largest: largestOf(proven, settlement, policy) };
}

async function listFrom(bytes: Uint8Array, { positionCount }: Settlement): Promise<BundledPositions | undefined> {
  const { byteLength } = bytes;
  const slice = async (start: number, end?: number) => bytes.slice(start, end).buffer as ArrayBuffer;
  try {
    return await readPositions({
      name: "positions.parquet",
      file: { byteLength, slice },
      mostRows: Number(positionCount),
    });
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/** The very list that the header commits, if what was read is it; nothing of what was read counts beside it. */
async function committed(
  list: BundledPositions,
  { positionCount, positionsRoot }: Settlement,
  policy: RulePolicy,
): Promise<PositionList | undefined> {
  if (BigInt(list.count) !== positionCount) return undefined;
  const byRule = await committedByRule(list, policy);
  if (byRule?.root === positionsRoot) return byRule;
  // A list that breaks the rule was committed as it stands; this way holds the page up, but hardly ever happens.
  return toHex(positionTree(list).subarray(0, WORD)) === positionsRoot ? list : undefined;
}

/** The positions as the rule orders and sums them up, without holding up the page; undefined if it cannot. */
async function committedByRule(list: BundledPositions, policy: RulePolicy): Promise<CommittedPositions | undefined> {
  try {
    return await commitPositionsAsync(list, policy);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

function curveOf({ count, cumulative }: PositionList, { totalProfit, headCount }: Settlement): CurvePoint[] {
  const counts = new Set(Array.from({ length: POINTS + 1 }, (_, at) => Math.round((at * count) / POINTS)));
  counts.add(Number(headCount));
  return [...counts]
    .sort((a, b) => a - b)
    .map((some) => ({
      count: some,
      part: some === 0 ? 0 : millionths(amountAt(cumulative, some - 1), totalProfit),
    }));
}

/** At most all: a list that breaks the rule may say more. */
function millionths(part: bigint, whole: bigint): number {
  return part >= whole ? Number(MILLION) : Number((part * MILLION) / whole);
}

function largestOf(list: PositionList, settlement: Settlement, policy: RulePolicy): LargeShare[] {
  const split = splitOf(settlement, policy);
  return Array.from({ length: Math.min(LARGEST, Number(settlement.headCount)) }, (_, index) => {
    const position = positionAt(list, index);
    return { rank: index + 1, key: position.key, profit: position.profit, share: shareOf(position, split) };
  });
}
