import type { Amounts, PositionColumns } from "./amounts.ts";
import type { Hex } from "./hex.ts";

/** A list of positions as it stands, with its running totals; a row is a list index. Nothing says that it keeps the rule. */
export interface PositionList extends PositionColumns {
  readonly cumulative: Amounts;
}

/** A period's positions as they are committed: sorted, summed up, cut and hashed. A row is a list index. */
export interface CommittedPositions extends PositionList {
  /** The input row of each list index. */
  readonly order: Uint32Array;
  readonly headCount: number;
  readonly totalProfit: bigint;
  readonly headProfit: bigint;
  /** 32 bytes a node in slot order, see `proofOf`; empty if there is no position. */
  readonly tree: Uint8Array;
  readonly root: Hex;
}
