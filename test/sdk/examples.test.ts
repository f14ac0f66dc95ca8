import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import * as core from "zke-insurance-fund";
import * as prices from "zke-insurance-fund/prices";

const source = new URL("../../sdk/src/", import.meta.url).pathname;
const PURE_PARTS = ["columns", "rule", "commitment", "faults", "prices"];
const sdk = { ...core, ...prices };

/** The lines of every `@example`: an expression, then `// ` and its result, or `// throws: ` and the reason. */
function examplesOf(file: string): { expression: string; result: string }[] {
  const blocks = readFileSync(join(source, file), "utf8").matchAll(/@example\n([\s\S]*?)(?:\n \* @|\*\/)/g);
  const text = [...blocks].map(([, block = ""]) => block.replace(/^ ?\* ?/gm, "")).join("\n");
  return [...text.matchAll(/^(?<expression>.+?)\s*\/\/ (?<result>.+)$/gm)].map(({ groups }) => ({
    expression: groups!.expression!,
    result: groups!.result!,
  }));
}

function evaluate(expression: string): unknown {
  return new Function(...Object.keys(sdk), `return (${expression});`)(...Object.values(sdk));
}

describe("the examples in the documentation", () => {
  const files = PURE_PARTS.flatMap((part) => readdirSync(join(source, part)).map((name) => join(part, name)));
  const examples = files.flatMap((file) => examplesOf(file).map((example) => ({ file, ...example })));

  for (const { file, expression, result } of examples) {
    it(`${file}: ${expression}`, () => {
      if (result.startsWith("throws: ")) expect(() => evaluate(expression)).to.throw(result.slice("throws: ".length));
      else expect(evaluate(expression)).to.deep.equal(evaluate(result));
    });
  }

  it("are found", () => expect(examples.length).to.be.greaterThan(15));
});
