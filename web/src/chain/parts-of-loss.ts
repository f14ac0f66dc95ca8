import { outcomeOf, splitOf } from "zke-insurance-fund";
import type { Submission } from "./submissions.ts";

/** Who bears a period's loss, in base units: together it is the loss. */
export interface PartsOfLoss {
  readonly loss: bigint;
  /** What the fund pays, and what it would pay if it had enough. */
  readonly coverage: bigint;
  readonly quota: bigint;
  /** What the head pays, and what it would pay if its profit were enough. */
  readonly shared: bigint;
  readonly toShare: bigint;
  readonly deficit: bigint;
}

/** Takes a submission's loss apart, by the contract's figures and the rule's. */
export function partsOfLoss({ settlement, policy, terms }: Submission): PartsOfLoss {
  const { quota, toShare } = outcomeOf(settlement, policy);
  const { coverage, shared, deficit } = terms;
  return { loss: settlement.loss, coverage, quota, shared, toShare, deficit };
}

/** What a head position pays of its profit: S of D. */
export function rateOf({ settlement, policy }: Submission): { readonly part: bigint; readonly whole: bigint } {
  const { collected, measure } = splitOf(settlement, policy);
  return { part: collected, whole: measure };
}

/**
 * Widths of parts side by side that fill a length: each in proportion, and what is there at all is to be seen.
 *
 * @param parts at least zero
 */
export function widthsOf(parts: readonly bigint[], length: number, least: number): number[] {
  const sum = parts.reduce((total, part) => total + part, 0n);
  if (sum === 0n) return parts.map(() => 0);
  // In millionths, so that amounts of any size become small numbers.
  const rough = parts.map((part) =>
    part === 0n ? 0 : Math.max(least, (Number((part * 1_000_000n) / sum) / 1_000_000) * length),
  );
  const excess = rough.reduce((total, width) => total + width, 0) - length;
  const largest = rough.indexOf(Math.max(...rough));
  return rough.map((width, at) => (at === largest ? width - excess : width));
}
