import { expect } from "chai";
import { concat, encodeBytes32String, keccak256, toUtf8Bytes } from "ethers";
import fc from "fast-check";
import {
  type Hex,
  keyOf,
  keysOf,
  liquidationId,
  marketBytes32,
  marketText,
  positionId,
  saltOf,
  toHex,
} from "zke-insurance-fund";
import { check, words } from "../support/arbitraries.ts";
import { expectInputError } from "../support/errors.ts";

const SECRET: Hex = `0x${"11".repeat(32)}`;
const ids = fc.string({ unit: "binary", minLength: 1, maxLength: 300 }).filter((text) => !text.includes("\0"));

describe("keys", () => {
  it("are keccak256(salt ++ id), the salt keccak256(secret ++ id), in UTF-8", () => {
    check(
      fc.property(words, ids, ids, (secretBytes, account, position) => {
        const secret = toHex(secretBytes);
        const id = positionId(account, position);
        const text = toUtf8Bytes(`${account}\0${position}`);
        const salt = keccak256(concat([secret, text]));
        expect(saltOf(secret, id)).to.equal(salt);
        expect(keyOf(salt as Hex, id)).to.equal(keccak256(concat([salt, text])));
        expect(toHex(keysOf(secret, [id, liquidationId(account)]).subarray(0, 32))).to.equal(
          keyOf(saltOf(secret, id), id),
        );
      }),
    );
  });

  it("of many ids stand one after the other", () => {
    const all = keysOf(SECRET, ["a", "b", "c"]);
    expect(all.length).to.equal(96);
    expect(toHex(all.subarray(64))).to.equal(keyOf(saltOf(SECRET, "c"), "c"));
    expect(keysOf(SECRET, []).length).to.equal(0);
  });

  it("tell apart ids that only the NUL between their parts keeps apart", () => {
    expect(positionId("ab", "c")).to.not.equal(positionId("a", "bc"));
  });

  it("refuse an empty id, a NUL, and half a surrogate pair in any part", () => {
    for (const [bad, reason] of [
      ["", /an id is empty/],
      ["a\0b", /an id contains NUL/],
      ["a\ud800", /not well-formed Unicode/],
      ["\udc00\ud800", /not well-formed Unicode/],
    ] as const) {
      expectInputError(() => positionId(bad, "p"), reason);
      expectInputError(() => positionId("a", bad), reason);
      expectInputError(() => liquidationId(bad), reason);
      expectInputError(() => marketBytes32(bad), reason);
    }
    for (const bad of ["", "a\ud800"]) {
      expectInputError(() => saltOf(SECRET, bad), /an id is/);
      expectInputError(() => keysOf(SECRET, [bad]), /an id is/);
    }
    expect(positionId("😀", "p")).to.equal("😀\0p");
  });

  it("refuse secrets and salts that are not 32 bytes", () => {
    for (const bad of ["0x", `0x${"11".repeat(31)}`, `0x${"11".repeat(33)}`, "11".repeat(32), `0x${"zz".repeat(32)}`]) {
      expectInputError(() => saltOf(bad as Hex, "a"), /the secret is malformed/);
      expectInputError(() => keysOf(bad as Hex, ["a"]), /the secret is malformed/);
      expectInputError(() => keyOf(bad as Hex, "a"), /the salt is malformed/);
    }
  });

  it("never tell a secret in an error", () => {
    const secret = `0x${"ab".repeat(31)}` as Hex;
    expect(() => saltOf(secret, "a"))
      .to.throw()
      .with.property("details")
      .that.does.not.have.property("got");
  });
});

describe("marketBytes32", () => {
  it("pads with zeros on the right, as ethers does", () => {
    for (const market of ["B", "BTCUSDT", "x".repeat(31), "ПЕПЕUSDT"]) {
      expect(marketBytes32(market)).to.equal(encodeBytes32String(market));
    }
  });

  it("refuses more than 31 bytes, counted in UTF-8", () => {
    expectInputError(() => marketBytes32("x".repeat(32)), /at most 31 bytes/);
    expectInputError(() => marketBytes32("é".repeat(16)), /at most 31 bytes/);
  });

  it("is read back by marketText, which knows bytes that are no name", () => {
    check(
      fc.property(ids, (market) => {
        fc.pre(toUtf8Bytes(market).length <= 31);
        expect(marketText(marketBytes32(market))).to.equal(market);
      }),
    );
    expect(marketText(`0x${"00".repeat(32)}`)).to.equal(undefined);
    expect(marketText(`0x${"41".repeat(32)}`)).to.equal(undefined);
    expect(marketText(`0x41004100${"00".repeat(28)}`)).to.equal(undefined);
    expect(marketText(`0xff${"00".repeat(31)}`)).to.equal(undefined);
  });
});
