import { type Fault, faultOfPosition, faultOfPositionPair, headerHash, type Position } from "zke-insurance-fund";
import type { Statement } from "zke-insurance-fund/bundle";
import type { ProvenFault } from "zke-insurance-fund/chain";

/** Something given whose entry is proven to be in the settlement's list. */
export interface Committed {
  readonly id: number;
  readonly statement: Statement;
}

/**
 * The faults that entries show, alone or two together, by the ids of what was given. Two of one settlement that do not fit to each
 * other prove what neither does by itself.
 */
export function faultsOf(given: readonly Committed[]): Map<number, ProvenFault> {
  const faults = new Map<number, ProvenFault>();
  const bySettlement = new Map<string, Committed[]>();
  for (const one of given) {
    const fault = faultOfPosition(one.statement, one.statement.settlement, one.statement.policy);
    if (fault !== undefined) faults.set(one.id, proven(fault, one));
    const { chainId, fund } = one.statement.identity ?? {};
    const name = [headerHash(one.statement.settlement), chainId, fund?.toLowerCase()].join();
    bySettlement.set(name, [...(bySettlement.get(name) ?? []), one]);
  }
  for (const list of bySettlement.values()) {
    for (const [a, b] of [...neighbours(list), ...ofOneKey(list)]) {
      const { settlement, policy } = a.statement;
      const fault = faultOfPositionPair(a.statement, b.statement, settlement, policy);
      if (fault === undefined) continue;
      for (const { id } of [a, b]) if (!faults.has(id)) faults.set(id, proven(fault, a, b));
    }
  }
  return faults;
}

function neighbours(list: readonly Committed[]): [Committed, Committed][] {
  const sorted = [...list].sort((a, b) => (a.statement.index < b.statement.index ? -1 : 1));
  return sorted.slice(1).map((one, at) => [sorted[at] as Committed, one]);
}

function ofOneKey(list: readonly Committed[]): [Committed, Committed][] {
  const first = new Map<string, Committed>();
  return list.flatMap((one): [Committed, Committed][] => {
    const known = first.get(one.statement.key);
    if (known !== undefined) return [[known, one]];
    first.set(one.statement.key, one);
    return [];
  });
}

function proven(fault: Fault, ...[a, b]: [Committed] | [Committed, Committed]): ProvenFault {
  return { fault, shown: b === undefined ? [shownOf(a)] : [shownOf(a), shownOf(b)] };
}

function shownOf({ statement: { index, key, profit, cumulativeProfit, proof } }: Committed) {
  const leaf: Position = { index, key, profit, cumulativeProfit };
  return { tree: "positions", leaf, proof } as const;
}
