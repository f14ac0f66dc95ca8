import { expect } from "chai";
import fc from "fast-check";
import { maskOf } from "../../../sdk/src/chain/secrets.ts";
import { masking } from "../../../sdk/src/masking.ts";

/** The same in a pattern that looks behind, which browsers of 2022 do not all know. */
function expected(keys: readonly string[], words: readonly string[], text: string): string {
  const spelt = (parts: readonly string[]) =>
    [...new Set(parts)]
      .filter((part) => part !== "")
      .sort((a, b) => b.length - a.length)
      .map((part) => part.replace(/[^a-z]/g, "\\$&"));
  const alone = spelt(words).map((word) => `(?<![a-z])${word}(?![a-z])`);
  const all = [...spelt(keys), ...alone];
  return all.length === 0 ? text : text.replace(new RegExp(all.join("|"), "gi"), "***");
}

describe("what is secret in an address", () => {
  it("is blotted out wherever it stands, and its words where they stand by themselves", () => {
    const mask = maskOf("https://me:pass@node.example/v3/abcdefgh12345678?key=xyz");
    expect(mask("me, pass and xyz of v3/abcdefgh12345678/now")).to.equal("***, *** and *** of v3/***/now");
    expect(mask("some passage in xyzzy, and=xyz&me")).to.equal("some passage in xyzzy, and=***&***");
    expect(mask("/abcdefgh12345678abcdefgh12345678")).to.equal("/******");
  });

  it("is all that a look behind would find", () => {
    const part = fc.string({ unit: fc.constantFrom("a", "b", "-", "."), minLength: 1, maxLength: 3 });
    const text = fc.string({ unit: fc.constantFrom("a", "b", "-", ".", " "), maxLength: 14 });
    fc.assert(
      fc.property(fc.array(part, { maxLength: 2 }), fc.array(part, { maxLength: 3 }), text, (keys, words, said) => {
        expect(masking(keys, words)(said)).to.equal(expected(keys, words, said));
      }),
      { seed: 13, numRuns: 3_000 },
    );
  });
});
