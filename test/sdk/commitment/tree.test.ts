import { expect } from "chai";
import { keccak256, toBeHex } from "ethers";
import { type Hex, proofOf, rootOf, toHex, treeOf, verifyProof, ZERO_HASH } from "zke-insurance-fund";
import { expectInputError } from "../support/errors.ts";
import { openZeppelinTree } from "../support/openzeppelin.ts";

const leafHash = (seed: number, index: number) => keccak256(toBeHex(1_000_000 * seed + index + 1, 32)) as Hex;
const leavesOf = (count: number, seed = 1) => Array.from({ length: count }, (_, index) => leafHash(seed, index));
const bytesOf = (leaves: readonly Hex[]) =>
  Uint8Array.from(leaves.flatMap((leaf) => [...Buffer.from(leaf.slice(2), "hex")]));
const aroundPowersOfTwo = [7, 8, 10].flatMap((power) => [2 ** power - 1, 2 ** power, 2 ** power + 1]);
const upTo70 = Array.from({ length: 70 }, (_, index) => index + 1);

describe("the tree", () => {
  it("is OpenZeppelin's, node for node, on lists of 1 to 70 leaves", () => {
    for (const count of upTo70) {
      const leaves = leavesOf(count, count);
      const foreign = openZeppelinTree(leaves);
      expect(rootOf(bytesOf(leaves)), `${count} leaves`).to.equal(foreign.root);
      expect(treeOf(bytesOf(leaves)), `${count} leaves`).to.deep.equal(bytesOf(foreign.dump().tree as Hex[]));
    }
  });

  it("has OpenZeppelin's root on lists of a power of two, one less and one more", () => {
    for (const count of aroundPowersOfTwo) {
      const leaves = leavesOf(count, count);
      expect(rootOf(bytesOf(leaves)), `${count} leaves`).to.equal(openZeppelinTree(leaves).root);
    }
  });

  it("lets every proof verify at its own index and at no other", () => {
    for (const count of [1, 2, 3, 4, 5, 7, 8, 9, 31, 32, 33]) {
      const leaves = leavesOf(count);
      const tree = treeOf(bytesOf(leaves));
      const root = toHex(tree.subarray(0, 32));
      leaves.forEach((leaf, index) => {
        const proof = proofOf(tree, count, index);
        for (let other = 0; other <= count; other++) {
          expect(verifyProof(leaf, other, count, proof, root), `${index} at ${other} of ${count}`).to.equal(
            other === index,
          );
        }
      });
    }
  });

  it("binds the count wherever it moves a slot", () => {
    const tree = treeOf(bytesOf(leavesOf(5)));
    const root = toHex(tree.subarray(0, 32));
    for (const count of [1, 2, 3, 4, 6, 7, 8, 9]) {
      for (let index = 0; index < 5; index++) {
        expect(
          verifyProof(leafHash(1, index), index, count, proofOf(tree, 5, index), root),
          `${index} of ${count}`,
        ).to.equal(false);
      }
    }
  });

  it("refuses a proof that is changed, shorter or longer, another leaf, or another root", () => {
    const leaves = leavesOf(6);
    const tree = treeOf(bytesOf(leaves));
    const root = toHex(tree.subarray(0, 32));
    const proof = proofOf(tree, 6, 2);
    const leaf = leaves[2]!;
    expect(verifyProof(leaf, 2n, 6n, proof, root)).to.equal(true);
    expect(verifyProof(leaf.toUpperCase().replace("0X", "0x") as Hex, 2n, 6n, proof, root)).to.equal(true);
    expect(verifyProof(leaf, 2, 6, proof.slice(1), root)).to.equal(false);
    expect(verifyProof(leaf, 2, 6, proof.slice(0, -1), root)).to.equal(false);
    expect(verifyProof(leaf, 2, 6, [...proof, leaf], root)).to.equal(false);
    expect(verifyProof(leaf, 2, 6, [...proof].reverse(), root)).to.equal(false);
    expect(verifyProof(leaves[3]!, 2, 6, proof, root)).to.equal(false);
    expect(verifyProof(leaf, 2, 6, proof, leaf)).to.equal(false);
  });

  it("does not take an inner node for a leaf beyond the list", () => {
    const tree = treeOf(bytesOf(leavesOf(4)));
    const node = (slot: number) => toHex(tree.subarray(32 * slot, 32 * (slot + 1)));
    expect(verifyProof(node(2), 4, 4, [node(1)], node(0))).to.equal(false);
    expect(verifyProof(node(0), 6, 4, [], node(0))).to.equal(false);
  });

  it("judges hostile values instead of throwing", () => {
    const leaf = leafHash(1, 0);
    expect(verifyProof(leaf, 0, 1, [], leaf)).to.equal(true);
    for (const [index, count] of [
      [-1, 1],
      [0.5, 1],
      [Number.NaN, 1],
      [1, 1],
      [0, 0],
      [0n, -1n],
      [2n ** 64n, 2n ** 64n + 1n],
    ] as const) {
      expect(verifyProof(leaf, index, count, [], leaf), `${index} of ${count}`).to.equal(false);
    }
    for (const bad of ["", "0x", "0x1", `${leaf}00`, 5, null]) {
      expect(verifyProof(bad as Hex, 0, 1, [], leaf)).to.equal(false);
      expect(verifyProof(leaf, 0, 1, [], bad as Hex)).to.equal(false);
      expect(verifyProof(leaf, 0, 2, [bad as Hex], leaf)).to.equal(false);
    }
  });

  it("over nothing has the root zero; one leaf is its own root", () => {
    expect(rootOf(new Uint8Array(0))).to.equal(ZERO_HASH);
    expect(rootOf(bytesOf([leafHash(1, 0)]))).to.equal(leafHash(1, 0));
  });

  it("refuses leaf hashes that are not 32 bytes each, and proofs of leaves it does not have", () => {
    expectInputError(() => rootOf(new Uint8Array(33)), /32 bytes each/);
    const tree = treeOf(bytesOf(leavesOf(3)));
    for (const index of [-1, 3, 0.5, Number.NaN]) expectInputError(() => proofOf(tree, 3, index), /no such/);
    expectInputError(() => proofOf(tree, 4, 0), /does not have that many leaves/);
    expectInputError(() => proofOf(new Uint8Array(0), 0, 0), /no such|that many/);
  });
});
