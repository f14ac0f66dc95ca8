import { expect } from "chai";
import { keccak256, rootOf } from "zke-insurance-fund";
import {
  allocateTree,
  type EncodeRows,
  hashNodesReference,
  hashRowsReference,
} from "../../../sdk/src/commitment/tree.ts";
import { hashNodesHere, hashRowsHere } from "../../../sdk/src/engine/tree.ts";
import { expectSameBytes, HERE, nameOf, seededPositions } from "../support/engine.ts";

const COUNTS = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 63, 64, 65, 4095, 4096, 4097, 8193];

describe("the engine's trees", function () {
  this.timeout(60_000);

  for (const path of HERE) {
    it(`have the reference's nodes over any leaves: ${nameOf(path)}`, () => {
      for (const count of COUNTS) {
        const [actual, expected] = [allocateTree(count), allocateTree(count)];
        for (const tree of [actual, expected]) tree.set(seededPositions(2 * count).keys.subarray(0, tree.length));
        expect(hashNodesHere(actual, count, path)).to.equal(true);
        hashNodesReference(expected, count);
        expectSameBytes(actual, expected, `${count} leaves`);
      }
    });

    it(`have the reference's leaves over rows of any length: ${nameOf(path)}`, () => {
      for (const length of [1, 7, 8, 32, 96, 135, 136, 137, 272, 288, 300]) {
        const encode: EncodeRows = (target, from, to) => {
          for (let row = from; row < to; row++)
            target.fill(row % 251, length * (row - from), length * (row - from + 1));
        };
        for (const count of [0, 1, 2, 3, 4097]) {
          const [actual, expected] = [allocateTree(count), allocateTree(count)];
          expect(hashRowsHere(actual, count, length, encode, path)).to.equal(true);
          hashRowsReference(expected, count, length, encode);
          expectSameBytes(actual, expected, `${count} rows of ${length} bytes`);
        }
      }
    });
  }

  it("have the root over one leaf and over two", () => {
    const leaves = seededPositions(2).keys;
    expect(rootOf(leaves.subarray(0, 32))).to.equal(`0x${Buffer.from(leaves.subarray(0, 32)).toString("hex")}`);
    const node = new Uint8Array(64);
    node.set(leaves.subarray(32), 0);
    node.set(leaves.subarray(0, 32), 32);
    expect(rootOf(leaves)).to.equal(`0x${Buffer.from(keccak256(node)).toString("hex")}`);
  });
});
