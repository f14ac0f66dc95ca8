// Both languages compute the same settlement: the vectors, and random ones, are settled by the SDK and judged by the contract.
import { expect } from "chai";
import fc from "fast-check";
import { network } from "hardhat";
import {
  amountAt,
  domainOf,
  type Hex,
  hashSettlement,
  type LiquidationRow,
  liquidationAt,
  type PositionColumns,
  positionAt,
  proofOf,
  type RulePolicy,
  resultOf,
  type SettledPeriod,
  settle,
  sharesOf,
} from "zke-insurance-fund";
import { amounts, columnsOf, profitLists, rules, SEED } from "../sdk/support/arbitraries.ts";
import { settleCase, vectors } from "../sdk/support/vectors.ts";
import { deployBareFund } from "../support/bare-fund.ts";

const { ethers } = await network.create();
const OPENING = 1_760_129_700n;
const END = OPENING + 60n;
const CHAIN_ID = (await ethers.provider.getNetwork()).chainId;

/** Submits a settled period to a fund of its own that has so much available, and compares every figure. */
async function expectAgreement(settled: SettledPeriod, rule: RulePolicy, availableWithProfit: bigint) {
  const { settlement, outcome, positions, liquidations } = settled;
  const { fund } = await deployBareFund(ethers, rule, settlement.startTime);
  const donation = availableWithProfit - settlement.profit;
  if (donation > 0n) await fund.donate(donation);
  const available = (donation > 0n ? donation : 0n) + settlement.profit;
  const coverage = outcome.quota < available ? outcome.quota : available;
  // What it could cover for one unit more, the contract says; nothing is submitted then.
  await expect(fund.submit(settlement, coverage + 1n, ""))
    .to.be.revertedWithCustomError(fund, "CoverageTooLow")
    .withArgs(coverage, coverage + 1n);
  await fund.submit(settlement, coverage, "");

  const domain = domainOf({ chainId: CHAIN_ID, fund: (await fund.getAddress()) as Hex });
  expect(await fund.domain()).to.equal(domain);
  expect((await fund.record(settlement.period)).settlementHash).to.equal(hashSettlement(settlement, domain));
  const deficit = settlement.loss - outcome.shared - coverage;
  expect(await fund.outcomeOf(settlement)).to.deep.equal([
    outcome.toShare,
    outcome.quota,
    outcome.shared,
    coverage,
    deficit,
  ]);
  const shares = sharesOf(positions, settlement, rule);
  let [sum, index] = [0n, 0];
  for (; index < positions.count; index++) {
    const leaf = positionAt(positions, index);
    const share = await fund.shareOf(settlement, leaf, proofOf(positions.tree, positions.count, index));
    expect(share, `share ${index}`).to.equal(amountAt(shares, index));
    expect(share <= leaf.profit, `share ${index} is within its profit`).to.equal(true);
    sum += share;
  }
  expect(sum).to.equal(outcome.shared);
  for (let row = 0; row < liquidations.count; row++) {
    const leaf = liquidationAt(liquidations, row);
    const side = leaf.side === 0n ? "long" : "short";
    const proof = proofOf(liquidations.tree, liquidations.count, row);
    expect(await fund.verifyLiquidation(settlement, leaf, proof)).to.equal(resultOf({ ...leaf, side }));
  }
  return { coverage, deficit };
}

describe("the contract and the SDK agree", () => {
  for (const vector of vectors) {
    it(`on the vector "${vector.name}"`, async () => {
      const settled = settleCase(vector);
      const { coverage, deficit } = await expectAgreement(settled, vector.policy, BigInt(vector.availableWithProfit));
      expect([coverage, deficit].map(String)).to.deep.equal([vector.coverage, vector.deficit]);
    });
  }

  it("on random settlements, share by share", async () => {
    const values = fc.bigInt({ min: 0n, max: 2n ** 100n });
    const times = fc.oneof(fc.constantFrom(OPENING, END - 1n), fc.bigInt({ min: OPENING, max: END - 1n }));
    const liquidations = fc.array(fc.tuple(fc.boolean(), amounts(128, 1n), values, values, times), { maxLength: 5 });
    const available = fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 2n ** 101n }));
    const settlements = fc.record({ rule: rules, profits: profitLists(12), liquidations, available });
    await fc.assert(
      fc.asyncProperty(settlements, async ({ rule, profits, liquidations, available }) => {
        const rows = liquidations.map(
          ([short, quantity, takeoverValue, closeValue, time], row): LiquidationRow => ({
            // In no order: the list is sorted by key.
            key: ethers.id(`liquidation ${row}`) as Hex,
            market: "BTCUSDT",
            side: short ? "short" : "long",
            ...{ quantity, takeoverValue, closeValue, time },
          }),
        );
        const positions: PositionColumns = columnsOf(profits);
        const period = { period: 1n, startTime: OPENING, endTime: END, rule };
        await expectAgreement(settle({ ...period, positions, liquidations: rows }), rule, available);
      }),
      { seed: SEED, numRuns: 60 },
    );
  });
});
