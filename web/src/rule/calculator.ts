import {
  coverageOf,
  deficitOf,
  headOf,
  InputError,
  outcomeOf,
  type ProblemData,
  parseAmount,
  type RulePolicy,
  shareOf,
  splitOf,
  toShareDown,
} from "zke-insurance-fund";

/** What a visitor typed: amounts as text. */
export interface CalculatorInput {
  readonly loss: string;
  /** What the fund has. */
  readonly available: string;
  readonly profits: readonly string[];
  readonly rule: RulePolicy;
}

/** One position with a profit, in base units, and what it pays. */
export interface CalculatedShare {
  /** Its place among the typed profits, from 0. */
  readonly row: number;
  readonly profit: bigint;
  /** Its profit and all larger ones. */
  readonly cumulativeProfit: bigint;
  readonly isHead: boolean;
  readonly share: bigint;
}

/** What the rule makes of it, in base units. */
export interface Calculation {
  readonly loss: bigint;
  readonly toShare: bigint;
  /** The fund's part, and what it can pay of it. */
  readonly quota: bigint;
  readonly coverage: bigint;
  /** What the head pays. */
  readonly shared: bigint;
  readonly deficit: bigint;
  readonly totalProfit: bigint;
  readonly headCount: number;
  readonly headProfit: bigint;
  /** The largest profit first. */
  readonly shares: readonly CalculatedShare[];
}

/** Which field cannot be used, and why. */
export interface FieldError {
  readonly field: "loss" | "available" | number;
  readonly problem: ProblemData;
}

/** The figures, or all fields that are wrong. */
export type CalculatorResult =
  | { readonly calculation: Calculation; readonly errors?: undefined }
  | { readonly calculation?: undefined; readonly errors: readonly FieldError[] };

/**
 * Applies the rule to what a visitor typed, with the SDK's own functions. Empty profits, and those that are not above zero, are
 * left out, as in a settlement.
 */
export function calculate({ loss, available, profits, rule }: CalculatorInput, decimals = 6): CalculatorResult {
  const errors: FieldError[] = [];
  const read = (field: FieldError["field"], text: string, signed: boolean): bigint => {
    try {
      return parseAmount(text.trim(), { decimals, signed });
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      errors.push({ field, problem: error });
      return 0n;
    }
  };
  const lossUnits = read("loss", loss, false);
  const availableUnits = read("available", available, false);
  const rows = profits
    .map((text, row) => ({ row, profit: text.trim() === "" ? 0n : read(row, text, true) }))
    .filter(({ profit }) => profit > 0n);
  if (errors.length > 0) return { errors };
  return { calculation: apportioned(lossUnits, availableUnits, rows, rule) };
}

function apportioned(
  loss: bigint,
  available: bigint,
  rows: readonly { readonly row: number; readonly profit: bigint }[],
  rule: RulePolicy,
): Calculation {
  // Equal profits stand by key in a settlement; here nobody has a key, and the first typed stands first.
  const sorted = [...rows].sort((a, b) => (a.profit === b.profit ? a.row - b.row : a.profit < b.profit ? 1 : -1));
  let sum = 0n;
  const positions = sorted.map(({ row, profit }) => {
    sum += profit;
    return { row, profit, cumulativeProfit: sum };
  });
  // Where there is nothing to share, nobody takes part.
  const count = toShareDown(loss, rule) === 0n ? 0 : positions.length;
  const { headCount, headProfit } = headOf(count, (at) => positions[at]?.cumulativeProfit ?? 0n, rule);
  const totals = { loss, totalProfit: sum, headProfit };
  const split = splitOf(totals, rule);
  const { toShare, quota, shared } = outcomeOf(totals, rule);
  const coverage = coverageOf(quota, available);
  const shares = positions.map((position, at) => {
    const isHead = at < headCount;
    return { ...position, isHead, share: isHead ? shareOf(position, split) : 0n };
  });
  const deficit = deficitOf(loss, shared, coverage);
  return { loss, toShare, quota, coverage, shared, deficit, totalProfit: sum, headCount, headProfit, shares };
}
