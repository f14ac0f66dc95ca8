import { expect } from "chai";
import fc from "fast-check";
import {
  amountsFrom,
  amountsToArray,
  commitPositions,
  DEFAULT_RULE,
  type Hex,
  headOf,
  type PositionColumns,
  positionAt,
  positionLeafHash,
  sharesOf,
  toHex,
  UINT128_MAX,
  ZERO_HASH,
} from "zke-insurance-fund";
import { amounts, check, columnsOf, positionLists, rules } from "../support/arbitraries.ts";
import { expectInputError } from "../support/errors.ts";
import { openZeppelinTree } from "../support/openzeppelin.ts";

/** The same list the slow and plain way: objects, bigints, a comparison sort. */
function naive({ count, keys, profits }: PositionColumns) {
  const rows = amountsToArray(profits).map((profit, row) => ({
    row,
    profit,
    key: BigInt(toHex(keys.subarray(32 * row, 32 * (row + 1)))),
  }));
  const before = (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0);
  rows.sort((a, b) => before(b.profit, a.profit) || before(a.key, b.key));
  let cumulativeProfit = 0n;
  const list = rows.map(({ row, profit, key }) => {
    cumulativeProfit += profit;
    return { row, profit, cumulativeProfit, key: `0x${key.toString(16).padStart(64, "0")}` as Hex };
  });
  return { count, list, totalProfit: cumulativeProfit };
}

const near = (base: bigint) => fc.array(fc.bigInt({ min: base - 3n, max: base + 3n }), { maxLength: 30 });

describe("commitPositions", () => {
  it("sorts by profit, then key, exactly as a plain sort of bigints does", () => {
    const lists = fc.oneof(
      positionLists(),
      near(2n ** 53n).map(columnsOf as never),
      near(2n ** 64n).map((l) => columnsOf(l)),
      near(2n ** 100n).map((l) => columnsOf(l)),
    );
    check(
      fc.property(lists as fc.Arbitrary<PositionColumns>, (columns) => {
        const committed = commitPositions(columns, DEFAULT_RULE);
        const { list, totalProfit } = naive(columns);
        expect([...committed.order]).to.deep.equal(list.map(({ row }) => row));
        list.forEach(({ row, ...leaf }, index) => {
          expect(positionAt(committed, index)).to.deep.equal({ index: BigInt(index), ...leaf });
        });
        expect(committed.totalProfit).to.equal(totalProfit);
      }),
      400,
    );
  });

  it("cuts the head by the rule", () => {
    check(
      fc.property(positionLists(), rules, (columns, rule) => {
        const { headCount, headProfit, cumulative, count } = commitPositions(columns, rule);
        const sums = amountsToArray(cumulative);
        expect({ headCount, headProfit }).to.deep.equal(headOf(count, (index) => sums[index]!, rule));
      }),
    );
  });

  it("has the root that OpenZeppelin's library gives the same leaves", () => {
    check(
      fc.property(positionLists(20), (columns) => {
        const committed = commitPositions(columns, DEFAULT_RULE);
        const leaves = naive(columns).list.map(positionLeafHash);
        expect(committed.root).to.equal(leaves.length === 0 ? ZERO_HASH : openZeppelinTree(leaves).root);
        expect(committed.tree.length).to.equal(leaves.length === 0 ? 0 : 32 * (2 * leaves.length - 1));
      }),
      100,
    );
  });

  it("does not depend on the order of its input, and leaves it alone", () => {
    check(
      fc.property(positionLists(), (columns) => {
        const keys = columns.keys.slice();
        const rows = Array.from({ length: columns.count }, (_, row) => columns.count - 1 - row);
        const values = amountsToArray(columns.profits);
        const reversed = {
          count: columns.count,
          keys: Uint8Array.from(rows.flatMap((row) => [...keys.subarray(32 * row, 32 * (row + 1))])),
          profits: amountsFrom(rows.map((row) => values[row]!)),
        };
        expect(commitPositions(reversed, DEFAULT_RULE).root).to.equal(commitPositions(columns, DEFAULT_RULE).root);
        expect(columns.keys).to.deep.equal(keys);
        expect(amountsToArray(columns.profits)).to.deep.equal(values);
      }),
    );
  });

  it("commits nothing to count 0 and root 0", () => {
    const { count, headCount, totalProfit, headProfit, root } = commitPositions(columnsOf([]), DEFAULT_RULE);
    expect({ count, headCount, totalProfit, headProfit, root }).to.deep.equal({
      count: 0,
      headCount: 0,
      totalProfit: 0n,
      headProfit: 0n,
      root: ZERO_HASH,
    });
  });

  it("is exact up to a total of 2^128 - 1 and refuses one unit more", () => {
    const full = commitPositions(columnsOf([UINT128_MAX - 1n, 1n]), DEFAULT_RULE);
    expect(full.totalProfit).to.equal(UINT128_MAX);
    expectInputError(
      () => commitPositions(columnsOf([UINT128_MAX, 1n]), DEFAULT_RULE),
      /the total profit is out of range/,
    );
  });

  it("refuses a profit of zero, by row", () => {
    expectInputError(
      () => commitPositions(columnsOf([5n, 0n, 7n]), DEFAULT_RULE),
      /profit above zero \(got "0 in row 1"\)/,
    );
  });

  it("refuses equal keys, near and far, by row", () => {
    const profits = Array.from({ length: 20 }, (_, row) => BigInt(1000 - row));
    for (const [a, b] of [
      [0, 1],
      [3, 17],
      [0, 19],
    ] as const) {
      const columns = columnsOf(profits);
      columns.keys.copyWithin(32 * b, 32 * a, 32 * (a + 1));
      expectInputError(
        () => commitPositions(columns, DEFAULT_RULE),
        new RegExp(`same key \\(got "rows ${a} and ${b}"\\)`),
      );
    }
  });

  it("refuses columns of the wrong length and counts out of range", () => {
    const { count, keys, profits } = columnsOf([1n, 2n]);
    expectInputError(
      () => commitPositions({ count, keys: keys.subarray(1), profits }, DEFAULT_RULE),
      /column "keys".*wrong length/,
    );
    expectInputError(
      () => commitPositions({ count, keys, profits: amountsFrom([1n]) }, DEFAULT_RULE),
      /column "profits".*wrong length/,
    );
    const high = new BigUint64Array(1);
    expectInputError(
      () => commitPositions({ count, keys, profits: { ...profits, high } }, DEFAULT_RULE),
      /high limbs.*wrong length/,
    );
    for (const bad of [-1, 1.5, Number.NaN, 2 ** 31]) {
      expectInputError(() => commitPositions({ count: bad, keys, profits }, DEFAULT_RULE), /a count is out of range/);
    }
  });

  it("refuses to show a position that is not in the list", () => {
    const committed = commitPositions(columnsOf([1n]), DEFAULT_RULE);
    for (const index of [-1, 1, 0.5]) expectInputError(() => positionAt(committed, index), /no such index/);
  });
});

describe("sharesOf", () => {
  it("gives every position its share: in sum what is shared, never above its profit, none beyond the head", () => {
    check(
      fc.property(positionLists(), amounts(127), rules, (columns, loss, rule) => {
        const committed = commitPositions(columns, rule);
        const { totalProfit, headProfit, headCount } = committed;
        const shares = amountsToArray(sharesOf(committed, { loss, totalProfit, headProfit }, rule));
        const toShare = (loss * BigInt(10_000 - rule.coverBps)) / 10_000n;
        const measure = rule.basis === "head" ? headProfit : totalProfit;
        const collected = toShare < measure ? toShare : measure;
        const profits = amountsToArray(committed.profits);
        expect(shares.length).to.equal(committed.count);
        expect(shares.reduce((total, share) => total + share, 0n)).to.equal(
          measure === 0n ? 0n : (collected * headProfit) / measure,
        );
        for (const [index, share] of shares.entries()) {
          expect(index < headCount ? share <= profits[index]! : share === 0n).to.equal(true);
        }
      }),
    );
  });
});
