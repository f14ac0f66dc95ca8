import { keccak_256 } from "@noble/hashes/sha3.js";
import { expect } from "chai";
import { keccak256 as ethersKeccak256 } from "ethers";
import fc from "fast-check";
import { keccak256, toHex } from "zke-insurance-fund";
import { check } from "../support/arbitraries.ts";

describe("keccak256", () => {
  it("of nothing is the constant that everybody knows", () => {
    const empty = "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470";
    expect(toHex(keccak256(new Uint8Array(0)))).to.equal(empty);
  });

  it("equals two other implementations at every length over three blocks", () => {
    for (let length = 0; length < 3 * 136 + 2; length++) {
      const input = Uint8Array.from({ length }, (_, index) => (index * 167 + length) & 0xff);
      const hash = toHex(keccak256(input));
      expect(hash, `length ${length}`).to.equal(ethersKeccak256(input));
      expect(hash, `length ${length}`).to.equal(toHex(keccak_256(input)));
    }
  });

  it("equals ethers on random input, and leaves the input alone", () => {
    check(
      fc.property(fc.uint8Array({ maxLength: 600 }), (input) => {
        const copy = input.slice();
        expect(toHex(keccak256(input))).to.equal(ethersKeccak256(copy));
        expect(input).to.deep.equal(copy);
      }),
    );
  });
});
