import { type Amounts, amountAt, type PositionColumns } from "../columns/amounts.ts";
import { toHex } from "../columns/hex.ts";
import type { CommittedPositions } from "../columns/lists.ts";
import { LISTS } from "../problems/english/lists.ts";
import { refused } from "../problems/problem.ts";
import { headOf } from "../rule/apportionment.ts";
import type { RulePolicy } from "../rule/policy.ts";
import { type Arena, amountsAt, bytesAt, createArena, fillArena, LONG_LIST, pooledArena, takeArena } from "./arena.ts";
import { runInBackground } from "./background.ts";
import { FIXED, HASH_BLOCK, runHere, type Steps } from "./kernel.ts";
import type { BackgroundOptions, EnginePath } from "./options.ts";
import { anyOrder, orderSteps, scan } from "./order.ts";
import { detectPath } from "./path.ts";
import { nodeSteps } from "./tree.ts";

const WORD = 32;

/**
 * Commits positions in WebAssembly, on this thread.
 *
 * @param columns checked
 * @returns undefined if the engine cannot, or the list is empty: then the reference can
 * @throws {InputError} as `commitPositions` does
 */
export function commitHere(
  columns: PositionColumns,
  rule: RulePolicy,
  path: EnginePath | undefined = detectPath(),
): CommittedPositions | undefined {
  if (path === undefined || columns.count === 0) return undefined;
  const isLong = columns.count >= LONG_LIST;
  const arena = isLong ? arenaOf(columns, { ...path, shared: false }) : pooledArena(path, columns.count);
  if (arena === undefined) return undefined;
  if (!isLong) fillArena(arena, columns);
  const committed = runHere(arena.kernel, commitSteps(arena, columns.profits.high !== undefined, rule));
  return isLong ? committed : copyOf(committed);
}

/**
 * Commits positions in WebAssembly without holding up this thread, on as many threads as there are.
 *
 * @param columns checked
 * @returns undefined if the engine cannot, or the list is empty: then the reference can
 * @throws {InputError} as `commitPositions` does
 */
export async function commitInBackground(
  columns: PositionColumns,
  rule: RulePolicy,
  { path = detectPath(), onProgress, signal }: BackgroundOptions = {},
): Promise<CommittedPositions | undefined> {
  if (columns.count < LONG_LIST) return commitHere(columns, rule, path);
  const arena = path && arenaOf(columns, path);
  if (path === undefined || arena === undefined) return undefined;
  const steps = commitSteps(arena, columns.profits.high !== undefined, rule);
  return runInBackground(arena.kernel, steps, 3 * columns.count, { path, onProgress, signal });
}

/** The arena that columns stand in, or a new one that they are copied into. */
function arenaOf(columns: PositionColumns, path: EnginePath): Arena | undefined {
  const taken = takeArena(columns);
  if (taken !== undefined) return taken;
  const arena = createArena(path, columns.count);
  if (arena !== undefined) fillArena(arena, columns);
  return arena;
}

/** Everything from the sort to the root; the result's columns are the arena's own. */
function* commitSteps(arena: Arena, wide: boolean, rule: RulePolicy): Steps<CommittedPositions> {
  const { at, count } = arena;
  const sameKey = yield* orderSteps(arena, wide);
  yield* reorderSteps(arena, wide);
  const order = new Uint32Array(arena.kernel.memory.buffer, at.order, count);
  const profits = amountsAt(arena, at.profits, wide ? at.profitsHigh : undefined);
  assertPositive(profits, order);
  assertDistinct(sameKey);

  const wideTotals = yield* sumSteps(arena, wide);
  const cumulative = amountsAt(arena, at.cumulative, wideTotals ? at.cumulativeHigh : undefined);
  const head = headOf(count, (index) => amountAt(cumulative, index), rule);

  const columns = [at.keys, at.profits, wide ? at.profitsHigh : 0, at.cumulative, wideTotals ? at.cumulativeHigh : 0];
  const args = [...columns, at.tree + WORD * (2 * count - 2)];
  yield { run: "positionLeaves", args, from: 0, to: count, block: HASH_BLOCK, inOrder: false };
  yield* nodeSteps(at.tree, count);

  const tree = bytesAt(arena, at.tree, WORD * (2 * count - 1));
  const keys = bytesAt(arena, at.keys, WORD * count);
  const totalProfit = amountAt(cumulative, count - 1);
  return { count, keys, profits, cumulative, order, ...head, totalProfit, tree, root: toHex(tree.subarray(0, WORD)) };
}

/** Brings the columns into list order, by way of the tree's room. */
function* reorderSteps(arena: Arena, wide: boolean): Steps<void> {
  const { at, count } = arena;
  const memory = new Uint8Array(arena.kernel.memory.buffer);
  const amounts = wide ? [at.profits, at.profitsHigh] : [at.profits];
  for (const column of amounts) {
    yield anyOrder(scan("gather8", [column, at.order, at.tree], count));
    memory.copyWithin(column, at.tree, at.tree + 8 * count);
  }
  yield anyOrder(scan("gather32", [at.keys, at.order, at.tree], count));
  memory.copyWithin(at.keys, at.tree, at.tree + WORD * count);
}

/**
 * Sums up the profits; the totals' upper halves are written only if there are any.
 *
 * @returns whether there are
 */
function* sumSteps(arena: Arena, wide: boolean): Steps<boolean> {
  const { at, count } = arena;
  const overflow = new Uint32Array(arena.kernel.memory.buffer, FIXED.overflow, 1);
  for (const wideTotals of wide ? [true] : [false, true]) {
    overflow[0] = 0;
    const high = [wide ? at.profitsHigh : 0, wideTotals ? at.cumulativeHigh : 0] as const;
    yield scan("cumulate", [at.profits, high[0], at.cumulative, high[1], FIXED.overflow], count);
    if (overflow[0] === 0) return wideTotals;
  }
  throw refused(LISTS, "totalProfitTooLarge", {});
}

function assertPositive(profits: Amounts, order: Uint32Array): void {
  const last = order.length - 1;
  if (amountAt(profits, last) > 0n) return;
  throw refused(LISTS, "profitZero", { row: order[last] as number });
}

function assertDistinct(sameKey: readonly [number, number] | undefined): void {
  if (sameKey === undefined) return;
  throw refused(LISTS, "sameKey", { tree: "positions", rows: sameKey });
}

/** Out of the common memory, before the next list takes its place. */
function copyOf(committed: CommittedPositions): CommittedPositions {
  const { keys, profits, cumulative, order, tree } = committed;
  return {
    ...committed,
    keys: keys.slice(),
    profits: copyOfAmounts(profits),
    cumulative: copyOfAmounts(cumulative),
    order: order.slice(),
    tree: tree.slice(),
  };
}

function copyOfAmounts({ low, high }: Amounts): Amounts {
  return high === undefined ? { low: low.slice() } : { low: low.slice(), high: high.slice() };
}
