import { expect } from "chai";
import type { Flow } from "../../web/src/chain/flows.ts";
import { fallsBy, largestLosses, paidSoFar } from "../../web/src/chain/losses.ts";
import type { PeriodHistory, Submission } from "../../web/src/chain/submissions.ts";

const POLICY = { coverBps: 2_000, headBps: 9_000, basis: "head" } as const;

/** A period with a loss, by what matters here. */
function period(
  number: bigint,
  loss: bigint,
  state: "finalized" | "voided" | "pending" = "finalized",
  { coverage = loss / 5n, deficit = 0n, headProfit = 1_000n } = {},
): PeriodHistory {
  const settlement = {
    period: number,
    loss,
    profit: 0n,
    headProfit,
    totalProfit: headProfit,
    headCount: 1n,
    positionCount: 1n,
  };
  const terms = { coverage, shared: loss - coverage - deficit, deficit };
  const ending = state === "pending" ? undefined : { state, block: Number(number) };
  return {
    period: number,
    earlier: [],
    latest: { settlement, terms, policy: POLICY, ending } as unknown as Submission,
  };
}

describe("the largest losses", () => {
  it("are those of all periods that stand, however long ago", () => {
    const many = Array.from({ length: 60 }, (_, at) => period(BigInt(at + 1), 10n));
    const periods = [period(100n, 900n, "pending"), period(99n, 5_000n, "voided"), ...many, period(70n, 800n)];
    expect(largestLosses(periods).map(({ loss }) => loss)).to.deep.equal([900n, 800n, 10n, 10n, 10n]);
    expect(largestLosses(periods)[0]?.quota).to.equal(180n);
    expect(largestLosses([period(1n, 0n)])).to.deep.equal([]);
  });
});

describe("who paid so far", () => {
  it("is summed up over final periods, with the middle and the highest share of profit", () => {
    const paid = paidSoFar([
      period(1n, 100n),
      period(2n, 0n),
      period(3n, 500n, "finalized", { deficit: 50n }),
      period(4n, 50n, "finalized", { headProfit: 40n }),
      period(5n, 1_000n, "voided"),
      period(6n, 1_000n, "pending"),
    ]);
    expect(paid).to.deep.include({ periods: 4, withLoss: 3, withDeficit: 1, loss: 650n, coverage: 130n, shared: 470n });
    expect(paid.deficit).to.equal(50n);
    expect([paid.medianRate, paid.highestRate]).to.deep.equal([400_000n, 1_000_000n]);
  });

  it("says nothing of shares where no winner paid", () => {
    const paid = paidSoFar([period(1n, 0n)]);
    expect(paid.medianRate).to.equal(undefined);
    expect(paid.loss).to.equal(0n);
  });
});

describe("how the fund came back after a payout", () => {
  const flow = (kind: Flow["kind"], amount: bigint, block: number): Flow => ({ kind, amount, block });

  it("is told by the block in which the level before was reached again, or by what is short of it", () => {
    const flows = [
      flow("donated", 1_000n, 1),
      flow("covered", 100n, 5),
      flow("credited", 60n, 6),
      flow("covered", 300n, 8),
      flow("credited", 350n, 9),
    ];
    const falls = fallsBy(flows, new Set([5, 8]));
    expect(falls.get(5)).to.deep.equal({ before: 1_000n, paid: 100n, regainedIn: 9, short: 0n });
    expect(falls.get(8)).to.deep.equal({ before: 960n, paid: 300n, regainedIn: 9, short: 0n });
    expect(fallsBy(flows.slice(0, -1), new Set([5, 8])).get(5)).to.deep.equal({
      before: 1_000n,
      paid: 100n,
      short: 340n,
    });
  });

  it("counts two payouts of one block as one", () => {
    const flows = [flow("donated", 1_000n, 1), flow("covered", 100n, 5), flow("covered", 50n, 5)];
    expect(fallsBy(flows, new Set([5])).get(5)).to.deep.equal({ before: 1_000n, paid: 150n, short: 150n });
  });
});
