import { expect } from "chai";
import fc from "fast-check";
import {
  amountsFrom,
  commitPositions,
  DEFAULT_RULE,
  InputError,
  keysOf,
  type PositionColumns,
  positionAt,
  positionId,
  positionLeafHash,
  proofOf,
  verifyProof,
} from "zke-insurance-fund";
import { commitPositionsReference, positionTreeReference } from "../../../sdk/src/commitment/positions.ts";
import { commitHere } from "../../../sdk/src/engine/commit.ts";
import { hashPositionsHere } from "../../../sdk/src/engine/tree.ts";
import { check, columnsOf, positionLists, rules } from "../support/arbitraries.ts";
import { expectSame, expectSameBytes, HERE, nameOf, seededPositions } from "../support/engine.ts";
import { openZeppelinTree } from "../support/openzeppelin.ts";
import { vectors } from "../support/vectors.ts";

const UINT128 = 2n ** 128n;

/** Profits around the bounds of what one number, one float and one limb hold. */
const extremes = [51n, 61n, 62n, 63n, 64n, 65n, 96n, 126n, 127n].flatMap((bits) => [
  2n ** bits - 1n,
  2n ** bits,
  2n ** bits + 1n,
]);

describe("the engine's commitment", function () {
  this.timeout(60_000);

  for (const path of HERE) {
    describe(nameOf(path), () => {
      const commit = (columns: PositionColumns, rule = DEFAULT_RULE) => commitHere(columns, rule, path);
      const expectReference = (columns: PositionColumns, rule = DEFAULT_RULE) =>
        expectSame(commit(columns, rule), commitPositionsReference(columns, rule));

      it("is the reference's on random lists with ties and amounts up to 120 bits", () => {
        const lists = positionLists(60).filter(({ count }) => count > 0);
        check(fc.property(lists, rules, (columns, rule) => expectReference(columns, rule)));
      });

      it("is the reference's at every length from 1 to 70", () => {
        for (let count = 1; count <= 70; count++) expectReference(seededPositions(count, count));
      });

      it("is the reference's around powers of two, where levels and blocks begin", () => {
        for (const power of [7, 8, 9, 10, 11, 12, 13]) {
          for (const count of [2 ** power - 1, 2 ** power, 2 ** power + 1]) expectReference(seededPositions(count));
        }
      });

      it("is the reference's beyond one block of a scan", () => {
        expectReference(seededPositions(65_537));
      });

      it("is the reference's at the bounds of 51, 61, 63, 64, 96 and 127 bits, alone and in sum", () => {
        for (const profit of extremes) expectReference(columnsOf([profit, 1n, profit - 2n ** 50n, 7n, 7n]));
        const neighbours = fc.array(fc.constantFrom(...extremes.filter((profit) => profit < 2n ** 126n)), {
          minLength: 1,
          maxLength: 4,
        });
        check(fc.property(neighbours, rules, (profits, rule) => expectReference(columnsOf(profits), rule)));
      });

      it("is the reference's where the total is exactly 2^64 - 1, 2^64, 2^128 - 1, and refuses 2^128", () => {
        for (const total of [2n ** 64n - 1n, 2n ** 64n, 2n ** 64n + 1n, UINT128 - 1n]) {
          expectReference(columnsOf([total - 5n, 2n, 3n]));
          expectReference(columnsOf([total / 2n, total - total / 2n]));
        }
        for (const profits of [
          [UINT128 - 5n, 2n, 3n],
          [UINT128 - 1n, UINT128 - 1n],
          [2n ** 127n, 2n ** 127n],
        ]) {
          expect(() => commit(columnsOf(profits))).to.throw(InputError, "the total profit is out of range");
        }
      });

      it("orders ties by the whole key, however much of it they share", () => {
        for (const shared of [0, 3, 4, 7, 8, 15, 16, 31]) {
          for (const count of [2, 16, 17, 300]) expectReference(similarKeys(count, shared));
        }
        expectReference(similarKeys(65_600, 4));
      });

      it("refuses equal keys, near and far, in short runs and long ones", () => {
        for (const shared of [0, 8, 30]) {
          for (const count of [2, 17, 300]) {
            const columns = similarKeys(count, shared);
            const [a, b] = [0, count - 1];
            columns.keys.copyWithin(32 * b, 32 * a, 32 * (a + 1));
            expect(() => commit(columns))
              .to.throw(InputError, "two positions have the same key")
              .with.nested.property("details.got", `rows ${a} and ${b}`);
          }
        }
      });

      it("refuses a profit of zero before it looks for equal keys", () => {
        const columns = columnsOf([5n, 0n, 7n]);
        columns.keys.copyWithin(64, 0, 32);
        for (const refuse of [commit, (list: PositionColumns) => commitPositionsReference(list, DEFAULT_RULE)]) {
          expect(() => refuse(columns))
            .to.throw(InputError, "a committed position has a profit above zero")
            .with.nested.property("details.got", "0 in row 1");
        }
      });

      it("leaves the columns that it is given as they are, and its results to their owner", () => {
        const columns = seededPositions(1000);
        const keys = columns.keys.slice();
        const first = commit(columns);
        const kept = structuredClone(first);
        commit(seededPositions(2000, 2));
        expectSameBytes(columns.keys, keys, "keys");
        expectSame(first, kept!);
      });

      it("has the root of every golden settlement", () => {
        for (const { name, secret, policy, positions, settlement } of vectors) {
          if (settlement.positionCount === "0") continue;
          const winners = positions.filter(({ profit }) => BigInt(profit) > 0n);
          const ids = winners.map(({ account, position }) => positionId(account, position));
          const profits = amountsFrom(winners.map(({ profit }) => BigInt(profit)));
          const committed = commit({ count: ids.length, keys: keysOf(secret, ids), profits }, policy);
          expect(committed?.root, name).to.equal(settlement.positionsRoot);
          expect(String(committed?.headProfit), name).to.equal(settlement.headProfit);
        }
      });

      it("hashes any list as it stands", () => {
        check(
          fc.property(positionLists(30), positionLists(30), (list, other) => {
            const count = Math.min(list.count, other.count);
            const columns = { count, keys: list.keys, profits: list.profits, cumulative: other.profits };
            const tree = new Uint8Array(count === 0 ? 0 : 32 * (2 * count - 1));
            expect(hashPositionsHere(tree, columns, path)).to.equal(true);
            const reference = positionTreeReference(columns);
            expectSameBytes(tree.subarray(-32 * count), reference.subarray(-32 * count), "leaves");
          }),
        );
      });
    });
  }

  it("has OpenZeppelin's root, and every proof verifies, from 1 to 70 leaves and around 2^k", () => {
    const counts = Array.from({ length: 70 }, (_, index) => index + 1);
    for (const count of [...counts, 127, 128, 129, 255, 256, 257]) {
      const committed = commitPositions(seededPositions(count, count), DEFAULT_RULE);
      const leaves = Array.from({ length: count }, (_, index) => positionLeafHash(positionAt(committed, index)));
      expect(committed.root, `${count} leaves`).to.equal(openZeppelinTree(leaves).root);
      leaves.forEach((leaf, index) => {
        const proof = proofOf(committed.tree, count, index);
        expect(verifyProof(leaf, index, count, proof, committed.root)).to.equal(true);
      });
    }
  });
});

/** Positions with few different profits whose keys have the same first bytes. */
function similarKeys(count: number, shared: number): PositionColumns {
  const columns = seededPositions(count);
  for (let row = 0; row < count; row++) {
    columns.keys.fill(0xab, 32 * row, 32 * row + shared);
    if (shared >= 30) new DataView(columns.keys.buffer).setUint16(32 * row + 30, (row * 7919) % 65_521);
    columns.profits.low[row] = BigInt((row % 3) + 1);
  }
  return columns;
}
