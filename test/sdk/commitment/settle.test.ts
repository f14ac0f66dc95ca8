import { expect } from "chai";
import fc from "fast-check";
import {
  amountsFrom,
  amountsToArray,
  coverageOf,
  DEFAULT_RULE,
  deficitOf,
  domainOf,
  hashSettlement,
  keyOf,
  liquidationAt,
  liquidationId,
  liquidationLeafHash,
  marketText,
  outcomeOf,
  positionAt,
  positionId,
  positionLeafHash,
  proofOf,
  saltOf,
  settle,
  sharesOf,
  toShareDown,
  verifyProof,
  ZERO_HASH,
} from "zke-insurance-fund";
import { check, columnsOf, keyNumber, liquidationLists, positionLists, rules } from "../support/arbitraries.ts";
import { expectInputError } from "../support/errors.ts";
import { identityOf, settleCase, vectors } from "../support/vectors.ts";

describe("settle, by the golden vectors", () => {
  for (const vector of vectors) {
    it(vector.name, () => {
      const { settlement, outcome, positions, liquidations } = settleCase(vector);
      for (const [field, value] of Object.entries(vector.settlement)) {
        expect(String(settlement[field as keyof typeof settlement]), field).to.equal(value);
      }
      expect(Object.fromEntries(Object.entries(outcome).map(([name, value]) => [name, String(value)]))).to.deep.equal(
        vector.outcome,
      );
      const coverage = coverageOf(outcome.quota, BigInt(vector.availableWithProfit));
      expect(String(coverage), "coverage").to.equal(vector.coverage);
      expect(String(deficitOf(settlement.loss, outcome.shared, coverage)), "deficit").to.equal(vector.deficit);

      const shares = amountsToArray(sharesOf(positions, settlement, vector.policy));
      expect(positions.count, "count").to.equal(vector.rows.length);
      vector.rows.forEach(({ account, position, salt, share, ...leaf }, index) => {
        const id = positionId(account, position);
        expect(saltOf(vector.secret, id), "salt").to.equal(salt);
        expect(keyOf(salt, id), "key").to.equal(leaf.key);
        const { key, profit, cumulativeProfit } = positionAt(positions, index);
        expect({ key, profit: String(profit), cumulativeProfit: String(cumulativeProfit) }).to.deep.equal(leaf);
        expect(String(shares[index]), "share").to.equal(share);
      });
      expect(hashSettlement(settlement, domainOf(identityOf(vector))), "hash").to.equal(vector.settlementHash);
      expect(liquidations.count, "liquidations").to.equal(vector.liquidationRows.length);
      vector.liquidationRows.forEach(({ liquidation, market, side, ...figures }, index) => {
        const leaf = liquidationAt(liquidations, index);
        const id = liquidationId(liquidation);
        expect(keyOf(saltOf(vector.secret, id), id), "key").to.equal(leaf.key);
        expect(marketText(leaf.market), "market").to.equal(market);
        expect(leaf.side, "side").to.equal(side === "long" ? 0n : 1n);
        for (const [name, figure] of Object.entries(figures)) {
          expect(String(leaf[name as keyof typeof figures]), name).to.equal(figure);
        }
      });
      for (const [index, proof] of Object.entries(vector.liquidationProofs)) {
        const { tree, count, root } = liquidations;
        expect(proofOf(tree, count, Number(index)), `liquidation proof ${index}`).to.deep.equal(proof);
        const leaf = liquidationLeafHash(liquidationAt(liquidations, Number(index)));
        expect(verifyProof(leaf, BigInt(index), count, proof, root)).to.equal(true);
      }
      for (const [index, proof] of Object.entries(vector.proofs)) {
        expect(proofOf(positions.tree, positions.count, Number(index)), `proof ${index}`).to.deep.equal(proof);
        const leaf = positionLeafHash(positionAt(positions, Number(index)));
        expect(verifyProof(leaf, BigInt(index), settlement.positionCount, proof, settlement.positionsRoot)).to.equal(
          true,
        );
      }
    });
  }

  it("holds every case of the file", () => expect(vectors.length).to.be.greaterThan(25));
});

describe("settle", () => {
  const input = {
    period: 1n,
    startTime: 10n,
    endTime: 20n,
    rule: DEFAULT_RULE,
    positions: columnsOf([5n, 3n]),
    liquidations: [
      {
        key: keyNumber(1),
        market: "BTCUSDT",
        side: "long" as const,
        quantity: 1n,
        takeoverValue: 10n,
        closeValue: 0n,
        time: 10n,
      },
    ],
  };

  it("puts both lists and the rule's outcome into one header", () => {
    check(
      fc.property(positionLists(), liquidationLists(8), rules, (positions, liquidations, rule) => {
        const settled = settle({ ...input, positions, liquidations, rule });
        const { settlement } = settled;
        expect(settled.outcome).to.deep.equal(outcomeOf(settlement, rule));
        expect(settlement.liquidationCount).to.equal(BigInt(liquidations.length));
        expect(settlement.positionCount).to.equal(
          toShareDown(settlement.loss, rule) === 0n ? 0n : BigInt(positions.count),
        );
        expect([settlement.period, settlement.startTime, settlement.endTime]).to.deep.equal([1n, 10n, 20n]);
      }),
    );
  });

  it("commits no position where nothing is to be shared", () => {
    const { settlement, positions } = settle({ ...input, liquidations: [] });
    expect(settlement).to.deep.equal({
      period: 1n,
      startTime: 10n,
      endTime: 20n,
      profit: 0n,
      loss: 0n,
      liquidationCount: 0n,
      liquidationsRoot: ZERO_HASH,
      positionCount: 0n,
      positionsRoot: ZERO_HASH,
      totalProfit: 0n,
      headCount: 0n,
      headProfit: 0n,
    });
    expect(positions.order.length).to.equal(0);
  });

  it("refuses periods and times that do not fit", () => {
    expectInputError(() => settle({ ...input, period: 0n }), /numbered from 1/);
    expectInputError(() => settle({ ...input, period: 2n ** 64n }), /period is out of range/);
    expectInputError(() => settle({ ...input, startTime: -1n }), /startTime is out of range/);
    expectInputError(
      () => settle({ ...input, endTime: 1.5 as never }),
      /endTime is .*the number 1\.5.*expected a bigint/,
    );
    expectInputError(() => settle({ ...input, endTime: 10n }), /ends after it starts \(got "start 10, end 10"\)/);
  });

  it("refuses liquidations that were closed outside the period", () => {
    for (const time of [9n, 20n]) {
      const liquidations = input.liquidations.map((row) => ({ ...row, time }));
      expectInputError(() => settle({ ...input, liquidations }), /a liquidation was closed outside its period/);
    }
  });

  it("takes periods and times up to 2^64 - 1", () => {
    const last = 2n ** 64n - 1n;
    expect(settle({ ...input, period: last, endTime: last }).settlement).to.include({ period: last, endTime: last });
  });

  it("refuses a rule out of bounds and positions without a profit", () => {
    expectInputError(() => settle({ ...input, rule: { ...DEFAULT_RULE, coverBps: 10_001 } }), /coverBps/);
    expectInputError(
      () => settle({ ...input, positions: { ...columnsOf([1n]), profits: amountsFrom([0n]) } }),
      /above zero/,
    );
  });
});
