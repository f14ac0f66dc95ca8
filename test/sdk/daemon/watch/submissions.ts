import {
  type CommittedLiquidations,
  type CommittedPositions,
  DEFAULT_RULE,
  type FundIdentity,
  liquidationAt,
  positionAt,
  proofOf,
  type SettledPeriod,
  settle,
} from "zke-insurance-fund";
import type { Demand, LeafPlace, ShownLeaf, Submission } from "../../../../sdk/src/history/submissions.ts";
import { columnsOf, keyNumber } from "../../support/arbitraries.ts";

export const WATCHER = "0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc";
export const OTHER = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";

/** The fund that everything here is for. */
export const FUND: FundIdentity = { chainId: 31_337n, fund: "0x5FbDB2315678afecb367f032d93F642f64180aa3" };

/** What a bundle for that fund says of itself. */
export const TERMS = { identity: FUND, decimals: 6 };

/** A settled period with as many positions and liquidations. */
export function settled(positions: number, liquidations: number): SettledPeriod {
  return settle({
    period: 1n,
    startTime: 1_000n,
    endTime: 2_000n,
    rule: DEFAULT_RULE,
    positions: columnsOf(Array.from({ length: positions }, (_, row) => BigInt(1_000_000 - 7 * row))),
    liquidations: Array.from({ length: liquidations }, (_, row) => ({
      key: keyNumber(row + 1),
      market: "BTCUSDT",
      side: "long",
      quantity: 10n ** 18n,
      takeoverValue: 1_000_000n,
      closeValue: 900_000n,
      time: 1_500n,
    })),
  });
}

const PLACE = { block: 1, transaction: "0x" } as const;

/** What a submission fixes whose challenge window ends at a time. */
export const termsUntil = (challengeEnd: bigint) => ({
  ...{ pulled: 0n, coverage: 0n, shared: 0n, deficit: 0n, bond: 100n, bondFromClaimable: 0n, challengeEnd },
});

/** A pending submission, whose challenge window ends at 100 and whose answers take 10 s. */
export function submissionOf(
  { settlement }: Pick<SettledPeriod, "settlement">,
  more: Partial<Submission> = {},
): Submission {
  return {
    serial: 1n,
    period: settlement.period,
    operator: OTHER,
    settlement,
    policy: {
      ...DEFAULT_RULE,
      periodHours: 0,
      maxCoverageBps: 10_000,
      maxLevels: 40,
      challengeWindow: 100n,
      revealWindow: 10n,
      settlementBond: 100n,
      bondBps: 0,
      demandBond: 5n,
    },
    dataURI: "file:///nowhere",
    terms: termsUntil(100n),
    submittedAt: 0n,
    submitted: PLACE,
    newest: "",
    quietUntil: 0n,
    status: "pending",
    demands: new Map(),
    shown: [],
    ...more,
  };
}

/** Marks a leaf of a submission as demanded. */
export function demandLeaf(submission: Submission, place: LeafPlace, more: Partial<Demand> = {}): void {
  const demand: Demand = { ...place, demander: WATCHER, bond: 5n, deadline: 20n, made: PLACE, state: "open", ...more };
  submission.demands.set(`${place.tree}:${place.index}`, demand);
}

/** A leaf of a settled period with its proof, as an answer shows it. */
export function shownOf(
  { positions, liquidations }: { positions: CommittedPositions; liquidations: CommittedLiquidations },
  { tree, index }: LeafPlace,
): ShownLeaf {
  const row = Number(index);
  return tree === "positions"
    ? { tree, leaf: positionAt(positions, row), proof: proofOf(positions.tree, positions.count, row) }
    : { tree, leaf: liquidationAt(liquidations, row), proof: proofOf(liquidations.tree, liquidations.count, row) };
}
