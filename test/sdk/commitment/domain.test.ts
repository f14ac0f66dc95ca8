import { expect } from "chai";
import { getAddress } from "ethers";
import fc from "fast-check";
import {
  assertIdentity,
  checksumAddress,
  domainOf,
  type Hex,
  identityText,
  sameIdentity,
  toHex,
} from "zke-insurance-fund";
import { check } from "../support/arbitraries.ts";
import { expectInputError } from "../support/errors.ts";

const FUND: Hex = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";
const addresses = fc.uint8Array({ minLength: 20, maxLength: 20 }).map(toHex);

describe("checksumAddress", () => {
  it("writes any address as ethers does, whether its digits are small, capital, or checked", () => {
    check(
      fc.property(addresses, (address) => {
        const expected = getAddress(address);
        const capital = `0x${address.slice(2).toUpperCase()}`;
        for (const spelt of [address, capital, expected]) expect(checksumAddress(spelt)).to.equal(expected);
      }),
    );
  });

  it("refuses capitals that do not fit the digits, and what is no address", () => {
    expectInputError(() => checksumAddress(FUND.replace("fB", "fb")), /capitals do not fit its digits/);
    for (const text of ["", "0x", FUND.slice(2), `${FUND}0`, FUND.slice(0, -1), "fund.eth", `${FUND.slice(0, -1)}g`]) {
      expectInputError(() => checksumAddress(text), /an address is malformed/);
    }
  });
});

describe("domainOf", () => {
  it("takes chain ids from 1 to 2^256 - 1", () => {
    for (const chainId of [1n, 2n ** 256n - 1n]) expect(domainOf({ chainId, fund: FUND })).to.match(/^0x[0-9a-f]{64}$/);
    for (const chainId of [0n, -1n, 2n ** 256n]) {
      expectInputError(() => domainOf({ chainId, fund: FUND }), /chain id is out of range .*expected 1 to 2\^256 - 1/);
    }
    expectInputError(
      () => domainOf({ chainId: 1 as never, fund: FUND }),
      /a chain id is .*the number 1.*expected a bigint/,
    );
  });

  it("takes every address but zero, in any spelling", () => {
    const expected = domainOf({ chainId: 1n, fund: FUND });
    expect(domainOf({ chainId: 1n, fund: FUND.toLowerCase() as Hex })).to.equal(expected);
    expectInputError(() => domainOf({ chainId: 1n, fund: `0x${"00".repeat(20)}` }), /the fund's address is zero/);
    expectInputError(() => domainOf({ chainId: 1n, fund: "0x12" }), /an address is malformed/);
  });
});

describe("a fund's identity", () => {
  it("is written with its address checked", () => {
    expect(assertIdentity({ chainId: 5n, fund: FUND.toLowerCase() as Hex })).to.deep.equal({ chainId: 5n, fund: FUND });
  });

  it("is the same whatever the case of its digits, and another on another chain", () => {
    const identity = { chainId: 5n, fund: FUND };
    expect(sameIdentity(identity, { chainId: 5n, fund: FUND.toLowerCase() as Hex })).to.equal(true);
    expect(sameIdentity(identity, { chainId: 6n, fund: FUND })).to.equal(false);
    expect(sameIdentity(identity, { chainId: 5n, fund: `0x${"11".repeat(20)}` })).to.equal(false);
  });

  it("is named in words", () => {
    expect(identityText({ chainId: 5n, fund: FUND })).to.equal(`the fund ${FUND} on chain 5`);
    expect(identityText(undefined)).to.equal("no named fund");
  });
});
