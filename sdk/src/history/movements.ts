import type { FundEvent, FundEvents } from "../chain/events.ts";
import { EVENT } from "../chain/given.ts";
import type { Totals } from "../chain/types.ts";
import { requireGiven } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";

/**
 * Whose money it is: the fund's own (assets), held for others until something is decided (bonds), or others' to fetch (claims).
 * `outside` is whatever is not in the vault.
 */
export type Pot = "outside" | "assets" | "bonds" | "claims";

/** From where to where money goes. */
export interface WayOfMoney {
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
} as const satisfies Record<string, WayOfMoney>;

/** The name of a way that money moves. */
export type MovementKind = keyof typeof MOVEMENTS;

/** Money that moved, in base units. */
export interface MoneyMoved {
  readonly kind: MovementKind;
  readonly amount: bigint;
  readonly period?: bigint | undefined;
  /** Who paid it, or whose it is now. */
  readonly account?: Hex | undefined;
  /** Of a credit, its number within the period. */
  readonly sequence?: bigint | undefined;
  /** Of a credit, the exchange's own reference. */
  readonly ref?: Hex | undefined;
}

/**
 * The money that an event tells of; amounts of 0 may be among it.
 *
 * @example
 * for (const moved of movementsOf(event)) console.log(moved);
 */
export function movementsOf(event: FundEvent): MoneyMoved[] {
  requireGiven({ event }, { event: EVENT });
  switch (event.name) {
    case "Credited":
      return creditsIn(event.args);
    case "Donated":
      return [{ kind: "donation", amount: event.args.amount, account: event.args.from }];
    case "Synced":
      return [{ kind: "sync", amount: event.args.amount }];
    case "SettlementSubmitted": {
      const { period, operator: account, terms } = event.args;
      return [{ kind: "pull", amount: terms.pulled, period, account }, ...bondIn({ ...terms, period, account })];
    }
    case "SettlementFinalized": {
      const { period, clearing, coverage, operator, bond } = event.args;
      return [
        { kind: "coverage", amount: coverage, period, account: clearing },
        { kind: "bondReturn", amount: bond, period, account: operator },
      ];
    }
    case "SettlementVoided": {
      const { period, challenger, reward, forfeited } = event.args;
      return [{ kind: "reward", amount: reward, period, account: challenger }, forfeit(period, forfeited)];
    }
    case "SettlementCancelled": {
      const { period, operator, returned, forfeited } = event.args;
      return [{ kind: "bondReturn", amount: returned, period, account: operator }, forfeit(period, forfeited)];
    }
    case "Demanded":
      return bondIn({ ...event.args, account: event.args.demander });
    case "LiquidationRevealed":
    case "PositionRevealed":
      return [forfeit(event.args.period, event.args.forfeited)];
    case "DemandExpired":
      return [returned(event.args, event.args.period)];
    case "DemandReclaimed":
      return [returned(event.args)];
    case "Withdrawn":
      return [{ kind: "withdrawal", amount: event.args.amount, account: event.args.account }];
    case "WrittenOff":
      return [{ kind: "writeOff", amount: event.args.amount }];
    case "Migrated":
      return [{ kind: "migration", amount: event.args.amount, account: event.args.to }];
    default:
      return [];
  }
}

/** One for each credit. */
function creditsIn({ period, sequence, amount, credits }: FundEvents["Credited"]): MoneyMoved[] {
  let left = amount;
  return credits.map((credit, at) => {
    // The last one is what is left: so the movements add up to what arrived, whatever was asked for.
    const moved = at === credits.length - 1 ? left : credit.amount;
    left -= moved;
    return { kind: "credit", amount: moved, period, sequence: sequence + BigInt(at), ref: credit.ref };
  });
}

interface PaidBond {
  readonly bond: bigint;
  readonly bondFromClaimable: bigint;
  readonly period: bigint;
  readonly account: Hex;
}

/** A bond, its part from the payer's claimable sum first. */
function bondIn({ bond, bondFromClaimable, period, account }: PaidBond): MoneyMoved[] {
  return [
    { kind: "claimedBond", amount: bondFromClaimable, period, account },
    { kind: "bond", amount: bond - bondFromClaimable, period, account },
  ];
}

const forfeit = (period: bigint, amount: bigint): MoneyMoved => ({ kind: "forfeit", amount, period });

function returned({ bond, demander }: { bond: bigint; demander: Hex }, period?: bigint): MoneyMoved {
  return { kind: "bondReturn", amount: bond, ...(period !== undefined && { period }), account: demander };
}
