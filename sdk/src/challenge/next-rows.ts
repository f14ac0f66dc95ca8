import { leavesBelow, type Range } from "../bundle/lookup.ts";
import type { Comparison } from "./compare.ts";
import type { AnyLeaf, Published } from "./published.ts";

/** How rows are chosen. */
export interface Choice {
  /** A number that nobody else can foresee, the same whenever it is asked for by the same name. */
  readonly draw: (name: string) => bigint;
  /** How many more times an answer can be waited for, if answers stay as slow as they were. */
  readonly rounds: number;
}

// So many rows at once would halve what is left to search so often that more of them helps nobody.
const MOST_HALVINGS = 6;
// For a neighbour of what is found.
const ROUNDS_KEPT = 1;

/**
 * The rows of the committed list to be demanded next, after what is known has no fault: usually one. Where an altered row is
 * known, what stands beside it, and where the running totals begin to differ; else what leads down to an altered row, below
 * the lowest node that is not as published. None if every row is known.
 */
export function nextRows<Leaf extends AnyLeaf>(
  published: Published<Leaf>,
  comparison: Comparison<Leaf>,
  choice: Choice,
): number[] {
  const beside = rowsBeside(published, comparison, choice);
  if (beside.length > 0) return beside;
  const sizes = comparison.open.map((slot) => ({ slot, size: sizeOf(leavesBelow(slot, published.count)) }));
  const [lowest] = sizes.sort((a, b) => a.size - b.size || b.slot - a.slot);
  return lowest === undefined ? [] : rowsBelow(published, lowest.slot, lowest.size, choice);
}

/** Some rows in what stands below a node: one of each part, so that whatever part is not as published is known afterwards. */
function rowsBelow({ count, tree }: Published<AnyLeaf>, slot: number, size: number, choice: Choice): number[] {
  let slots = [slot];
  for (let level = 1; level < halvingsAtOnce(Math.log2(size) + 1, choice.rounds); level++) {
    slots = slots.flatMap((at) => (2 * at + 2 <= 2 * count - 2 ? [2 * at + 1, 2 * at + 2] : [at]));
  }
  return slots.map((part) => {
    const ranges = leavesBelow(part, count);
    return nth(ranges, Number(choice.draw(`${tree} below ${part}`) % BigInt(sizeOf(ranges))));
  });
}

/** A known row, or one of the two before and behind the list, and by how much its running totals are not as published. */
interface Stop {
  readonly from: number;
  readonly to: number;
  readonly shift: string;
}

const NONE = "";

/**
 * Between two known rows whose running totals are shifted by different amounts, there is a row at which the shift changes,
 * and only there can a lie about totals be seen: it is looked for where that is least work.
 */
function rowsBeside<Leaf extends AnyLeaf>(
  published: Published<Leaf>,
  comparison: Comparison<Leaf>,
  choice: Choice,
): number[] {
  if (comparison.altered.size === 0) return [];
  const stops = stopsOf(published, comparison);
  const gaps = stops.slice(1).flatMap((stop, i) => {
    const before = stops[i] as Stop;
    return before.to === stop.from ? [] : [{ before, stop, size: stop.from - before.to, run: isRun(stops, i) }];
  });
  const isAltered = ({ from }: Stop) => comparison.altered.has(from);
  const bySize = (a: { size: number }, b: { size: number }) => a.size - b.size;
  const [change] = gaps.filter(({ before, stop }) => before.shift !== stop.shift).sort(bySize);
  if (change !== undefined) {
    const { before, stop, size, run } = change;
    if (run) return spread(before.to, stop.from, choice);
    return [stop.shift !== NONE || size === 1 ? stop.from - 1 : before.to];
  }
  const [beside] = gaps.filter(({ before, stop }) => isAltered(before) || isAltered(stop)).sort(bySize);
  return beside === undefined ? [] : [isAltered(beside.stop) ? beside.stop.from - 1 : beside.before.to];
}

function stopsOf<Leaf extends AnyLeaf>(
  { count, at, totalsOf }: Published<Leaf>,
  { agreed, altered }: Comparison<Leaf>,
): Stop[] {
  const shiftOf = (row: number, leaf: Leaf) => {
    const told = totalsOf(at(row));
    const shifts = totalsOf(leaf).map((total, i) => total - (told[i] as bigint));
    return shifts.every((shift) => shift === 0n) ? NONE : shifts.join();
  };
  const known = [
    ...agreed.map((range) => ({ ...range, shift: NONE })),
    ...[...altered].map(([row, leaf]) => ({ from: row, to: row + 1, shift: shiftOf(row, leaf) })),
  ];
  const ends = [
    { from: -1, to: 0, shift: NONE },
    { from: count, to: count + 1, shift: NONE },
  ];
  return [...known, ...ends].sort((a, b) => a.from - b.from);
}

/** Whether the shift on the shifted side of a gap goes on in the row behind it: then its other end may be far away. */
function isRun(stops: readonly Stop[], before: number): boolean {
  const [far, left, right, farther] = [before - 1, before, before + 1, before + 2].map((i) => stops[i]);
  const goesOn = (a: Stop | undefined, b: Stop | undefined) =>
    a !== undefined && b !== undefined && a.to === b.from && a.shift !== NONE && a.shift === b.shift;
  return right?.shift !== NONE ? goesOn(right, farther) : goesOn(far, left);
}

/** Rows that cut a gap into equal parts. */
function spread(from: number, to: number, choice: Choice): number[] {
  const parts = 2 ** halvingsAtOnce(Math.log2(to - from + 1), choice.rounds);
  const rows = Array.from({ length: parts - 1 }, (_, i) => Math.floor(from + ((to - from) * (i + 1)) / parts));
  return [...new Set(rows)];
}

/** How often what is left must be halved by one answer, so that there is time for as many halvings as it takes. */
export function halvingsAtOnce(needed: number, rounds: number): number {
  const halvings = Math.ceil(needed / Math.max(rounds - ROUNDS_KEPT, 1));
  return Math.min(Math.max(halvings, 1), MOST_HALVINGS);
}

function sizeOf(ranges: readonly Range[]): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from, 0);
}

function nth(ranges: readonly Range[], place: number): number {
  let left = place;
  for (const { from, to } of ranges) {
    if (left < to - from) return from + left;
    left -= to - from;
  }
  throw new RangeError(`there is no place ${place}`);
}
