import type { Totals } from "../../chain/types.ts";
import type { Hex } from "../../columns/hex.ts";

/**
 * Whose money it is: the fund's own (assets), held for others until something is decided (bonds), or others' to fetch (claims).
 * `outside` is whatever is not in the vault.
 */
export type Pot = "outside" | "assets" | "bonds" | "claims";

/** The pots in the vault, each in base units, and of the assets what is reserved for pending settlements. */
export interface Balances {
  readonly assets: bigint;
  readonly reserved: bigint;
  readonly bonds: bigint;
  readonly claims: bigint;
}

interface Kind {
  readonly from: Pot;
  readonly to: Pot;
  /** The running total that it counts into. */
  readonly total?: keyof Totals;
}

/** The ways that money moves, each from one pot to another. */
export const MOVEMENTS = {
  credit: { from: "outside", to: "assets", total: "credited" },
  /** What a submission pulled because credits were below the period's profit. */
  pull: { from: "outside", to: "assets", total: "credited" },
  donation: { from: "outside", to: "assets", total: "donated" },
  /** Tokens that had been sent without a call. */
  sync: { from: "outside", to: "assets", total: "donated" },
  bond: { from: "outside", to: "bonds" },
  /** The part of a bond that came from its payer's claimable sum. */
  claimedBond: { from: "claims", to: "bonds" },
  bondReturn: { from: "bonds", to: "claims" },
  reward: { from: "bonds", to: "claims" },
  forfeit: { from: "bonds", to: "assets", total: "forfeited" },
  coverage: { from: "assets", to: "claims", total: "covered" },
  withdrawal: { from: "claims", to: "outside" },
  migration: { from: "assets", to: "outside", total: "migrated" },
  /** Tokens that were found missing. */
  writeOff: { from: "assets", to: "outside", total: "writtenOff" },
} as const satisfies Record<string, Kind>;

/** The name of a way that money moves. */
export type MovementKind = keyof typeof MOVEMENTS;

/** Money that moved, in base units. */
export interface Movement {
  readonly kind: MovementKind;
  readonly from: Pot;
  readonly to: Pot;
  readonly amount: bigint;
  readonly period?: bigint | undefined;
  /** Who paid it, or whose it is now. */
  readonly account?: Hex | undefined;
  /** Of a credit, its number within the period. */
  readonly sequence?: bigint | undefined;
  /** Of a credit, the exchange's own reference. */
  readonly ref?: Hex | undefined;
  /** What lies in the vault after it. */
  readonly after: Balances;
}

/** What a movement is about. */
export type Concerning = Pick<Movement, "period" | "account" | "sequence" | "ref">;

/** The fund's books: what came in, what went out, and whose the rest is. */
export interface Books {
  readonly balances: Balances;
  readonly totals: Totals;
  /** What each account can fetch; those that fetched all stand at 0. */
  readonly claimable: ReadonlyMap<Hex, bigint>;
  readonly pendingCount: bigint;
}

/** Books that are being kept. */
export interface OpenBooks extends Books {
  /** Moves money; nothing happens for an amount of 0. */
  move(kind: MovementKind, amount: bigint, concerning?: Concerning): Movement | undefined;
  /** A settlement is pending from now on. */
  reserve(coverage: bigint): void;
  /** A settlement is no longer pending. */
  unreserve(coverage: bigint): void;
}

/** Opens empty books. */
export function openBooks(): OpenBooks {
  const claimable = new Map<Hex, bigint>();
  const totals = { credited: 0n, donated: 0n, forfeited: 0n, covered: 0n, migrated: 0n, writtenOff: 0n };
  let balances: Balances = { assets: 0n, reserved: 0n, bonds: 0n, claims: 0n };
  let pendingCount = 0n;

  function claim(account: Hex | undefined, amount: bigint): void {
    if (account === undefined) throw new RangeError("a claim is somebody's");
    claimable.set(account, (claimable.get(account) ?? 0n) + amount);
  }

  return {
    get balances() {
      return balances;
    },
    get pendingCount() {
      return pendingCount;
    },
    totals,
    claimable,
    move(kind, amount, concerning = {}) {
      if (amount === 0n) return undefined;
      const { account } = concerning;
      const { from, to, total }: Kind = MOVEMENTS[kind];
      const next = { ...balances };
      if (from !== "outside") next[from] -= amount;
      if (to !== "outside") next[to] += amount;
      if (from === "claims") claim(account, -amount);
      if (to === "claims") claim(account, amount);
      if (total !== undefined) totals[total] += amount;
      balances = next;
      return { kind, from, to, amount, ...concerning, after: balances };
    },
    reserve(coverage) {
      balances = { ...balances, reserved: balances.reserved + coverage };
      pendingCount++;
    },
    unreserve(coverage) {
      balances = { ...balances, reserved: balances.reserved - coverage };
      pendingCount--;
    },
  };
}

/** Bonds held and claimable sums. */
export function liabilitiesOf({ bonds, claims }: Balances): bigint {
  return bonds + claims;
}
