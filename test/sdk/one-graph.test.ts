import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import * as core from "zke-insurance-fund";
import * as errors from "../../sdk/src/errors.ts";

const ROOT = new URL("../..", import.meta.url).pathname;

describe("tests and scripts", () => {
  it("look at one copy of the SDK, its source", () => {
    expect(core.InputError).to.equal(errors.InputError);
    expect(core.ChainError).to.equal(errors.ChainError);
  });

  it("import nothing of what is built from it", () => {
    for (const folder of ["test", "scripts"]) {
      const names = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
      for (const name of names.filter((file) => file.endsWith(".ts"))) {
        const imports = readFileSync(join(ROOT, folder, name), "utf8").match(/(?:from|import)\s*\(?"[^"]*sdk\/dist\//);
        expect(imports, name).to.equal(null);
      }
    }
  });
});
