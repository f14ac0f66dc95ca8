import { balanceOf, type Flow, type FlowSums, sumsOf } from "./flows.ts";

/** What came in and went out in a span of time, in base units. */
export interface Bucket {
  /** Where the span begins, in seconds. */
  readonly start: bigint;
  readonly sums: FlowSums;
  /** The fund's assets at its end. */
  readonly assets: bigint;
  /** The first and the last block of it in which money moved. */
  readonly blocks: readonly [first: number, last: number];
}

export const HOUR = 3_600n;
export const DAY = 86_400n;
const SHORT_HISTORY = 3n * DAY;

/** Hours for a history of some days, days for a longer one. Both are those of UTC. */
export function bucketSize(first: bigint, last: bigint): bigint {
  return last - first <= SHORT_HISTORY ? HOUR : DAY;
}

/** The time of a block, in seconds. */
export type TimeOf = (block: number) => Promise<bigint>;

/**
 * Finds the span of time in which each block lies. Since time only moves on, all blocks between two of one span are in it as
 * well: only as many are asked for as are needed.
 *
 * @param blocks in ascending order, each once
 * @param size the length of a span, in seconds
 * @returns the number of each block's span since 1970
 */
export async function spansOf(blocks: readonly number[], size: bigint, timeOf: TimeOf): Promise<bigint[]> {
  const spans = new Array<bigint>(blocks.length);
  const ask = async (at: number) => {
    spans[at] = (await timeOf(blocks[at] as number)) / size;
  };
  if (blocks.length === 0) return spans;
  await Promise.all([ask(0), ask(blocks.length - 1)]);
  let open: [number, number][] = [[0, blocks.length - 1]];
  while (open.length > 0) {
    // All questions of a round go to the node together.
    const halves = open.flatMap(([low, high]) => {
      if (high - low < 2) return [];
      if (spans[low] !== spans[high]) return [{ low, middle: (low + high) >> 1, high }];
      spans.fill(spans[low] as bigint, low + 1, high);
      return [];
    });
    await Promise.all(halves.map(({ middle }) => ask(middle)));
    open = halves.flatMap(({ low, middle, high }): [number, number][] => [
      [low, middle],
      [middle, high],
    ]);
  }
  return spans;
}

/** Sums flows up by spans of time, those without any left out. */
export async function bucketsOf(flows: readonly Flow[], timeOf: TimeOf): Promise<{ size: bigint; buckets: Bucket[] }> {
  const blocks = [...new Set(flows.flatMap(({ block, time }) => (time === undefined ? [block] : [])))];
  const known = flows.flatMap(({ time }) => time ?? []);
  const ends = [blocks[0], blocks.at(-1)].flatMap((block) => block ?? []);
  const times = [...known, ...(await Promise.all(ends.map(timeOf)))].sort((a, b) => (a < b ? -1 : 1));
  const [start, end] = [times[0], times.at(-1)];
  if (start === undefined || end === undefined) return { size: HOUR, buckets: [] };
  const size = bucketSize(start, end);
  const spans = await spansOf(blocks, size, timeOf);
  const spanOf = new Map(blocks.map((block, at) => [block, spans[at] as bigint]));
  const grouped = new Map<bigint, Flow[]>();
  for (const flow of flows) {
    const { block, time } = flow;
    const span = time === undefined ? (spanOf.get(block) as bigint) : time / size;
    const inside = grouped.get(span);
    if (inside === undefined) grouped.set(span, [flow]);
    else inside.push(flow);
  }
  let assets = 0n;
  const inOrder = [...grouped].sort(([a], [b]) => (a < b ? -1 : 1));
  const buckets = inOrder.map(([span, inside]) => {
    const sums = sumsOf(inside);
    assets += balanceOf(sums);
    const [first, last] = [inside[0], inside.at(-1)] as [Flow, Flow];
    return { start: span * size, sums, assets, blocks: [first.block, last.block] as const };
  });
  return { size, buckets };
}

/** The span in which money moved in a block; undefined if none did. */
export function bucketOf(buckets: readonly Bucket[], block: number): Bucket | undefined {
  return buckets.find(({ blocks }) => blocks[0] <= block && block <= blocks[1]);
}

/** What came in, and what went out, in all. */
export function inOf({ sums }: Bucket): bigint {
  return sums.credited + sums.donated + sums.forfeited;
}

export function outOf({ sums }: Bucket): bigint {
  return sums.covered + sums.migrated + sums.writtenOff;
}
