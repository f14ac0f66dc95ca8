// What a made-up history consists of, drawn from a seed before any of it happens.
import { LIES, type Lie } from "./false-settlement.ts";
import { integerIn, pick, type Random, type Range, randomOf } from "./random.ts";
import { type PeriodKind, USUAL } from "./seeded-period.ts";

/** How much of what a history has. The same options give the same history, its place in time apart. */
export interface HistoryOptions {
  readonly seed: number;
  readonly periods: number;
  /** How long a period lasts, in seconds; at least 2 hours. */
  readonly length: Range;
  /** How many rows a period's tables have. */
  readonly positions: Range;
  readonly liquidations: Range;
  /** What the fund is given at first, in base units. */
  readonly endowment: bigint;
  /** The parts of the settlements that do not go smoothly; together at most 1. */
  readonly fates: Readonly<Record<Exclude<Fate, "smooth">, number>>;
  /** How likely a period has each of these. */
  readonly chances: Readonly<Record<Chance, number>>;
  /** How often the policy changes. */
  readonly policyChanges: number;
  /** For how many periods the token takes a fee. */
  readonly periodsWithFee: number;
  /** How long the history goes on after its last period, in seconds: what is not done by then stays pending, or voided. */
  readonly tail: number;
  /**
   * Whether the last periods end so that there is something of everything to see: one voided and not settled again, one
   * finalized within the last day, one pending with an open demand.
   */
  readonly finale: boolean;
}

/**
 * What becomes of a period's first settlement: finalized; finalized after an answered demand; voided for an unanswered one;
 * voided for a fault; cancelled by the guardian. Whatever was voided is settled again.
 */
type Fate = "smooth" | "demanded" | "silent" | "false" | "cancelled";

/**
 * Things that happen beside the settlements. `storm`: four times the liquidations, at much worse prices; `unpaid`: some of the
 * profit is not credited, and is pulled at submission; `surplus`: more than the profit is credited.
 */
type Chance = "storm" | "donation" | "transfer" | "surplus" | "unpaid" | "withdrawal";

/** What is drawn for one period. */
export interface PeriodPlan {
  readonly period: bigint;
  /** Draws all that is left to draw. */
  readonly random: Random;
  readonly tables: PeriodKind & { readonly seed: number };
  /** In seconds. */
  readonly length: number;
  readonly fate: Fate;
  readonly lie: Lie;
  /** Whether it is settled again once it was voided. */
  readonly again: boolean;
  readonly has: Readonly<Record<Chance, boolean>>;
  /** Whether the token takes a fee while the period lasts and is settled. */
  readonly fee: boolean;
  /** Whether the governor announces another policy while it lasts. */
  readonly newPolicy: boolean;
}

const DAY = 86_400;
const LEAST_LENGTH = 7_200;
/** Among so many liquidations one is alone in its minute. */
const LEAST_MISPRICED = 3;
const STORM = { liquidations: 4, slip: -0.015 };
const CHANCES: readonly Chance[] = ["storm", "donation", "transfer", "surplus", "unpaid", "withdrawal"];
const FATES: readonly Fate[] = ["demanded", "silent", "false", "cancelled"];
// The fee begins after a quarter of the history, the policies change in its middle.
const FEE_FROM = 0.25;

/** How the last periods end in a finale. */
const FINALE: readonly Partial<PeriodPlan>[] = [
  { fate: "false", lie: "cut", again: false },
  { fate: "smooth" },
  { fate: "demanded" },
].map((end) => ({ ...end, length: DAY }) as Partial<PeriodPlan>);

/** Draws a history's periods. In one that stands, one liquidation was closed at a price that its market did not have. */
export function planHistory(options: HistoryOptions): PeriodPlan[] {
  if (options.length[0] < LEAST_LENGTH) throw new Error(`a period lasts at least ${LEAST_LENGTH} s`);
  const plan = Array.from({ length: options.periods }, (_, at): PeriodPlan => {
    const end = options.finale ? FINALE[at - (options.periods - FINALE.length)] : undefined;
    // What is looked at first is a usual period.
    return { ...planPeriod(options, at, end === undefined), ...end };
  });
  return withMispriced(plan);
}

/** In the middle, or as soon after it as a period has liquidations and is settled once. */
function withMispriced(plan: PeriodPlan[]): PeriodPlan[] {
  const from = plan.length >> 1;
  const isFit = ({ fate, tables }: PeriodPlan) =>
    (fate === "smooth" || fate === "demanded") && tables.liquidations >= LEAST_MISPRICED;
  const chosen = plan.findIndex((period, at) => at >= from && isFit(period));
  return plan.map((period, at) =>
    at === chosen ? { ...period, tables: { ...period.tables, mispriced: true } } : period,
  );
}

/** How long a history lasts from the fund's opening to its end, in seconds. */
export function durationOf(plan: readonly PeriodPlan[], { tail }: HistoryOptions): number {
  return plan.reduce((sum, { length }) => sum + length, tail);
}

function planPeriod(options: HistoryOptions, at: number, mayStorm: boolean): PeriodPlan {
  const { seed, periods, chances, periodsWithFee, policyChanges } = options;
  const random = randomOf(seed * 100_003 + at);
  const feeFrom = Math.floor(periods * FEE_FROM);
  const has = Object.fromEntries(CHANCES.map((chance) => [chance, random() < chances[chance]])) as PeriodPlan["has"];
  const isStorm = has.storm && mayStorm;
  const change = Math.floor(((at + 1) * (policyChanges + 1)) / periods);
  return {
    period: BigInt(at + 1),
    random,
    tables: {
      seed: seed * 100_003 + at + 1,
      positions: integerIn(options.positions, random),
      liquidations: integerIn(options.liquidations, random) * (isStorm ? STORM.liquidations : 1),
      slip: isStorm ? STORM.slip : USUAL.slip,
    },
    length: integerIn(options.length, random),
    fate: fateOf(options, random()),
    lie: pick(LIES, random),
    again: true,
    has,
    fee: at >= feeFrom && at < feeFrom + periodsWithFee,
    newPolicy: change > Math.floor((at * (policyChanges + 1)) / periods) && change <= policyChanges,
  };
}

function fateOf({ fates }: HistoryOptions, drawn: number): Fate {
  let upTo = 0;
  for (const fate of FATES) {
    upTo += fates[fate as Exclude<Fate, "smooth">];
    if (drawn < upTo) return fate;
  }
  return "smooth";
}
