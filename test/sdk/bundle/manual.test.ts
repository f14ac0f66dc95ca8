// What docs/bundle.md says of the files, and each of its lines run with the real thing, where that can be had.
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect } from "chai";
import { amountsToArray, toHex } from "zke-insurance-fund";
import { type Bundle, writeBundle } from "zke-insurance-fund/bundle";
import { LIQUIDATION_COLUMNS, POSITION_COLUMNS, STATEMENT_COLUMNS } from "../../../sdk/src/bundle/columns.ts";
import { metadataOf } from "../../../sdk/src/bundle/metadata.ts";
import { pythonWith } from "../../support/python.ts";
import { vectors } from "../support/vectors.ts";
import { bundleOfCase, withFolder } from "../tables/tables.ts";

const run = promisify(execFile);
const manual = await readFile(new URL("../../../docs/bundle.md", import.meta.url), "utf8");
const linesOf = (language: string) =>
  [...manual.matchAll(/^```(.*)\n([^`]*(?:`[^`]+`[^`]*)*?)^```$/gm)].flatMap(([, of, line]) =>
    of === language ? [line!.trim()] : [],
  );

describe("the manual of a bundle's files", () => {
  let bundle: Bundle;
  before(async () => {
    bundle = await bundleOfCase(vectors.find(({ name }) => name === "random, 16 positions")!);
  });
  const inBundle = <T>(work: (folder: string) => Promise<T>) =>
    withFolder(async (folder) => {
      await writeBundle(join(folder, "out"), bundle);
      return work(join(folder, "out"));
    });

  async function query(folder: string, line: string): Promise<Record<string, unknown>[]> {
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const found = await connection.runAndReadAll(line.replace("positions.parquet", join(folder, "positions.parquet")));
    connection.closeSync();
    return found.getRowObjectsJson() as Record<string, unknown>[];
  }

  it("names the columns of each file in their order, and their types", () => {
    const types = { integer: "INT64", word: "FIXED_LEN_BYTE_ARRAY(32)", amount: "UTF8 text", text: "UTF8 text" };
    for (const [file, columns] of [
      ["positions.parquet", POSITION_COLUMNS],
      ["liquidations.parquet", LIQUIDATION_COLUMNS],
      ["private/statements.parquet", STATEMENT_COLUMNS],
    ] as const) {
      const section = manual.split(/^## /m).find((part) => part.startsWith(`${file}\n`))!;
      const told = [...section.matchAll(/^\| `(\w+)` \| ([^|]+) \|/gm)].map(([, name, type]) => [name, type]);
      expect(told).to.deep.equal(Object.entries(columns).map(([name, kind]) => [name, types[kind]]));
    }
  });

  it("has lines for DuckDB that give what the files say of themselves, the sum, and the order by number", () =>
    inBundle(async (folder) => {
      const [said, sum, order] = linesOf("sql");
      const pairs = (await query(folder, said!)).map(({ key, value }) => [key, value]);
      expect(pairs).to.deep.equal([...metadataOf(bundle.document)]);
      expect(pairs.map(([key]) => key).every((key) => manual.includes(`\`${key}\``))).to.equal(true);
      const { totalProfit } = bundle.document.settlement;
      expect(await query(folder, sum!)).to.deep.equal([{ total: String(totalProfit) }]);
      const profits = amountsToArray(bundle.positions.profits);
      const sorted = (await query(folder, order!)).map(({ profit }) => BigInt(profit as string));
      expect(sorted).to.deep.equal([...profits].sort((a, b) => (a < b ? 1 : a > b ? -1 : 0)));
      const keys = (await query(folder, order!)).map(({ key }) => key);
      expect(keys).to.include(toHex(bundle.positions.keys.subarray(0, 32)));
    }));

  // pandas reads Parquet by pyarrow.
  for (const [library, ...others] of [["pandas", "pyarrow"], ["polars"]] as const) {
    it(`has a line for ${library} that gives the sum`, async function () {
      const python = pythonWith(library, ...others);
      if (python === undefined) return this.skip();
      const [line] = linesOf(`python ${library}`);
      const { stdout } = await inBundle((cwd) => run(python, ["-c", `import ${library}\n${line}`], { cwd }));
      expect(stdout.trim()).to.equal(String(bundle.document.settlement.totalProfit));
    }).timeout(60_000);
  }

  it("writes the same bytes each time", () =>
    inBundle(async (first) => {
      await inBundle(async (second) => {
        for (const name of [
          "settlement.json",
          "positions.parquet",
          "liquidations.parquet",
          "private/statements.parquet",
        ]) {
          expect(await readFile(join(second, name))).to.deep.equal(await readFile(join(first, name)));
        }
      });
    }));
});
