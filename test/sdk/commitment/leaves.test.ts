import { expect } from "chai";
import { AbiCoder, keccak256 } from "ethers";
import fc from "fast-check";
import { liquidationLeafHash, positionLeafHash, toHex } from "zke-insurance-fund";
import { check, words } from "../support/arbitraries.ts";
import { expectInputError } from "../support/errors.ts";

const abi = AbiCoder.defaultAbiCoder();
const uint = (bits: number) =>
  fc.oneof(fc.constantFrom(0n, 1n, 2n ** BigInt(bits) - 1n), fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n }));
const word = words.map(toHex);

describe("leaves", () => {
  it("of positions are the double hash of their ABI encoding, for any 256-bit numbers", () => {
    check(
      fc.property(fc.record({ key: word, profit: uint(256), cumulativeProfit: uint(256) }), (leaf) => {
        const encoded = abi.encode(["bytes32", "uint256", "uint256"], [leaf.key, leaf.profit, leaf.cumulativeProfit]);
        expect(positionLeafHash(leaf)).to.equal(keccak256(keccak256(encoded)));
      }),
    );
  });

  it("of liquidations are the double hash of their ABI encoding, for any 256-bit numbers", () => {
    const number = uint(256);
    const leaves = fc.record({
      key: word,
      market: word,
      side: number,
      quantity: number,
      takeoverValue: number,
      closeValue: number,
      time: number,
      cumulativeProfit: number,
      cumulativeLoss: number,
    });
    check(
      fc.property(leaves, (leaf) => {
        const types = ["bytes32", "bytes32", ...new Array(7).fill("uint256")];
        expect(liquidationLeafHash(leaf)).to.equal(keccak256(keccak256(abi.encode(types, Object.values(leaf)))));
      }),
    );
  });

  it("refuse numbers that do not fit, and malformed keys", () => {
    const leaf = { key: `0x${"11".repeat(32)}` as const, profit: 1n, cumulativeProfit: 1n };
    expectInputError(() => positionLeafHash({ ...leaf, profit: -1n }), /does not fit 256 bits/);
    expectInputError(() => positionLeafHash({ ...leaf, profit: 2n ** 256n }), /does not fit 256 bits/);
    expectInputError(() => positionLeafHash({ ...leaf, profit: 1 as never }), /expected a bigint/);
    expectInputError(() => positionLeafHash({ ...leaf, key: "0x11" }), /a key is malformed/);
  });
});
