import type { FundEvent } from "zke-insurance-fund/chain";

/** Why money came in or went out; the contract's own running totals. */
export const FLOW_KINDS = ["credited", "donated", "forfeited", "covered", "migrated", "writtenOff"] as const;
export type FlowKind = (typeof FLOW_KINDS)[number];
const INCOMING: readonly FlowKind[] = ["credited", "donated", "forfeited"];

/** A change of the fund's assets, in base units; the kind says in which direction. */
export interface Flow {
  readonly kind: FlowKind;
  readonly amount: bigint;
  readonly block: number;
}

/** Sums by kind, in base units. */
export type FlowSums = Readonly<Record<FlowKind, bigint>>;

/** What an event did to the fund's assets; undefined if nothing. */
export function flowOf(event: FundEvent): Flow | undefined {
  const change = changeOf(event);
  if (change === undefined || change.amount === 0n) return undefined;
  return { ...change, block: event.blockNumber };
}

function changeOf(event: FundEvent): Omit<Flow, "block"> | undefined {
  switch (event.name) {
    case "Credited":
      return { kind: "credited", amount: event.args.amount };
    case "SettlementSubmitted":
      return { kind: "credited", amount: event.args.terms.pulled };
    case "Donated":
    case "Synced":
      return { kind: "donated", amount: event.args.amount };
    case "SettlementVoided":
    case "SettlementCancelled":
    case "LiquidationRevealed":
    case "PositionRevealed":
      return { kind: "forfeited", amount: event.args.forfeited };
    case "SettlementFinalized":
      return { kind: "covered", amount: event.args.coverage };
    case "Migrated":
      return { kind: "migrated", amount: event.args.amount };
    case "WrittenOff":
      return { kind: "writtenOff", amount: event.args.amount };
    default:
      return undefined;
  }
}

/** Adds flows up by kind. */
export function sumsOf(flows: readonly Flow[]): FlowSums {
  const sums = { credited: 0n, donated: 0n, forfeited: 0n, covered: 0n, migrated: 0n, writtenOff: 0n };
  for (const { kind, amount } of flows) sums[kind] += amount;
  return sums;
}

/** What came in less what went out. */
export function balanceOf(sums: FlowSums): bigint {
  return FLOW_KINDS.reduce((sum, kind) => (INCOMING.includes(kind) ? sum + sums[kind] : sum - sums[kind]), 0n);
}

/** Whether flows from the beginning agree with the contract's running totals, to the unit. */
export function agreesWith(sums: FlowSums, totals: FlowSums): boolean {
  return FLOW_KINDS.every((kind) => sums[kind] === totals[kind]);
}
