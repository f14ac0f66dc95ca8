import { BPS, splitOf, toShareDown } from "zke-insurance-fund";
import { type Statement, shareOfPosition } from "zke-insurance-fund/bundle";

/** A share as it is computed on paper, with what is different by the rule. */
export interface Arithmetic {
  readonly loss: bigint;
  /** The winners' part of the loss, in basis points. */
  readonly part: number;
  /** What all pay together; less than the winners' part where they made less. */
  readonly collected: bigint;
  readonly isCapped: boolean;
  readonly profit: bigint;
  /** What the profit is held against: that of the head, or all. */
  readonly measure: bigint;
  readonly basis: "head" | "all";
  /** The division by itself, rounded down. */
  readonly plain: bigint;
  /** The share by the rule, which rounds along the running total: it may be one unit more or less. */
  readonly share: bigint;
  /** Beyond the head, which shares, it is nothing. */
  readonly isBeyond: boolean;
}

/** The arithmetic of a statement's share, by the settlement and the rule that stand in it. */
export function arithmeticOf(statement: Statement): Arithmetic {
  const { settlement, policy, profit, index } = statement;
  const { collected, measure } = splitOf(settlement, policy);
  return {
    loss: settlement.loss,
    part: BPS - policy.coverBps,
    collected,
    isCapped: collected < toShareDown(settlement.loss, policy),
    profit,
    measure,
    basis: policy.basis,
    plain: measure === 0n ? 0n : (collected * profit) / measure,
    share: shareOfPosition(statement, settlement, policy),
    isBeyond: index >= settlement.headCount,
  };
}
