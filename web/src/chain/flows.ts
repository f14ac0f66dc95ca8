import { type FundEvent, MOVEMENTS, movementsOf, type WayOfMoney } from "zke-insurance-fund/chain";

/** Why money came in or went out; the contract's own running totals. */
export const FLOW_KINDS = ["credited", "donated", "forfeited", "covered", "migrated", "writtenOff"] as const;
export type FlowKind = (typeof FLOW_KINDS)[number];
const INCOMING: readonly FlowKind[] = ["credited", "donated", "forfeited"];

/** Whether money of a kind comes in. */
export function isIncoming(kind: FlowKind): boolean {
  return INCOMING.includes(kind);
}

/** A change of the fund's assets, in base units; the kind says in which direction. */
export interface Flow {
  readonly kind: FlowKind;
  readonly amount: bigint;
  /** Where it happened; of a period's credits whose logs were not read, where the period was submitted. */
  readonly block: number;
  /** When, in seconds, where that is known without asking. */
  readonly time?: bigint | undefined;
}

/** Sums by kind, in base units. */
export type FlowSums = Readonly<Record<FlowKind, bigint>>;

/** What an event did to the fund's assets. */
export function flowsOf(event: FundEvent): Flow[] {
  const sums = new Map<FlowKind, bigint>();
  for (const { kind, amount } of movementsOf(event)) {
    const { total }: WayOfMoney = MOVEMENTS[kind];
    if (total !== undefined && amount !== 0n) sums.set(total, (sums.get(total) ?? 0n) + amount);
  }
  return [...sums].map(([kind, amount]) => ({ kind, amount, block: event.blockNumber }));
}

/** Adds flows up by kind. */
export function sumsOf(flows: readonly Flow[]): FlowSums {
  const sums = { credited: 0n, donated: 0n, forfeited: 0n, covered: 0n, migrated: 0n, writtenOff: 0n };
  for (const { kind, amount } of flows) sums[kind] += amount;
  return sums;
}

/** What came in less what went out. */
export function balanceOf(sums: FlowSums): bigint {
  return FLOW_KINDS.reduce((sum, kind) => (isIncoming(kind) ? sum + sums[kind] : sum - sums[kind]), 0n);
}

/** Whether flows from the beginning agree with the contract's running totals, to the unit. */
export function agreesWith(sums: FlowSums, totals: FlowSums): boolean {
  return FLOW_KINDS.every((kind) => sums[kind] === totals[kind]);
}
