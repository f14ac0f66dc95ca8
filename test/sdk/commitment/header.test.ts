import { expect } from "chai";
import { AbiCoder, TypedDataEncoder } from "ethers";
import fc from "fast-check";
import {
  domainOf,
  type FundIdentity,
  hashSettlement,
  headerHash,
  SETTLEMENT_FIELDS,
  type Settlement,
  toHex,
  ZERO_HASH,
} from "zke-insurance-fund";
import { check, words } from "../support/arbitraries.ts";
import { expectInputError } from "../support/errors.ts";
import { identityOf, settleCase, vectors } from "../support/vectors.ts";

const uint = (bits: number) =>
  fc.oneof(fc.constantFrom(0n, 1n, 2n ** BigInt(bits) - 1n), fc.bigInt({ min: 0n, max: 2n ** BigInt(bits) - 1n }));
const word = words.map(toHex);
const fields = Object.entries(SETTLEMENT_FIELDS).map(([name, bits]) => [name, bits === 256 ? word : uint(bits)]);
const settlements: fc.Arbitrary<Settlement> = fc.record(Object.fromEntries(fields));
const identities: fc.Arbitrary<FundIdentity> = fc.record({
  chainId: fc.oneof(fc.constantFrom(1n, 2n ** 256n - 1n), fc.bigInt({ min: 1n, max: 2n ** 256n - 1n })),
  fund: fc
    .uint8Array({ minLength: 20, maxLength: 20 })
    .filter((bytes) => bytes.some((byte) => byte !== 0))
    .map(toHex),
});

/** The header's fields as the design lists them, apart from the SDK's own table. */
const TYPE = [
  ...["uint64 period", "uint64 startTime", "uint64 endTime", "uint128 profit", "uint128 loss"],
  ...["uint64 liquidationCount", "bytes32 liquidationsRoot", "uint64 positionCount", "bytes32 positionsRoot"],
  ...["uint128 totalProfit", "uint64 headCount", "uint128 headProfit"],
].map((field) => {
  const [type = "", name = ""] = field.split(" ");
  return { type, name };
});
const domainFor = ({ chainId, fund }: FundIdentity) => ({
  ...{ name: "InsuranceFund", version: "1", chainId, verifyingContract: fund },
});

describe("hashSettlement", () => {
  it("is the hash that ethers gives the header as typed data, in any fund on any chain", () => {
    check(
      fc.property(settlements, identities, (settlement, identity) => {
        const domain = domainOf(identity);
        expect(domain).to.equal(TypedDataEncoder.hashDomain(domainFor(identity)));
        const expected = TypedDataEncoder.hash(domainFor(identity), { Settlement: TYPE }, settlement);
        expect(hashSettlement(settlement, domain)).to.equal(expected);
        expect(headerHash(settlement)).to.equal(
          TypedDataEncoder.hashStruct("Settlement", { Settlement: TYPE }, settlement),
        );
      }),
    );
  });

  it("is that of the golden vectors", () => {
    for (const vector of vectors) {
      const { settlement } = settleCase(vector);
      expect(hashSettlement(settlement, domainOf(identityOf(vector))), vector.name).to.equal(vector.settlementHash);
    }
  });

  it("differs in another fund and on another chain", () => {
    const [settlement] = fc.sample(settlements, { numRuns: 1, seed: 1 });
    const fund = `0x${"5f".repeat(20)}` as const;
    const hashes = [
      domainOf({ chainId: 1n, fund }),
      domainOf({ chainId: 2n, fund }),
      domainOf({ chainId: 1n, fund: `0x${"5e".repeat(20)}` }),
    ].map((domain) => hashSettlement(settlement!, domain));
    expect(new Set(hashes).size).to.equal(3);
  });

  it("refuses a field that does not fit its bits, by name, and a malformed domain", () => {
    const [settlement] = fc.sample(settlements, { numRuns: 1, seed: 1 });
    for (const [name, bits] of Object.entries(SETTLEMENT_FIELDS)) {
      const hashWith = (value: unknown) => () => hashSettlement({ ...settlement!, [name]: value }, ZERO_HASH);
      if (bits === 256) expectInputError(hashWith("0x00"), new RegExp(`${name} is malformed`));
      else {
        for (const value of [-1n, 2n ** BigInt(bits)]) {
          expectInputError(hashWith(value), new RegExp(`${name} does not fit ${bits} bits`));
        }
        for (const value of [1, "1", Number.NaN, null]) {
          expectInputError(hashWith(value), new RegExp(`${name} is of the wrong type .*expected a bigint`));
        }
      }
    }
    expectInputError(() => hashSettlement(settlement!, "0x12"), /a domain is malformed/);
  });

  it("has the documented encoding: type hash, then the fields as words", () => {
    const settlement = Object.fromEntries(
      Object.entries(SETTLEMENT_FIELDS).map(([name, bits], i) => [name, bits === 256 ? ZERO_HASH : BigInt(i)]),
    ) as unknown as Settlement;
    const types = ["bytes32", ...TYPE.map(({ type }) => type)];
    const typeHash = TypedDataEncoder.from({ Settlement: TYPE }).encodeType("Settlement");
    expect(typeHash).to.match(/^Settlement\(uint64 period,.*,uint128 headProfit\)$/);
    const encoded = TypedDataEncoder.from({ Settlement: TYPE }).encodeData("Settlement", settlement);
    const words = AbiCoder.defaultAbiCoder().encode(types, [ZERO_HASH, ...Object.values(settlement)]);
    expect(encoded.slice(66)).to.equal(words.slice(66));
  });
});
