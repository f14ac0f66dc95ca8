import type { Amounts } from "../columns/amounts.ts";
import { oneOf, partsOf, requireGiven, UINT64 } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import type { PositionList } from "../columns/lists.ts";
import type { PackedIds } from "../columns/packed-ids.ts";
import type { LiquidationList } from "../commitment/liquidations.ts";
import type { SettlementDocument } from "./document.ts";

/** positions.parquet: the committed positions as columns, pseudonymous. */
export interface BundledPositions extends PositionList {
  /** The tree, where it is at hand: a bundle that is written with it has files from which one position is proven at once. */
  readonly tree?: Uint8Array;
  /** What the index column says; it should be 0, 1, 2, ... */
  readonly indexes: Float64Array;
  readonly shares: Amounts;
}

/** liquidations.parquet: the committed liquidations as columns. */
export interface BundledLiquidations extends LiquidationList {
  /** What the index column says; it should be 0, 1, 2, ... */
  readonly indexes: Float64Array;
}

/** private/statements.parquet: whose the head's positions are, and what each pays. */
export interface StatementList {
  readonly count: number;
  /** Whose: account, NUL, position. */
  readonly ids: PackedIds;
  /** The number of each statement's id. */
  readonly rows: Uint32Array;
  readonly indexes: Float64Array;
  readonly profits: Amounts;
  readonly shares: Amounts;
  /** 32 bytes a position. */
  readonly salts: Uint8Array;
}

/** What a bundle holds that is never published. */
export interface PrivatePart {
  /** 32 random bytes of the period; who has them can guess whose a key is. */
  readonly secret: Hex;
  readonly statements: StatementList;
}

/** A settlement with its lists: all that is needed to recompute it. */
export interface Bundle {
  readonly document: SettlementDocument;
  readonly positions: BundledPositions;
  readonly liquidations: BundledLiquidations;
  /** Absent in what the public gets. */
  readonly private?: PrivatePart | undefined;
}

/** The names of a bundle's files. */
export const BUNDLE_FILES = {
  settlement: "settlement.json",
  positions: "positions.parquet",
  tree: "positions.tree",
  index: "positions.index",
  liquidations: "liquidations.parquet",
  private: "private",
  secret: "private/secret",
  statements: "private/statements.parquet",
} as const;

/** The index column of a list: 0, 1, 2, ... */
export function countingIndexes(count: number): Float64Array {
  const indexes = new Float64Array(count);
  for (let index = 0; index < count; index++) indexes[index] = index;
  return indexes;
}

/** The files that everybody gets, and that all others can be made from. */
export const PUBLIC_FILES = ["settlement", "positions", "liquidations"] as const;
/** The name of a file that everybody gets. */
export type PublicFile = (typeof PUBLIC_FILES)[number];

/** How large settlement.json may be, in bytes; nothing says how long it is before it is read. */
export const MOST_HEADER_BYTES = 1 << 20;
const FIXED_BYTES = 1 << 20;
// A row takes some 310 bytes at most, if nothing is compressed: a liquidation with a long market and five amounts of 39 digits.
const ROW_BYTES = 512;

/** How long the lists are that a header commits. */
export interface Lengths {
  readonly positionCount: bigint;
  readonly liquidationCount: bigint;
}

const LENGTHS = partsOf({ positionCount: UINT64, liquidationCount: UINT64 });

/**
 * How large a public file of a bundle may be, in bytes: what takes much more than the committed lists need is another's.
 *
 * @example
 * mostBytesOf("positions", settlement) // some 512 bytes a position
 */
export function mostBytesOf(file: PublicFile, lengths: Lengths): number {
  requireGiven({ file, lengths }, { file: oneOf(PUBLIC_FILES), lengths: LENGTHS });
  const { positionCount, liquidationCount } = lengths;
  if (file === "settlement") return MOST_HEADER_BYTES;
  return FIXED_BYTES + ROW_BYTES * Number(file === "positions" ? positionCount : liquidationCount);
}
