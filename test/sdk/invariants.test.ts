import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";

const ROOT = new URL("../../", import.meta.url);
const SENTENCES = "test/contracts/invariant/Invariants.sol";
const read = (path: string) => readFileSync(new URL(path, ROOT), "utf8");
/** Solidity's text has no capital at a sentence's beginning. */
const plain = (sentence: string) => sentence.charAt(0).toLowerCase() + sentence.slice(1);

describe("the invariants", () => {
  const written = new Map(
    [...read("docs/invariants.md").matchAll(/^\| ([A-Z]+-\d+) \| ([^|]+?) \|/gm)].map(([, id = "", sentence = ""]) => [
      id,
      plain(sentence),
    ]),
  );
  const asserted = new Map(
    [...read(SENTENCES).matchAll(/string constant (\w+)\s*=\s*"([A-Z]+-\d+): ([^"]+)"/g)].map(
      ([, name = "", id = "", sentence = ""]) => [id, { name, sentence: plain(sentence) }] as const,
    ),
  );

  it("are the same in the document as in the assertions, id by id and word by word", () => {
    expect(asserted.size).to.be.greaterThan(30);
    expect(Object.fromEntries([...asserted].map(([id, { sentence }]) => [id, sentence]))).to.deep.equal(
      Object.fromEntries(written),
    );
  });

  it("are each asserted by a test", () => {
    const files = readdirSync(new URL("test/contracts", ROOT), { recursive: true, encoding: "utf8" })
      .map((name) => `test/contracts/${name}`)
      .filter((name) => name.endsWith(".sol") && name !== SENTENCES);
    const tests = files.map(read).join("\n");
    for (const [id, { name }] of asserted) expect(new RegExp(`\\b${name}\\b`).test(tests), id).to.equal(true);
  });
});
