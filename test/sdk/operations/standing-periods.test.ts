import { expect } from "chai";
import type { Fund, FundOverview } from "../../../sdk/src/chain/fund.ts";
import type { ChainPolicy, PeriodRecord } from "../../../sdk/src/chain/types.ts";
import { readUnfinished, reservableNow } from "../../../sdk/src/operations/standing-periods.ts";

const HOUR = 3_600n;
const OPENING = 1_000n * HOUR;

type Status = PeriodRecord["status"];

/** A fund of some periods whose windows end at hour 1,010; each demand is open for ever. */
function fundOf(statuses: readonly Status[], { hours = 8, demands = 0n } = {}) {
  const asked: bigint[] = [];
  const fund = {
    record: async (period: bigint) => {
      asked.push(period);
      const until = OPENING + 10n * HOUR;
      const status = statuses[Number(period) - 1] ?? "finalized";
      return { status, challengeEnd: until, quietUntil: 0n, openDemands: demands } as PeriodRecord;
    },
    policyAt: async () => ({ periodHours: hours }) as ChainPolicy,
  } as unknown as Fund;
  return { fund, asked };
}

const overviewOf = (changes: Partial<FundOverview>): FundOverview => {
  const policy = { periodHours: 8, maxCoverageBps: 2_500 } as ChainPolicy;
  const money = { assets: 1_000n, reserved: 100n, available: 900n, solvency: 0n };
  const state = { paused: false, closed: false, block: 7n, policy };
  const periods = { nextPeriod: 1n, lastEndTime: OPENING, time: OPENING + HOUR };
  return { ...money, ...state, ...periods, ...changes } as FundOverview;
};

describe("the periods that are not final", () => {
  it("are told by what can be done with each, final ones left out", async () => {
    const { fund } = fundOf(["finalized", "voided", "pending"]);
    const early = await readUnfinished(fund, overviewOf({ nextPeriod: 4n }));
    expect(early).to.deep.equal({
      fromPeriod: 1n,
      periods: [
        { period: 2n, state: "voided" },
        { period: 3n, state: "pending", until: OPENING + 10n * HOUR },
        { period: 4n, state: "open", until: OPENING + 8n * HOUR },
      ],
    });
    const late = await readUnfinished(fund, overviewOf({ nextPeriod: 4n, time: OPENING + 10n * HOUR, closed: true }));
    expect(late.periods.map(({ state }) => state)).to.deep.equal(["lost", "due"]);
    const asked = await readUnfinished(
      fundOf(["pending"], { demands: 1n }).fund,
      overviewOf({ nextPeriod: 2n, time: OPENING + 10n * HOUR, closed: true }),
    );
    expect(asked.periods.map(({ state }) => state)).to.deep.equal(["pending"]);
  });

  it("are overdue from the second in which they have ended", async () => {
    const { fund } = fundOf([]);
    const at = async (time: bigint) =>
      (await readUnfinished(fund, overviewOf({ time }))).periods.map(({ period, state }) => `${period} ${state}`);
    expect(await at(OPENING + 8n * HOUR - 1n)).to.deep.equal(["1 open"]);
    expect(await at(OPENING + 8n * HOUR)).to.deep.equal(["1 overdue", "2 open"]);
    expect(await at(OPENING + 17n * HOUR)).to.deep.equal(["1 overdue", "2 overdue", "3 open"]);
    expect(await at(OPENING * 1_000n)).to.have.length(100);
    const free = await readUnfinished(fundOf([], { hours: 0 }).fund, overviewOf({ time: OPENING * 2n }));
    expect(free.periods).to.deep.equal([{ period: 1n, state: "open" }]);
  });

  it("are looked for among the newest 500, and it is said from which on", async () => {
    const { fund, asked } = fundOf([]);
    expect((await readUnfinished(fund, overviewOf({ nextPeriod: 2n ** 64n - 1n }))).fromPeriod).to.equal(
      2n ** 64n - 501n,
    );
    expect(asked).to.have.length(500);
  });
});

describe("what may be reserved now", () => {
  for (const [what, changes, expected] of [
    ["is the brake's part of the assets, less what is reserved", {}, 150n],
    ["is no more than what is available", { available: 20n }, 20n],
    ["is nothing above the brake", { reserved: 400n }, 0n],
    ["is nothing while the fund is paused", { paused: true }, 0n],
    ["is nothing once it is closed", { closed: true }, 0n],
    ["is nothing while tokens are missing", { solvency: -1n }, 0n],
  ] as const) {
    it(what, () => expect(reservableNow(overviewOf(changes))).to.equal(expected));
  }
});
