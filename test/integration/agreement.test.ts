// Both languages compute the same settlement: the vectors, and random ones, are settled by the SDK and judged by the contract.
import { expect } from "chai";
import fc from "fast-check";
import { network } from "hardhat";
import {
  amountAt,
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
import { columnsOf, profitLists, rules, SEED } from "../sdk/support/arbitraries.ts";
import { settleCase, vectors } from "../sdk/support/vectors.ts";
import { deployBareFund } from "../support/bare-fund.ts";

const { ethers } = await network.create();
const OPENING = 1_760_129_700n;

/** Submits a settled period to a fund of its own that has so much available, and compares every figure. */
async function expectAgreement(settled: SettledPeriod, rule: RulePolicy, availableWithProfit: bigint) {
  const { settlement, outcome, positions, liquidations } = settled;
  const { fund } = await deployBareFund(ethers, rule, OPENING);
  const donation = availableWithProfit - settlement.profit;
  if (donation > 0n) await fund.donate(donation);
  const available = (donation > 0n ? donation : 0n) + settlement.profit;
  await fund.submit(settlement, "");

  const coverage = outcome.quota < available ? outcome.quota : available;
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
    const liquidations = fc.array(fc.tuple(fc.boolean(), values, values), { maxLength: 5 });
    const available = fc.oneof(fc.constant(0n), fc.bigInt({ min: 0n, max: 2n ** 101n }));
    const settlements = fc.record({ rule: rules, profits: profitLists(12), liquidations, available });
    await fc.assert(
      fc.asyncProperty(settlements, async ({ rule, profits, liquidations, available }) => {
        const rows = liquidations.map(
          ([short, takeoverValue, closeValue], row): LiquidationRow => ({
            key: ethers.toBeHex(row + 1, 32) as `0x${string}`,
            market: "BTCUSDT",
            side: short ? "short" : "long",
            takeoverValue,
            closeValue,
          }),
        );
        const positions: PositionColumns = columnsOf(profits);
        const period = { period: 1n, startTime: OPENING, endTime: OPENING + 60n, rule };
        await expectAgreement(settle({ ...period, positions, liquidations: rows }), rule, available);
      }),
      { seed: SEED, numRuns: 60 },
    );
  });
});
