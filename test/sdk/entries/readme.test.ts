// The package's README: its first example runs as it stands, and the others name what there is. The one that needs a chain runs
// in test/e2e/sdk-readme.test.ts.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const ROOT = join(import.meta.dirname, "../../..");
const README = readFileSync(join(ROOT, "sdk/README.md"), "utf8");
const blocks = [...README.matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, code = ""]) => code);

describe("the package's README", () => {
  it("settles from rows, and proves a share, in lines that run", () => {
    const code = blocks.find((block) => block.includes("settleTables(")) ?? "";
    const args = ["--conditions=source", "--input-type=module-typescript", "-e", code];
    expect(execFileSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" })).to.equal("true true 50\n");
  });

  it("imports what the package exports", async () => {
    let count = 0;
    for (const [, names = "", entry = ""] of blocks.join("\n").matchAll(/import \{ ([^}]+) \} from "(zke-[^"]+)"/g)) {
      const exported = await import(entry);
      for (const name of names.split(", ")) expect(exported[name], `${name} of ${entry}`).to.not.equal(undefined);
      count++;
    }
    expect(count).to.be.greaterThan(6);
  });

  it("leads to pages that are there", () => {
    const links = [...README.matchAll(/\]\((?!https?:)([^)]+)\)/g)].map(([, link = ""]) => link);
    expect(links.length).to.be.greaterThan(10);
    for (const link of links) expect(existsSync(join(ROOT, "sdk", link)), link).to.equal(true);
  });
});
