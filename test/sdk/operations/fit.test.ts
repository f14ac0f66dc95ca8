import { expect } from "chai";
import fc from "fast-check";
import {
  type ChainError,
  DEFAULT_RULE,
  type InputError,
  outcomeOf,
  type Settlement,
  ZERO_HASH,
} from "zke-insurance-fund";
import { type ChainPolicy, type Fund, type PeriodRecord, previewSubmission } from "zke-insurance-fund/chain";
import { requireCoverage, requireFit } from "../../../sdk/src/operations/fit.ts";
import { amounts, SEED } from "../support/arbitraries.ts";

const START = 1_760_126_400n;
const UNIT = 10n ** 6n;
const SETTLEMENT: Settlement = {
  ...{ period: 3n, startTime: START, endTime: START + 8n * 3_600n, profit: 0n, loss: 10_000_000n * UNIT },
  ...{ liquidationCount: 1n, liquidationsRoot: `0x${"11".repeat(32)}` },
  ...{ positionCount: 4n, positionsRoot: `0x${"22".repeat(32)}` },
  ...{ totalProfit: 1_000n * UNIT, headCount: 3n, headProfit: 950n * UNIT },
};
const POLICY: ChainPolicy = {
  ...DEFAULT_RULE,
  ...{ periodHours: 8, maxCoverageBps: 10_000, challengeWindow: 86_400n, revealWindow: 21_600n, maxLevels: 25 },
  ...{ settlementBond: 10_000n * UNIT, bondBps: 100, demandBond: 10n * UNIT },
};
const BEFORE = { status: "none", settlementHash: ZERO_HASH } as PeriodRecord;

/** What a fund and its operator have at some time. */
interface State {
  readonly assets?: bigint;
  readonly reserved?: bigint;
  readonly claimable?: bigint;
  readonly credited?: bigint;
  readonly policy?: Partial<ChainPolicy>;
  readonly nextPeriod?: bigint;
}

function fundWith({
  assets = 0n,
  reserved = 0n,
  claimable = 0n,
  credited = 0n,
  nextPeriod = 3n,
  ...rest
}: State): Fund {
  const policy = { ...POLICY, ...rest.policy };
  return {
    read: async () => [nextPeriod],
    policy: async () => policy,
    policyAt: async () => policy,
    domain: async () => ZERO_HASH,
    overview: async () => ({ block: 7n, assets, reserved, policy }),
    credited: async () => ({ amount: credited, count: 0n, lastTime: 0n }),
    claimable: async () => claimable,
  } as unknown as Fund;
}

const orderOf = (changes: Partial<Settlement> = {}) => ({
  decimals: 6,
  policy: DEFAULT_RULE,
  settlement: { ...SETTLEMENT, ...changes },
});
const refusal = (task: Promise<unknown>) =>
  task.then(
    () => undefined,
    (error: Error) => `${error.name}: ${error.message}`,
  );
const OPERATOR = `0x${"33".repeat(20)}`;

describe("what is approved for a submission", () => {
  it("is enough, whatever others donate, free, reserve or claim before it is mined", () =>
    fc.assert(
      fc.asyncProperty(
        fc.record({ profit: amounts(100), loss: amounts(100, 1n), bondBps: fc.nat(10_000), bond: amounts(90, 1n) }),
        fc.tuple(amounts(100), amounts(100), amounts(100), fc.integer({ min: 1, max: 10_000 })),
        fc.tuple(amounts(100), amounts(100), amounts(100), fc.integer({ min: 1, max: 10_000 })),
        amounts(100),
        async ({ profit, loss, bondBps, bond }, before, after, credited) => {
          const preview = ([assets, reserved, claimable, maxCoverageBps]: typeof before) => {
            const policy = { bondBps, settlementBond: bond, maxCoverageBps };
            const state = { assets, reserved, claimable, credited, policy };
            return previewSubmission(fundWith(state), orderOf({ profit, loss }), OPERATOR);
          };
          const [approved, mined] = [await preview(before), await preview(after)];
          expect(mined.pulled <= approved.approved).to.equal(true);
          expect(approved.coverage + approved.deficit + approved.shared).to.equal(loss);
          expect(approved.coverage <= approved.quota).to.equal(true);
          const { missing, bond: full } = await preview([2n ** 120n, 0n, 0n, 10_000]);
          expect(approved.approved, "and not more than in full").to.equal(missing + full);
        },
      ),
      { seed: SEED, numRuns: 300 },
    ));
});

describe("a settlement that does not fit", () => {
  it("ends where the policy's hours end", async () => {
    expect(await refusal(requireFit(fundWith({}), orderOf(), BEFORE))).to.equal(undefined);
    for (const endTime of [SETTLEMENT.endTime - 1n, SETTLEMENT.endTime + 1n]) {
      const said = await refusal(requireFit(fundWith({}), orderOf({ endTime }), BEFORE));
      expect(said).to.include(
        `ChainError: Period 3 is 8 h long by the fund's policy and ends at ${SETTLEMENT.endTime} (2025-10-11T04:00:00Z); this settlement ends at ${endTime}`,
      );
    }
    const odd = orderOf({ endTime: START + 7n });
    const free = fundWith({ policy: { periodHours: 0 } });
    expect(await refusal(requireFit(free, odd, BEFORE)), "of any length").to.equal(undefined);
    const followed = fundWith({ nextPeriod: 5n });
    expect(await refusal(requireFit(followed, odd, BEFORE)), "a voided one ends where it did").to.equal(undefined);
    expect(await refusal(requireFit(fundWith({ nextPeriod: 4n }), odd, BEFORE))).to.include("8 h long");
  });

  it("has lists of at most 2^maxLevels entries", async () => {
    const fund = fundWith({ policy: { maxLevels: 2 } });
    expect(await refusal(requireFit(fund, orderOf(), BEFORE))).to.equal(undefined);
    expect(await refusal(requireFit(fund, orderOf({ positionCount: 5n }), BEFORE))).to.equal(
      "ChainError: The list of positions has 5 entries, and the fund's policy allows 4 (2^2).",
    );
    expect(await refusal(requireFit(fund, orderOf({ liquidationCount: 9n }), BEFORE))).to.include(
      "The list of liquidations has 9 entries",
    );
  });

  it("has the rule of its start, and a period that is not taken", async () => {
    const fund = fundWith({ policy: { coverBps: 2_500 } });
    expect(await refusal(requireFit(fund, orderOf(), BEFORE))).to.include("cover 2000 bps, head 9000 bps, basis head");
    const pending = { ...BEFORE, status: "pending" } as PeriodRecord;
    expect(await refusal(requireFit(fund, orderOf(), pending))).to.include(
      "Period 3 is pending with another settlement",
    );
  });
});

describe("a coverage that is too low", () => {
  const said = async (state: State, least?: bigint) => {
    const preview = await previewSubmission(fundWith(state), orderOf(), OPERATOR);
    try {
      requireCoverage(preview, least ?? preview.quota, orderOf());
      return undefined;
    } catch (error) {
      return error as InputError | ChainError;
    }
  };
  const { quota } = outcomeOf(SETTLEMENT, DEFAULT_RULE);

  it("is none where the fund can cover what it must", async () => {
    expect(await said({ assets: quota })).to.equal(undefined);
    expect(await said({ assets: 5n }, 5n)).to.equal(undefined);
    expect(await said({}, 0n)).to.equal(undefined);
  });

  it("is told with figures, and what can be done", async () => {
    const poor = await said({ assets: 1_000_000n * UNIT });
    expect(poor?.name).to.equal("ChainError");
    expect(poor?.message).to.equal(
      "The fund can cover 1000000 of period 3 now, and 2000000 was asked for at the least, its whole quota; nothing was sent. " +
        "The fund has no more than 1000000: donate to it. Or say that less is enough (--least-coverage 1000000).",
    );
    const reserved = await said({ assets: 3_000_000n * UNIT, reserved: 2_000_000n * UNIT }, 1_500_000n * UNIT);
    expect(reserved?.message).to.include(
      "1500000 was asked for at the least; nothing was sent. The fund has 3000000, and 2000000",
    );
    expect(reserved?.message).to.include("wait whether one of them is voided");
    const braked = await said({
      assets: 4_000_000n * UNIT,
      reserved: 500_000n * UNIT,
      policy: { maxCoverageBps: 2_500 },
    });
    expect(braked?.message).to.include(
      "By the fund's brake, 2500 bps of 4000000, all pending settlements together may reserve 1000000, and 500000 is reserved: " +
        "wait until one of them is final, or donate to it.",
    );
  });

  it("is the caller's mistake where it is above the quota", async () => {
    const failure = await said({ assets: 2n * quota }, quota + 1n);
    expect(String(failure)).to.equal(
      'the least coverage is above the quota, and the fund never covers more (got "2000000.000001", expected at most 2000000)',
    );
  });
});
