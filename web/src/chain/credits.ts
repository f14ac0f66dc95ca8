import type { Fund, PeriodCredits } from "zke-insurance-fund/chain";
import type { Flow } from "./flows.ts";

/** A period's credits, and whether they may still grow. */
export type KnownCredits = Map<bigint, PeriodCredits>;

// Credits come early for the period that is next, and rarely for one far after it; the total tells whether one did.
const AHEAD = 3n;
const MOST_AHEAD = 64n;

/**
 * What was credited to each period, by the contract's own sums: no log of a credit is read, of which there are as many as of
 * liquidations. Each period's sum stands at the time of its latest
 * credit, and in the block of its submission, or the newest.
 *
 * @param known what was read before; what is read is added
 * @param isSettled whether a period's credits cannot grow any more
 */
export async function readCreditFlows(
  fund: Fund,
  known: KnownCredits,
  at: {
    readonly nextPeriod: bigint;
    readonly block: number;
    /** The sum over all periods. */
    readonly credited: bigint;
    readonly isSettled: (period: bigint) => boolean;
    readonly submittedIn: (period: bigint) => number | undefined;
  },
): Promise<Flow[]> {
  const asked: bigint[] = [];
  for (let period = at.nextPeriod + AHEAD - 1n; period > 0n; period--) {
    if (!known.has(period) || !at.isSettled(period)) asked.push(period);
  }
  const ask = (periods: readonly bigint[]) =>
    Promise.all(periods.map(async (period) => void known.set(period, await fund.credited(period, at.block))));
  await ask(asked);
  const sum = () => [...known.values()].reduce((total, { amount }) => total + amount, 0n);
  for (let ahead = AHEAD; ahead < MOST_AHEAD && sum() < at.credited; ahead *= 2n) {
    await ask(Array.from({ length: Number(ahead) }, (_, further) => at.nextPeriod + ahead + BigInt(further)));
  }
  return [...known].flatMap(([period, { amount, lastTime }]): Flow[] => {
    const block = at.submittedIn(period) ?? at.block;
    return amount === 0n ? [] : [{ kind: "credited", amount, block, ...(lastTime > 0n && { time: lastTime }) }];
  });
}
