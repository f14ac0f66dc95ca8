// Each code has one sentence, and `textOf` has every sentence that there is.
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { textOf } from "zke-insurance-fund";

const FOLDER = join(import.meta.dirname, "../../../sdk/src/problems/english");
/** Parts of sentences, and what is put together of the tables. */
const NO_TABLES = ["FAULT_PHRASES", "ENGLISH"];

async function codes(): Promise<string[]> {
  const files = readdirSync(FOLDER).map((file) => import(join(FOLDER, file)) as Promise<Record<string, unknown>>);
  const tables = (await Promise.all(files)).flatMap((file) => Object.entries(file));
  return tables.flatMap(([name, table]) =>
    /^[A-Z_]+$/.test(name) && !NO_TABLES.includes(name) ? Object.keys(table as object) : [],
  );
}

describe("what can be wrong, in English", () => {
  it("is said under each code by one sentence", async () => {
    const known = await codes();
    expect(known.length).to.be.greaterThan(200);
    expect(known.filter((code, at) => known.indexOf(code) !== at)).to.deep.equal([]);
  });

  it("is all known to textOf", async () => {
    const said = (code: string) => {
      try {
        return textOf({ code, args: { said: "something" } });
      } catch {
        return "a sentence that wants its arguments";
      }
    };
    expect((await codes()).filter((code) => said(code) === code)).to.deep.equal([]);
  });

  it("is the bare code where nobody knows it", () => {
    expect(textOf({ code: "noSuchCode", args: {} })).to.equal("noSuchCode");
    expect(textOf({ code: "optionFee", args: { name: "--tip" } })).to.equal("--tip is not usable");
  });
});
