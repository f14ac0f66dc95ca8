import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";

// What is published: tests themselves run on the sources.
const dist = new URL("../../../sdk/dist", import.meta.url).pathname;

/** Every module that a module imports, and what they import in turn; packages by name, not looked into. */
function importsOf(entry: string, seen = new Set<string>()): Set<string> {
  if (seen.has(entry)) return seen;
  seen.add(entry);
  for (const [, name = ""] of readFileSync(entry, "utf8").matchAll(/(?:from|import)\s*\(?\s*"([^"]+)"/g)) {
    if (name.startsWith(".")) importsOf(join(dirname(entry), name), seen);
    else seen.add(name);
  }
  return seen;
}

describe("the parts for a browser", () => {
  for (const entry of ["index.js", "entries/bundle-portable.js"]) {
    it(`${entry} imports nothing of Node`, () => {
      const imports = [...importsOf(join(dist, entry))];
      expect(imports.length).to.be.greaterThan(8);
      expect(imports.filter((name) => name.startsWith("node:") || name === "ethers")).to.deep.equal([]);
    });
  }

  it("would be told apart from the parts that do", () => {
    expect([...importsOf(join(dist, "entries/bundle.js"))].some((name) => name.startsWith("node:"))).to.equal(true);
  });
});
