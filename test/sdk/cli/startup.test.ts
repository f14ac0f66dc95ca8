import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect } from "chai";

const SOURCE = new URL("../../../sdk/src/", import.meta.url).pathname;
// At the beginning of a line: what is loaded before anything runs. What a command needs alone, it loads when it runs.
const STATIC = /^(?:import|export)\s(?!type\s)[^;]*?\bfrom "([^"]+)";/gm;

/** The files and packages that a file has loaded when it begins to run. */
function loadedBy(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const [, name = ""] of readFileSync(file, "utf8").matchAll(STATIC)) {
    if (name.startsWith(".")) loadedBy(join(dirname(file), name), seen);
    else if (name === "#words") loadedBy(join(SOURCE, "chain/words.ts"), seen);
    else seen.add(name);
  }
  return seen;
}

describe("the command line, when it starts", () => {
  it("loads little: neither ethers nor what reads tables, hashes or asks a chain", () => {
    const loaded = [...loadedBy(join(SOURCE, "cli/main.ts"))].map((name) => name.replace(SOURCE, ""));
    expect(loaded, "the walk finds what stands in main.ts").to.include.members(["commander", "cli/commands/settle.ts"]);
    const large = loaded.filter((name) =>
      /^(ethers|chain\/(?!types)|commitment|engine|entries|bundle|parquet)/.test(name),
    );
    expect(large).to.deep.equal([]);
  });
});
