import { expect } from "chai";
import type { FundIdentity } from "zke-insurance-fund";
import { readPeriodTerms } from "zke-insurance-fund/chain";
import { fakeFund, fakeRecord } from "../support/fake-fund.ts";

const IDENTITY: FundIdentity = { chainId: 42161n, fund: "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359" };
const OPENING = 1_000n;
const HOURS = 3_600n;

/** Four periods were submitted, each 100 s long: 1 is final, 2 is voided, 3 is pending, 4, the latest, is voided. */
const STATUSES = ["none", "finalized", "voided", "pending", "voided"] as const;

function fundWith(policy: object = {}) {
  const usual = { coverBps: 2500n, headBps: 8000n, basisAll: true, periodHours: 0n, maxCoverageBps: 10_000n };
  const rest = {
    challengeWindow: 1n,
    revealWindow: 1n,
    maxLevels: 25n,
    bondBps: 0n,
    settlementBond: 1n,
    demandBond: 1n,
  };
  const asked: bigint[] = [];
  const views = {
    nextPeriod: () => 5n,
    lastEndTime: () => OPENING + 400n,
    record: (period: bigint) => fakeRecord(STATUSES[Number(period)]!, { endTime: OPENING + 100n * period }),
    policyAt: (time: bigint) => {
      asked.push(time);
      return { ...usual, ...rest, ...policy };
    },
  };
  return { fund: fakeFund({ identity: IDENTITY, decimals: 18, views }), asked };
}

const refusalOf = (run: Promise<unknown>) =>
  run.then(
    () => "nothing was refused",
    (error) => String(error),
  );

describe("what a fund says of a period that is to be settled", () => {
  it("is its identity, decimals, next period, start and the rule of the start, and no end where periods are free", async () => {
    const { fund, asked } = fundWith();
    expect(await readPeriodTerms(await fund)).to.deep.equal({
      identity: IDENTITY,
      decimals: 18,
      period: 5n,
      startTime: OPENING + 400n,
      endTime: undefined,
      rule: { coverBps: 2500, headBps: 8000, basis: "all" },
    });
    expect(asked).to.deep.equal([OPENING + 400n]);
  });

  it("has an end where the rule says how long a period is", async () => {
    const { fund } = fundWith({ periodHours: 8n });
    expect(await readPeriodTerms(await fund)).to.include({ endTime: OPENING + 400n + 8n * HOURS });
    expect(await readPeriodTerms(await fund, 5n)).to.include({ endTime: OPENING + 400n + 8n * HOURS });
  });

  it("of a voided period is its old start, and its old end unless it is the latest", async () => {
    const { fund, asked } = fundWith();
    expect(await readPeriodTerms(await fund, 2n)).to.include({ period: 2n, startTime: 1_100n, endTime: 1_200n });
    expect(await readPeriodTerms(await fund, 4n)).to.include({ period: 4n, startTime: 1_300n, endTime: undefined });
    expect(asked).to.deep.equal([1_100n, 1_300n]);
    const grid = await fundWith({ periodHours: 1n }).fund;
    expect(await readPeriodTerms(grid, 4n)).to.include({ endTime: 1_300n + HOURS });
  });

  it("is refused of any other period, by name", async () => {
    const fund = await fundWith().fund;
    const expected = "expected 5, the next one, or a voided one";
    for (const period of [0n, 6n, 1_000n]) {
      expect(await refusalOf(readPeriodTerms(fund, period))).to.equal(
        `the period is not the fund's next one (got "${period}", ${expected})`,
      );
    }
    const termsOf = (period: number, start: bigint) =>
      `to make the bundle of this one again from the same tables and secret, leave --rpc out, and give its terms: --period ${period} ` +
      `--start ${start} --end ${start + 100n} --cover-bps 2000 --head-bps 9000 --basis head, with --fund, --chain-id and --decimals`;
    const said = (period: number, is: string, start: bigint) =>
      `period ${period} is ${is} on chain (${expected}; ${termsOf(period, start)})`;
    expect(await refusalOf(readPeriodTerms(fund, 1n))).to.equal(said(1, "finalized", OPENING));
    expect(await refusalOf(readPeriodTerms(fund, 3n))).to.equal(said(3, "pending", OPENING + 200n));
  });
});
