import type { Totals } from "../../chain/types.ts";
import { BIGINT, partsOf, requireGiven } from "../../columns/given.ts";
import type { Hex } from "../../columns/hex.ts";
import { MOVEMENTS, type MoneyMoved, type Pot, type WayOfMoney } from "../../history/movements.ts";

/** The pots in the vault, each in base units, and of the assets what is reserved for pending settlements. */
export interface Balances {
  readonly assets: bigint;
  readonly reserved: bigint;
  readonly bonds: bigint;
  readonly claims: bigint;
}

/** Money that moved, and what lies in the vault after it. */
export interface Movement extends MoneyMoved {
  readonly from: Pot;
  readonly to: Pot;
  readonly after: Balances;
}

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
  move(moved: MoneyMoved): Movement | undefined;
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
    move(moved) {
      const { kind, amount, account } = moved;
      if (amount === 0n) return undefined;
      const { from, to, total }: WayOfMoney = MOVEMENTS[kind];
      const next = { ...balances };
      if (from !== "outside") next[from] -= amount;
      if (to !== "outside") next[to] += amount;
      if (from === "claims") claim(account, -amount);
      if (to === "claims") claim(account, amount);
      if (total !== undefined) totals[total] += amount;
      balances = next;
      return { ...moved, from, to, after: balances };
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

/**
 * Bonds held and claimable sums.
 *
 * @example
 * liabilitiesOf({ assets: 100n, reserved: 20n, bonds: 5n, claims: 7n }) // 12n
 */
export function liabilitiesOf(balances: Balances): bigint {
  requireGiven({ balances }, { balances: partsOf({ bonds: BIGINT, claims: BIGINT }) });
  const { bonds, claims } = balances;
  return bonds + claims;
}
