import type { PositionColumns } from "../columns/amounts.ts";
import { partsOf, requireGiven } from "../columns/given.ts";
import type { CommittedPositions } from "../columns/lists.ts";
import type { Settlement } from "../commitment/header.ts";
import { type CommittedLiquidations, commitLiquidations, liquidationTree } from "../commitment/liquidations.ts";
import { hashIds, hashIdsAsync, type SaltsAndKeys } from "../commitment/packed-ids.ts";
import { commitPositions, commitPositionsAsync, positionTree, sharesOf } from "../commitment/positions.ts";
import { rootOfTree } from "../commitment/tree.ts";
import { allocatePositions } from "../engine/allocate.ts";
import { type Attempt, attempt, attemptAsync } from "../errors.ts";
import { outcomeOf } from "../rule/apportionment.ts";
import type { RulePolicy } from "../rule/policy.ts";
import {
  BUNDLE_FILES,
  type Bundle,
  type BundledLiquidations,
  type BundledPositions,
  type PrivatePart,
} from "./bundle.ts";
import type { SettlementDocument } from "./document.ts";
import {
  type BundleProblem,
  compareColumn,
  compareFields,
  type Report,
  reported,
  type Verification,
  verifyIndexes,
} from "./findings.ts";
import { BUNDLE, WORK } from "./given.ts";
import { headerProblems } from "./header-check.ts";
import { keyAt } from "./settle.ts";
import { verifyPrivate } from "./verify-private.ts";

/**
 * Recomputes a settlement from its lists and compares every figure: columns, order, sums, cut, shares, both roots, totals,
 * outcome, and the private part where it is there. Of each column, the first wrong figure is named.
 *
 * @example
 * verifyBundle(bundle) // { ok: true, findings: [] }
 */
export function verifyBundle(bundle: Bundle): Verification {
  requireGiven({ bundle }, { bundle: BUNDLE });
  const { private: secrets } = bundle;
  return verifyRuled(bundle, {}, secrets && hashIds(secrets.secret, secrets.statements.ids, secrets.statements.rows));
}

/** How `verifyBundleAsync` works. */
export interface VerifyOptions {
  /** Called now and then with the part that is done, from 0 to 1. */
  readonly onProgress?: (done: number) => void;
  /** Stops the work. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * `verifyBundle` without holding up the caller, on all cores where the list is long.
 *
 * @example
 * const { ok, findings } = await verifyBundleAsync(bundle, { signal });
 */
export async function verifyBundleAsync(bundle: Bundle, options: VerifyOptions = {}): Promise<Verification> {
  requireGiven({ bundle, options }, { bundle: BUNDLE, options: partsOf(WORK) });
  return verifyListsAsync(bundle, options);
}

/** A bundle of which lists may be missing: what is there is verified beside the header. */
export interface BundleLists {
  readonly document: SettlementDocument;
  readonly positions?: BundledPositions | undefined;
  readonly liquidations?: BundledLiquidations | undefined;
  readonly private?: PrivatePart | undefined;
}

/** `verifyBundleAsync` of the lists that are there. */
export async function verifyListsAsync(
  bundle: BundleLists,
  { onProgress, signal }: VerifyOptions,
): Promise<Verification> {
  const { positions, document, private: secrets } = bundle;
  signal?.throwIfAborted();
  const half = secrets === undefined ? 1 : COMMIT_PART;
  const options = { signal, onProgress: (done: number) => onProgress?.(half * done) };
  const ruled = {
    positions:
      positions && (await attemptAsync(() => commitPositionsAsync(copyOf(positions), document.policy, options))),
  };
  const hashes =
    secrets &&
    (await hashIdsAsync(secrets.secret, secrets.statements.ids, secrets.statements.rows, {
      signal,
      onProgress: (done) => onProgress?.(COMMIT_PART + (1 - COMMIT_PART) * done),
    }));
  onProgress?.(1);
  return verifyRuled(bundle, ruled, hashes);
}

/** What the rule makes of a bundle's lists, as far as it is known. */
interface RuledLists {
  readonly positions?: Attempt<CommittedPositions> | undefined;
  readonly liquidations?: Attempt<CommittedLiquidations> | undefined;
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

/** `verifyBundle` where it is known what the rule makes of the lists: what is given is not computed again. */
export function verifyRuled(bundle: BundleLists, ruled: RuledLists, hashes?: SaltsAndKeys): Verification {
  const findings: BundleProblem[] = [];
  const report: Report = (finding) => findings.push(finding);
  const { document, positions, private: secrets } = bundle;
  verifyDocument(document, verifyLists(bundle, ruled, report), report);
  if (positions !== undefined && secrets !== undefined && hashes !== undefined) {
    verifyPrivate({ document, positions }, secrets, hashes, report);
  }
  return { ok: findings.length === 0, findings };
}

/**
 * The header's figures as the lists have them, the roots those of the lists as they stand. None are of a list that is not there, or
 * allows none: for what depends on them, the header is believed.
 */
function verifyLists(bundle: BundleLists, ruled: RuledLists, report: Report): Partial<Recomputed> {
  const { positions: list, liquidations: results, document } = bundle;
  const { settlement, policy } = document;
  const liquidations =
    results &&
    verifyLiquidations(results, ruled.liquidations ?? attempt(() => commitLiquidations(results, settlement)), report);
  const loss = liquidations?.loss ?? settlement.loss;
  const positions =
    list &&
    verifyPositions(list, policy, ruled.positions ?? attempt(() => commitPositions(list, policy)), loss, report);
  return { ...liquidations, ...positions };
}

type Recomputed = Omit<Settlement, "period" | "startTime" | "endTime">;
type RecomputedLiquidations = Pick<Settlement, "profit" | "loss" | "liquidationCount" | "liquidationsRoot">;
type RecomputedPositions = Omit<Recomputed, keyof RecomputedLiquidations>;

function verifyLiquidations(
  list: BundledLiquidations,
  tried: Attempt<CommittedLiquidations>,
  report: Report,
): RecomputedLiquidations | undefined {
  const file = BUNDLE_FILES.liquidations;
  verifyIndexes(file, list.indexes, report);
  const committed = reported(file, tried, report);
  if (committed === undefined) return undefined;
  const { profit, loss, count, root, cumulativeProfit, cumulativeLoss } = committed;
  const totals = { profit, loss, liquidationCount: BigInt(count) };
  const order = { file, code: "liquidationsOutOfOrder", args: {} } as const;
  if (!verifyOrder(order, list.keys, committed, report)) {
    return { ...totals, liquidationsRoot: rootOfTree(liquidationTree(list)) };
  }
  const sum = { file, code: "notResultSum", args: {} } as const;
  const sums = [
    compareColumn({ ...sum, field: "cumulative_profit" }, list.cumulativeProfit, cumulativeProfit, report),
    compareColumn({ ...sum, field: "cumulative_loss" }, list.cumulativeLoss, cumulativeLoss, report),
  ];
  return { ...totals, liquidationsRoot: sums.every(Boolean) ? root : rootOfTree(liquidationTree(list)) };
}

/** Whether a list stands in the committed order; the first row that does not is reported. */
function verifyOrder(
  place: BundleProblem,
  keys: Uint8Array,
  committed: { readonly order: Uint32Array; readonly keys: Uint8Array },
  report: Report,
): boolean {
  const misplaced = committed.order.findIndex((row, index) => row !== index);
  if (misplaced < 0) return true;
  const got = keyAt(keys, misplaced);
  report({ ...place, index: misplaced, got, expected: keyAt(committed.keys, misplaced) });
  return false;
}

function verifyPositions(
  list: BundledPositions,
  policy: RulePolicy,
  tried: Attempt<CommittedPositions>,
  loss: bigint,
  report: Report,
): RecomputedPositions | undefined {
  const file = BUNDLE_FILES.positions;
  verifyIndexes(file, list.indexes, report);
  const committed = reported(file, tried, report);
  if (committed === undefined) return undefined;
  const { count, root, totalProfit, headCount, headProfit } = committed;
  const totals = { positionCount: BigInt(count), totalProfit, headCount: BigInt(headCount), headProfit };
  const order = { file, code: "positionsOutOfOrder", args: {} } as const;
  if (!verifyOrder(order, list.keys, committed, report)) {
    return { ...totals, positionsRoot: rootOfTree(positionTree(list)) };
  }
  const sum = { file, field: "cumulative_profit", code: "notProfitSum", args: {} } as const;
  const isSummed = compareColumn(sum, list.cumulative, committed.cumulative, report);
  const shares = sharesOf(committed, { loss, totalProfit, headProfit }, policy);
  compareColumn({ file, field: "share", code: "notRuleShare", args: {} }, list.shares, shares, report);
  return { ...totals, positionsRoot: isSummed ? root : rootOfTree(positionTree(list)) };
}

function verifyDocument(document: SettlementDocument, recomputed: Partial<Recomputed>, report: Report): void {
  const file = BUNDLE_FILES.settlement;
  const { settlement, outcome, policy } = document;
  const figures = { ...settlement, ...recomputed };
  compareFields(file, "settlement", settlement, recomputed, report);
  compareFields(file, "outcome", outcome, outcomeOf(figures, policy), report);
  for (const problem of headerProblems(figures, policy)) report({ file, ...problem });
}
