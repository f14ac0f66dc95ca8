import { expect } from "chai";
import {
  ChainError,
  checksumAddress,
  DEFAULT_RULE,
  domainOf,
  type FundIdentity,
  type Hex,
  hashSettlement,
  type Settlement,
  textOf,
  ZERO_HASH,
} from "zke-insurance-fund";
import { checkSettlement, checkShare, identityOf, identityProblem } from "zke-insurance-fund/chain";
import { type FakeFund, fakeFund, fakeRecord } from "../support/fake-fund.ts";

const FUND: Hex = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";
const IDENTITY: FundIdentity = { chainId: 42161n, fund: FUND };
const OTHER = checksumAddress(`0x${"5fd0".repeat(10)}`);
const OWN = `the fund ${FUND} on chain 42161`;
const settlement: Settlement = {
  ...{ period: 3n, startTime: 1n, endTime: 2n, profit: 0n, loss: 5n },
  ...{ liquidationCount: 1n, liquidationsRoot: `0x${"11".repeat(32)}` },
  ...{ positionCount: 0n, positionsRoot: ZERO_HASH, totalProfit: 0n, headCount: 0n, headProfit: 0n },
};
const claim = { identity: IDENTITY, decimals: 6, settlement, policy: DEFAULT_RULE };
const settlementHash = hashSettlement(settlement, domainOf(IDENTITY));
const record = fakeRecord("pending", { settlementHash, coverage: 4n, challengeEnd: 9n });
const fundWith = (change: Partial<FakeFund> = {}) =>
  fakeFund({ identity: IDENTITY, decimals: 6, views: { record: () => record }, ...change });

/** A fund that knows of no settlement: what names another one is refused before it is asked. */
const silent = () => fundWith({ views: {} });

describe("whether a settlement is a fund's", () => {
  it("is so if fund, chain and decimals are its own, whatever the case of the address's digits", async () => {
    const fund = await silent();
    expect(await identityProblem(fund, claim)).to.equal(undefined);
    const lower = { chainId: 42161n, fund: FUND.toLowerCase() as Hex };
    expect(await identityProblem(fund, { ...claim, identity: lower })).to.equal(undefined);
    expect(await identityOf(fund)).to.deep.equal(IDENTITY);
    expect(await identityOf(await fakeFund({ identity: lower, decimals: 6 }))).to.deep.equal(IDENTITY);
  });

  const foreign: [name: string, change: object, sentence: string][] = [
    ["no named fund", { identity: undefined }, `It is of no named fund, and asked was ${OWN}.`],
    [
      "another fund",
      { identity: { chainId: 42161n, fund: OTHER } },
      `It is of the fund ${OTHER} on chain 42161, and asked was ${OWN}.`,
    ],
    [
      "another chain",
      { identity: { chainId: 1n, fund: FUND } },
      `It is of the fund ${FUND} on chain 1, and asked was ${OWN}.`,
    ],
    ["other decimals", { decimals: 18 }, "Its amounts have 18 decimals, and the fund's token has 6."],
  ];
  for (const [name, change, sentence] of foreign) {
    it(`is not so of ${name}, which is said by name`, async () => {
      const fund = await silent();
      const problem = (await identityProblem(fund, { ...claim, ...change }))!;
      expect(textOf(problem)).to.equal(sentence);
      const refused = { ok: false, status: "none", readyAt: 0n, coverage: 0n, problems: [problem] };
      expect(await checkSettlement(fund, { ...claim, ...change })).to.deep.equal(refused);
      const entry = { index: 0n, key: ZERO_HASH, profit: 1n, cumulativeProfit: 1n, share: 0n, proof: [] };
      expect(await checkShare(fund, { ...claim, ...entry, ...change })).to.deep.equal(refused);
    });
  }

  it("is told of a fund whose chain has another id than when it was deployed", async () => {
    const fund = await fundWith({ domain: domainOf({ chainId: 1n, fund: FUND }) });
    expect(await identityProblem(fund, { ...claim, identity: { chainId: 1n, fund: FUND } })).to.equal(undefined);
    const error = await identityOf(fund).catch((reason) => reason);
    expect(error).to.be.instanceOf(ChainError);
    expect(String(error)).to.match(/does not hash headers under chain 42161/);
  });

  it("is refused of a token with more than 18 decimals", async () => {
    const error = await identityProblem(await fundWith({ decimals: 19 }), claim).catch((reason) => reason);
    expect(error).to.be.instanceOf(ChainError);
    expect(String(error)).to.match(/has 19 decimals; 18 are the most/);
  });
});

describe("a settlement compared with the chain", () => {
  it("stands there if its hash under the fund's domain does", async () => {
    const right = { ok: true, status: "pending", readyAt: 9n, coverage: 4n, problems: [] };
    expect(await checkSettlement(await fundWith(), claim)).to.deep.equal(right);
  });

  it("does not stand there with another header, in the domain of the fund", async () => {
    const other = { ...settlement, loss: 6n };
    const { ok, problems } = await checkSettlement(await fundWith(), { ...claim, settlement: other });
    const hash = hashSettlement(other, domainOf(IDENTITY));
    const sentence = `The header is not the one on chain: its hash is ${hash}, and the chain has ${settlementHash}.`;
    const args = { period: 3n, got: hash, expected: settlementHash };
    expect({ ok, problems }).to.deep.equal({ ok: false, problems: [{ code: "otherSettlement", args }] });
    expect(problems.map((problem) => textOf(problem))).to.deep.equal([sentence]);
  });

  it("is asked for again where there is none, and it is told up to which block there is none", async () => {
    const none = fakeRecord("none");
    let asked = 0;
    const late = await fundWith({ views: { record: () => (asked++ === 0 ? none : record) } });
    expect(await checkSettlement(late, claim)).to.include({ ok: true, status: "pending" });
    const { ok, problems } = await checkSettlement(await fundWith({ views: { record: () => none } }), claim);
    expect(ok).to.equal(false);
    expect(problems.map((problem) => textOf(problem))).to.deep.equal([
      "The chain has no settlement of period 3 up to block 7 of 2025-10-09T08:53:20Z, the newest that the node has.",
    ]);
  });
});
