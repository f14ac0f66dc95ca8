import type { PositionColumns } from "../columns/amounts.ts";
import type { CommittedPositions } from "../columns/lists.ts";
import type { Settlement } from "../commitment/header.ts";
import { type CommittedLiquidations, commitLiquidations, liquidationTree } from "../commitment/liquidations.ts";
import { hashIds, hashIdsAsync, type SaltsAndKeys } from "../commitment/packed-ids.ts";
import { commitPositions, commitPositionsAsync, positionTree, sharesOf } from "../commitment/positions.ts";
import { rootOfTree } from "../commitment/tree.ts";
import { allocatePositions } from "../engine/allocate.ts";
import { type Attempt, attempt, attemptAsync } from "../errors.ts";
import { outcomeOf } from "../rule/apportionment.ts";
import { BUNDLE_FILES, type Bundle, type BundledLiquidations } from "./bundle.ts";
import {
  type BundleProblem,
  compareColumn,
  compareFields,
  type Report,
  reported,
  type Verification,
  verifyIndexes,
} from "./findings.ts";
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
  const { private: secrets } = bundle;
  return verifyRuled(bundle, {}, secrets && hashIds(secrets.secret, secrets.statements.ids, secrets.statements.rows));
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
  const options = { onProgress: (done: number) => onProgress?.(half * done) };
  const ruled = {
    positions: await attemptAsync(() => commitPositionsAsync(copyOf(positions), document.policy, options)),
  };
  const hashes =
    secrets &&
    (await hashIdsAsync(secrets.secret, secrets.statements.ids, secrets.statements.rows, {
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
export function verifyRuled(bundle: Bundle, ruled: RuledLists, hashes?: SaltsAndKeys): Verification {
  const findings: BundleProblem[] = [];
  const report: Report = (finding) => findings.push(finding);
  const settlement = verifyLists(bundle, ruled, report);
  if (settlement !== undefined) verifyDocument(bundle, settlement, report);
  if (bundle.private !== undefined && hashes !== undefined) verifyPrivate(bundle, bundle.private, hashes, report);
  return { ok: findings.length === 0, findings };
}

/** The header's figures as the lists have them, the roots those of the lists as they stand, or undefined where a list allows none. */
function verifyLists(bundle: Bundle, ruled: RuledLists, report: Report): Recomputed | undefined {
  const { liquidations: list, document } = bundle;
  const tried = ruled.liquidations ?? attempt(() => commitLiquidations(list, document.settlement));
  const liquidations = verifyLiquidations(list, tried, report);
  if (liquidations === undefined) return undefined;
  const { positions: given = attempt(() => commitPositions(bundle.positions, document.policy)) } = ruled;
  const positions = verifyPositions(bundle, given, liquidations.loss, report);
  return positions && { ...liquidations, ...positions };
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
  { positions: list, document }: Bundle,
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
  const shares = sharesOf(committed, { loss, totalProfit, headProfit }, document.policy);
  compareColumn({ file, field: "share", code: "notRuleShare", args: {} }, list.shares, shares, report);
  return { ...totals, positionsRoot: isSummed ? root : rootOfTree(positionTree(list)) };
}

function verifyDocument({ document }: Bundle, recomputed: Recomputed, report: Report): void {
  const file = BUNDLE_FILES.settlement;
  const { settlement, outcome, policy } = document;
  compareFields(file, "settlement", settlement, recomputed, report);
  compareFields(file, "outcome", outcome, outcomeOf(recomputed, policy), report);
  for (const problem of headerProblems({ ...settlement, ...recomputed }, policy)) report({ file, ...problem });
}
