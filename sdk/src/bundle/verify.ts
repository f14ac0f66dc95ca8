import { type Amounts, amountAt, type PositionColumns, smallAmounts, WORD } from "../commitment/columns.ts";
import type { Settlement } from "../commitment/header.ts";
import type { Hex } from "../commitment/hex.ts";
import { hashIds, hashIdsAsync, keyOf, positionId, type SaltsAndKeys, saltOf } from "../commitment/keys.ts";
import { commitLiquidations, liquidationTree } from "../commitment/liquidations.ts";
import {
  type CommittedPositions,
  commitPositions,
  commitPositionsAsync,
  positionTree,
  sharesOf,
} from "../commitment/positions.ts";
import { rootOfTree } from "../commitment/tree.ts";
import { allocatePositions } from "../engine/allocate.ts";
import { InputError } from "../errors.ts";
import { outcomeOf } from "../rule/apportionment.ts";
import { BUNDLE_FILES, type Bundle, type PrivatePart, type StatementList } from "./bundle.ts";
import { DECIMALS } from "./document.ts";
import { headerProblems } from "./header-check.ts";
import { keyAt } from "./settle.ts";
import { isPositionId, statementNames } from "./statements.ts";

/** One thing that is wrong with a bundle, and where. */
export interface Finding {
  readonly file: string;
  /** The index in the list, from 0. */
  readonly index?: number;
  /** The column, or the field of the header. */
  readonly field?: string;
  readonly problem: string;
  readonly got?: string;
  readonly expected?: string;
}

/** What a verification found: nothing, if the bundle is right. */
export interface Verification {
  readonly ok: boolean;
  readonly findings: readonly Finding[];
}

type Report = (finding: Finding) => void;

/**
 * Recomputes a settlement from its lists and compares every figure: columns, order, sums, cut, shares, both roots, totals,
 * outcome, and the private part where it is there. Of each column, the first wrong figure is named.
 *
 * @example
 * verifyBundle(bundle) // { ok: true, findings: [] }
 */
export function verifyBundle(bundle: Bundle): Verification {
  const { positions, document, private: secrets } = bundle;
  const committed = attempt(() => commitPositions(positions, document.policy));
  return compareAll(
    bundle,
    committed,
    secrets && hashIds(secrets.secret, secrets.statements.ids, secrets.statements.rows),
  );
}

/** How `verifyBundleAsync` works. */
export interface VerifyOptions {
  /** Called now and then with the part that is done, from 0 to 1. */
  readonly onProgress?: (done: number) => void;
}

/** `verifyBundle` without holding up the caller, on all cores where the list is long. */
export async function verifyBundleAsync(bundle: Bundle, { onProgress }: VerifyOptions = {}): Promise<Verification> {
  const { positions, document, private: secrets } = bundle;
  const half = secrets === undefined ? 1 : COMMIT_PART;
  const committed = await attemptAsync(() =>
    commitPositionsAsync(copyOf(positions), document.policy, { onProgress: (done) => onProgress?.(half * done) }),
  );
  const hashes =
    secrets &&
    (await hashIdsAsync(secrets.secret, secrets.statements.ids, secrets.statements.rows, {
      onProgress: (done) => onProgress?.(COMMIT_PART + (1 - COMMIT_PART) * done),
    }));
  onProgress?.(1);
  return compareAll(bundle, committed, hashes);
}

const COMMIT_PART = 0.6;

/** In the engine's own memory, where it is sorted in place; the list that was read stays as it was. */
function copyOf({ count, keys, profits }: PositionColumns): PositionColumns {
  const copy = allocatePositions(count, profits.high !== undefined);
  if (copy.keys.length !== keys.length) return { count, keys, profits };
  copy.keys.set(keys);
  copy.profits.low.set(profits.low);
  if (profits.high !== undefined) copy.profits.high?.set(profits.high);
  return copy;
}

function compareAll(
  bundle: Bundle,
  committed: Attempt<CommittedPositions>,
  hashes: SaltsAndKeys | undefined,
): Verification {
  const findings: Finding[] = [];
  const report: Report = (finding) => findings.push(finding);
  const settlement = verifyLists(bundle, committed, report);
  if (settlement !== undefined) verifyDocument(bundle, settlement, report);
  if (bundle.private !== undefined && hashes !== undefined) verifyPrivate(bundle, bundle.private, hashes, report);
  return { ok: findings.length === 0, findings };
}

/** One line: `positions.parquet, index 3, share: not the rule's (is 5, should be 6)`. */
export function formatFinding({ file, index, field, problem, got, expected }: Finding): string {
  const place = [file, index !== undefined && `index ${index}`, field].filter(
    (part) => part !== undefined && part !== false,
  );
  const facts = [got !== undefined && `is ${got}`, expected !== undefined && `should be ${expected}`].filter(Boolean);
  return `${place.join(", ")}: ${problem}${facts.length > 0 ? ` (${facts.join(", ")})` : ""}`;
}

/** The header's figures as the lists have them, the roots those of the lists as they stand, or undefined where a list allows none. */
function verifyLists(bundle: Bundle, committed: Attempt<CommittedPositions>, report: Report): Recomputed | undefined {
  const liquidations = verifyLiquidations(bundle, report);
  if (liquidations === undefined) return undefined;
  const positions = verifyPositions(bundle, committed, liquidations.loss, report);
  return positions && { ...liquidations, ...positions };
}

type Recomputed = Omit<Settlement, "period" | "startTime" | "endTime">;
type RecomputedLiquidations = Pick<Settlement, "profit" | "loss" | "liquidationCount" | "liquidationsRoot">;
type RecomputedPositions = Omit<Recomputed, keyof RecomputedLiquidations>;

function verifyLiquidations({ liquidations: list }: Bundle, report: Report): RecomputedLiquidations | undefined {
  const file = BUNDLE_FILES.liquidations;
  verifyIndexes(file, list.indexes, report);
  const committed = resultOf(
    file,
    attempt(() => commitLiquidations(list)),
    report,
  );
  if (committed === undefined) return undefined;
  const { profit, loss, count, root, cumulativeProfit, cumulativeLoss } = committed;
  const problem = "not the sum of the results so far";
  const sums = [
    compareColumn({ file, field: "cumulative_profit", problem }, list.cumulativeProfit, cumulativeProfit, report),
    compareColumn({ file, field: "cumulative_loss", problem }, list.cumulativeLoss, cumulativeLoss, report),
  ];
  const liquidationsRoot = sums.every(Boolean) ? root : rootOfTree(liquidationTree(list));
  return { profit, loss, liquidationCount: BigInt(count), liquidationsRoot };
}

function verifyPositions(
  { positions: list, document }: Bundle,
  tried: Attempt<CommittedPositions>,
  loss: bigint,
  report: Report,
): RecomputedPositions | undefined {
  const file = BUNDLE_FILES.positions;
  verifyIndexes(file, list.indexes, report);
  const committed = resultOf(file, tried, report);
  if (committed === undefined) return undefined;
  const { count, root, totalProfit, headCount, headProfit } = committed;
  const totals = { positionCount: BigInt(count), totalProfit, headCount: BigInt(headCount), headProfit };
  let misplaced = 0;
  while (misplaced < count && committed.order[misplaced] === misplaced) misplaced++;
  if (misplaced < count) {
    const problem = "out of order: profits fall, and equal profits stand by key";
    const got = keyAt(list.keys, misplaced);
    report({ file, index: misplaced, problem, got, expected: keyAt(committed.keys, misplaced) });
    return { ...totals, positionsRoot: rootOfTree(positionTree(list)) };
  }
  const sum = { file, field: "cumulative_profit", problem: "not the sum of the profits so far" };
  const isSummed = compareColumn(sum, list.cumulative, committed.cumulative, report);
  const shares = sharesOf(committed, { loss, totalProfit, headProfit }, document.policy);
  compareColumn({ file, field: "share", problem: "not the rule's share" }, list.shares, shares, report);
  return { ...totals, positionsRoot: isSummed ? root : rootOfTree(positionTree(list)) };
}

function verifyDocument({ document }: Bundle, recomputed: Recomputed, report: Report): void {
  const file = BUNDLE_FILES.settlement;
  const { settlement, outcome, policy, decimals } = document;
  if (decimals !== DECIMALS) {
    report({ file, field: "decimals", problem: "not the token's", got: String(decimals), expected: String(DECIMALS) });
  }
  compareFields(file, "settlement", settlement, recomputed, report);
  compareFields(file, "outcome", outcome, outcomeOf(recomputed, policy), report);
  for (const problem of headerProblems({ ...settlement, ...recomputed }, policy)) report({ file, problem });
}

function verifyPrivate(
  { positions, document }: Bundle,
  { secret, statements }: PrivatePart,
  { salts, keys }: SaltsAndKeys,
  report: Report,
): void {
  const file = BUNDLE_FILES.statements;
  const { headCount } = document.settlement;
  if (BigInt(statements.count) !== headCount) {
    report({
      file,
      problem: "not one statement for each head position",
      got: `${statements.count}`,
      expected: `${headCount}`,
    });
  }
  verifyIndexes(file, statements.indexes, report);
  const count = Math.min(statements.count, positions.count);
  const problem = `not what ${BUNDLE_FILES.positions} says`;
  compareColumn({ file, field: "profit", problem }, statements.profits, positions.profits, report, count);
  compareColumn({ file, field: "share", problem }, statements.shares, positions.shares, report, count);
  for (let index = 0; index < count; index++) {
    const isRight =
      isPositionId(statements, index) &&
      isSameWord(salts, statements.salts, index) &&
      isSameWord(keys, positions.keys, index);
    const finding = isRight ? undefined : statementFinding(index, positions.keys, secret, statements);
    if (finding === undefined) continue;
    report({ file, index, ...finding });
    return;
  }
}

function isSameWord(a: Uint8Array, b: Uint8Array, index: number): boolean {
  for (let at = WORD * index; at < WORD * (index + 1); at++) if (a[at] !== b[at]) return false;
  return true;
}

function statementFinding(index: number, keys: Uint8Array, secret: Hex, statements: StatementList) {
  try {
    const { account, position } = statementNames(statements, index);
    const id = positionId(account, position);
    const salt = saltOf(secret, id);
    if (keyAt(statements.salts, index) !== salt)
      return { field: "salt", problem: "not that of the secret and these ids" };
    if (keyOf(salt, id) === keyAt(keys, index)) return undefined;
    return { problem: `these ids are not those of the key in ${BUNDLE_FILES.positions}` };
  } catch (error) {
    if (error instanceof InputError) return { problem: error.toString() };
    throw error;
  }
}

/** What a computation gave that refuses what breaks the rule, or its refusal. */
type Attempt<T> = { readonly result: T } | { readonly refusal: InputError };

function attempt<T>(compute: () => T): Attempt<T> {
  try {
    return { result: compute() };
  } catch (error) {
    if (error instanceof InputError) return { refusal: error };
    throw error;
  }
}

async function attemptAsync<T>(compute: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { result: await compute() };
  } catch (error) {
    if (error instanceof InputError) return { refusal: error };
    throw error;
  }
}

function resultOf<T>(file: string, tried: Attempt<T>, report: Report): T | undefined {
  if ("result" in tried) return tried.result;
  report({ file, problem: tried.refusal.toString() });
  return undefined;
}

function verifyIndexes(file: string, indexes: Float64Array, report: Report): void {
  let index = 0;
  while (index < indexes.length && indexes[index] === index) index++;
  if (index === indexes.length) return;
  report({
    file,
    index,
    field: "index",
    problem: "out of sequence",
    got: String(indexes[index]),
    expected: String(index),
  });
}

/** Whether a column is the expected one; the first figure that is not is reported. */
function compareColumn(
  place: Omit<Finding, "index">,
  column: Amounts,
  expected: Amounts,
  report: Report,
  count = expected.low.length,
): boolean {
  const [small, expectedSmall] = [smallAmounts(column), smallAmounts(expected)];
  for (let index = 0; index < count; index++) {
    const value = expectedSmall.at(index);
    if (value >= 0 && index < column.low.length && small.at(index) === value) continue;
    const got = amountAt(column, index);
    const should = amountAt(expected, index);
    if (got === should) continue;
    report({ ...place, index, got: got.toString(), expected: should.toString() });
    return false;
  }
  return true;
}

function compareFields<T extends object>(
  file: string,
  name: string,
  fields: T,
  expected: Partial<T>,
  report: Report,
): void {
  for (const [field, should] of Object.entries(expected)) {
    const got = fields[field as keyof T];
    if (got === should) continue;
    report({
      file,
      field: `${name}.${field}`,
      problem: "not what the lists give",
      got: String(got),
      expected: String(should),
    });
  }
}
