// What other writers make of a bundle's files: what reads the same is read, and what does not is refused by column and row.
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { expect } from "chai";
import { type Bundle, readBundle, verifyBundle, writeBundle } from "zke-insurance-fund/bundle";
import { vectors } from "../support/vectors.ts";
import { bundleOfCase, expectRefusal, withFolder } from "../tables/tables.ts";

const vector = vectors.find(({ name }) => name === "random, 16 positions")!;

describe("a bundle's file as another writer makes it", () => {
  let bundle: Bundle;
  let duckdb: DuckDBConnection;
  before(async () => {
    bundle = await bundleOfCase(vector);
    duckdb = await (await DuckDBInstance.create(":memory:")).connect();
  });
  after(() => duckdb.closeSync());

  /** Writes a file anew, and reads the bundle; the query takes the file as `$`. */
  const rewritten = (name: string, query: string, options = "") =>
    withFolder(async (folder) => {
      const out = join(folder, "out");
      await writeBundle(out, bundle);
      const path = join(out, name);
      await duckdb.run(`CREATE OR REPLACE TABLE rows AS ${query.replaceAll("$", `read_parquet('${path}')`)}`);
      await duckdb.run(`COPY rows TO '${path}' (FORMAT parquet${options})`);
      return readBundle(out).catch((error) => {
        throw error.in?.(name) ?? error;
      });
    });
  const replaced = (name: string, column: string, value: string) =>
    rewritten(name, `SELECT * REPLACE (${value} AS ${column}) FROM $`);
  const nulled = (name: string, column: string) =>
    replaced(name, column, `CASE WHEN index = 7 THEN NULL ELSE ${column} END`);

  for (const name of ["positions.parquet", "liquidations.parquet", "private/statements.parquet"]) {
    for (const options of ["", ", CODEC zstd", ", PARQUET_VERSION v2", ", ROW_GROUP_SIZE 2048, CODEC gzip"]) {
      it(`reads the same from ${name}${options}`, async () => {
        const read = await rewritten(name, "SELECT * FROM $", options);
        expect(verifyBundle(read)).to.deep.equal({ ok: true, findings: [] });
      });
    }
  }

  it("names file, row and column of a value that is missing", async () => {
    await expectRefusal(
      nulled("positions.parquet", "key"),
      'positions.parquet: row 8, column "key": a value is missing',
    );
    for (const column of ["index", "profit", "cumulative_profit", "share"]) {
      await expectRefusal(
        nulled("positions.parquet", column),
        `positions.parquet: row 8, column "${column}": a value is missing`,
      );
    }
    for (const column of ["key", "market", "side", "quantity", "time", "cumulative_loss"]) {
      const value = `CASE WHEN index = 1 THEN NULL ELSE ${column} END`;
      await expectRefusal(
        replaced("liquidations.parquet", column, value),
        `liquidations.parquet: row 2, column "${column}": a value is missing`,
      );
    }
    for (const column of ["account", "position", "salt"]) {
      const value = `CASE WHEN index = 0 THEN NULL ELSE ${column} END`;
      await expectRefusal(
        replaced("private/statements.parquet", column, value),
        `private/statements.parquet: row 1, column "${column}": a value is missing`,
      );
    }
  });

  const types: [column: string, value: string, got: string][] = [
    ["profit", "CAST(profit AS DECIMAL(38,0)) / 1", "DOUBLE"],
    ["profit", "CAST(profit AS DECIMAL(18,0))", "DECIMAL(18, 0)"],
    ["profit", "CAST(profit AS DECIMAL(38,0))", "DECIMAL(38, 0)"],
    ["profit", "CAST(CAST(profit AS DECIMAL(18,0)) / 1000000 AS DECIMAL(18,12))", "DECIMAL(18, 12)"],
    ["share", "CAST(share AS DECIMAL(18,2))", "DECIMAL(18, 2)"],
    ["profit", "CAST(profit AS BIGINT)", "INT64"],
    ["profit", "CAST(profit AS INTEGER)", "INTEGER(32)"],
    ["profit", "CAST(profit AS FLOAT)", "FLOAT"],
    ["profit", "CAST(profit AS JSON)", "JSON"],
    ["profit", "CAST(profit AS BLOB)", "BYTE_ARRAY"],
    ["profit", "DATE '2025-10-10'", "DATE"],
    ["profit", "TIMESTAMP '2025-10-10 21:06:40'", "TIMESTAMP_MICROS and TIMESTAMP"],
    ["profit", "[profit]", "a nested column"],
    ["profit", "{'units': profit}", "a nested column"],
    ["index", "CAST(index AS DOUBLE)", "DOUBLE"],
    ["index", "CAST(index AS INTEGER)", "INTEGER(32)"],
    ["index", "CAST(index AS UBIGINT)", "UINT_64"],
    ["index", "CAST(index AS VARCHAR)", "UTF8 text"],
    ["key", "'0x' || lower(hex(key))", "UTF8 text"],
  ];
  for (const [column, value, got] of types) {
    it(`refuses ${column} as ${value}`, async () => {
      const refusal = await replaced("positions.parquet", column, value).catch(String);
      expect(refusal).to.contain(`positions.parquet: column "${column}": the column has the wrong type (got "`);
      expect(refusal).to.contain(got);
    });
  }

  it("refuses a column that is renamed, missing or more", async () => {
    const reason = /^positions\.parquet: the columns are not the expected ones \(got "index,.*", expected index,key/;
    await expectRefusal(rewritten("positions.parquet", "SELECT * RENAME (profit AS gain) FROM $"), reason);
    await expectRefusal(rewritten("positions.parquet", "SELECT * EXCLUDE (share) FROM $"), reason);
    await expectRefusal(rewritten("positions.parquet", "SELECT *, 1 AS more FROM $"), reason);
  });

  it("refuses amounts that are not canonical decimal text", async () => {
    for (const text of [
      "'0' || profit",
      "'+' || profit",
      "'-' || profit",
      "' ' || profit",
      "profit || ' '",
      "profit || '.0'",
      "''",
      "'1e3'",
      "'340282366920938463463374607431768211456'",
    ]) {
      await expectRefusal(
        replaced("positions.parquet", "profit", `CASE WHEN index = 7 THEN ${text} ELSE profit END`),
        /^positions\.parquet: row 8, column "profit": not a value of this column \(got ".*", expected base units below 2\^128\)$/,
      );
    }
  });

  it("refuses a market or a side that other readers see as another", async () => {
    for (const [column, text] of [
      ["market", "market || chr(0)"],
      ["side", "upper(side)"],
      ["side", "side || ' '"],
    ] as const) {
      await expectRefusal(
        replaced("liquidations.parquet", column, text),
        new RegExp(`^liquidations\\.parquet: row 1, column "${column}": `),
      );
    }
  });
});
