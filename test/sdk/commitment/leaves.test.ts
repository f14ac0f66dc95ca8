import { expect } from "chai";
import { AbiCoder, keccak256 } from "ethers";
import fc from "fast-check";
import {
  hashSettlement,
  liquidationLeafHash,
  positionLeafHash,
  SETTLEMENT_FIELDS,
  type Settlement,
  toHex,
} from "zke-insurance-fund";
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
      takeoverValue: number,
      closeValue: number,
      cumulativeProfit: number,
      cumulativeLoss: number,
    });
    check(
      fc.property(leaves, (leaf) => {
        const types = ["bytes32", "bytes32", "uint256", "uint256", "uint256", "uint256", "uint256"];
        expect(liquidationLeafHash(leaf)).to.equal(keccak256(keccak256(abi.encode(types, Object.values(leaf)))));
      }),
    );
  });

  it("refuse numbers that do not fit, and malformed keys", () => {
    const leaf = { key: `0x${"11".repeat(32)}` as const, profit: 1n, cumulativeProfit: 1n };
    expectInputError(() => positionLeafHash({ ...leaf, profit: -1n }), /does not fit 256 bits/);
    expectInputError(() => positionLeafHash({ ...leaf, profit: 2n ** 256n }), /does not fit 256 bits/);
    expectInputError(() => positionLeafHash({ ...leaf, profit: 1 as never }), /does not fit 256 bits/);
    expectInputError(() => positionLeafHash({ ...leaf, key: "0x11" }), /a key is malformed/);
  });
});

describe("hashSettlement", () => {
  const fields = Object.entries(SETTLEMENT_FIELDS).map(([name, bits]) => [name, bits === 256 ? word : uint(bits)]);
  const settlements: fc.Arbitrary<Settlement> = fc.record(Object.fromEntries(fields));
  const tuple =
    "tuple(uint64 period, uint64 startTime, uint64 endTime, uint128 profit, uint128 loss, uint64 liquidationCount, " +
    "bytes32 liquidationsRoot, uint64 positionCount, bytes32 positionsRoot, uint128 totalProfit, uint64 headCount, uint128 headProfit)";

  it("is the hash of the header's ABI encoding", () => {
    check(
      fc.property(settlements, (settlement) => {
        expect(hashSettlement(settlement)).to.equal(keccak256(abi.encode([tuple], [settlement])));
      }),
    );
  });

  it("refuses a field that does not fit its bits, by name", () => {
    const [settlement] = fc.sample(settlements, { numRuns: 1, seed: 1 });
    for (const [name, bits] of Object.entries(SETTLEMENT_FIELDS)) {
      if (bits === 256)
        expectInputError(() => hashSettlement({ ...settlement!, [name]: "0x00" }), new RegExp(`${name} is malformed`));
      else
        for (const value of [-1n, 2n ** BigInt(bits), 1]) {
          expectInputError(
            () => hashSettlement({ ...settlement!, [name]: value }),
            new RegExp(`${name} does not fit ${bits} bits`),
          );
        }
    }
  });
});
