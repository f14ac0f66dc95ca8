import {
  amountAt,
  committedPositionsAsync,
  InputError,
  type PositionList,
  positionAt,
  type RulePolicy,
  type Settlement,
  shareOf,
  splitOf,
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

/**
 * Reads a list of positions and recomputes its root; one that breaks the rule holds the page up, but hardly ever happens. Not a figure of it is given away unless the root is the header's.
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
  if (BigInt(list.count) !== settlement.positionCount) return "wrong";
  const { ruled, list: asItStands } = await committedPositionsAsync(list, settlement, policy);
  // Where the rule makes the committed list of the rows, whatever else a file says counts for nothing.
  const isRuled = "result" in ruled && ruled.result.root === settlement.positionsRoot;
  const proven = isRuled ? ruled.result : asItStands;
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
