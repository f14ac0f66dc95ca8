// Tables as exchanges have them, into `settle` as a process; and the recipes of docs/tables.md, word for word, with the real thing.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect } from "chai";
import { type Postgres, startPostgres } from "../support/postgres.ts";
import { pythonWith } from "../support/python.ts";
import { fund, MAIN, type Run, withFolder } from "./cli.ts";
import { jsonOf } from "./cli-tables.ts";

const DOCUMENT = readFileSync(new URL("../../docs/tables.md", import.meta.url), "utf8");
const README = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const TIMES = ["--period", "1", "--start", "1760129700", "--end", "1760130420"];

/** The lines that the README's `printf` writes into a file. */
function exampleOf(file: string): string {
  const [, words = ""] = new RegExp(`printf '%s\\\\n' ((?:[^\\n]|\\\\\\n)*?) > ${file}`).exec(README) ?? [];
  return words
    .split(/[\s\\]+/)
    .map((line) => `${line}\n`)
    .join("");
}

const POSITIONS = exampleOf("positions.csv");
const LIQUIDATIONS = exampleOf("liquidations.csv");

/** A recipe of the document: the first block of a language under a title. */
function recipe(title: string, language: string): string {
  const [, part = ""] = DOCUMENT.split(`### ${title}\n`);
  const [, block] = new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``).exec(part) ?? [];
  if (block === undefined) throw new Error(`no recipe: ${title}`);
  return block;
}

async function duckdb(folder: string, sql: string): Promise<void> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  await connection.run(`SET file_search_path = '${folder}'`);
  // What is written has no search path.
  await connection.run(sql.replace(/TO '/, `TO '${folder}/`));
  connection.closeSync();
}

describe("an exchange's tables, settled", function () {
  this.timeout(120_000);

  /** Settles the README's liquidations with a table of positions. */
  async function settle(folder: string, positions: string, more: readonly string[] = [], input = ""): Promise<Run> {
    await writeFile(join(folder, "liquidations.csv"), LIQUIDATIONS);
    const args = ["--positions", positions, "--liquidations", "liquidations.csv", ...TIMES, "--out", "out", ...more];
    return fund(["settle", ...args], { cwd: folder, input });
  }

  it("gives the README's figures from its CSV, and from what DuckDB makes of that", () =>
    withFolder(async (folder) => {
      await writeFile(join(folder, "positions.csv"), POSITIONS);
      await duckdb(folder, "COPY (SELECT * FROM 'positions.csv') TO 'positions.parquet' (FORMAT parquet)");
      await writeFile(join(folder, "bare"), await readFile(join(folder, "positions.parquet")));
      for (const [i, table] of ["positions.csv", "positions.parquet", "bare"].entries()) {
        const run = await settle(folder, table, ["--json", "--out", `out${i}`]);
        expect(run.code, run.stderr).to.equal(0);
        const { settlement, outcome, tables } = jsonOf(run);
        expect(settlement).to.include({ loss: "100000000", totalProfit: "1000000000", headCount: "3" });
        expect(outcome.shared).to.equal("80000000");
        const totals = { rows: "4", inProfit: "4", profit: "1000000000", loss: "0", warnings: [] };
        expect(tables.positions).to.deep.include(totals);
        expect(tables.liquidations).to.deep.include({ rows: "1", loss: "100000000" });
      }
    }));

  it("tells the totals, and writes nothing where they are others than expected", () =>
    withFolder(async (folder) => {
      await writeFile(join(folder, "positions.csv"), POSITIONS);
      for (const [option, value, said] of [
        ["--expect-rows", "5", 'another number of rows than was expected (got "4", expected 5)'],
        ["--expect-profit", "999.5", 'another sum of profits than was expected (got "1000", expected 999.5)'],
        ["--expect-loss", "-1", 'another sum of losses than was expected (got "0", expected 1)'],
        ["--expect-liquidations", "2", 'another number of rows than was expected (got "1", expected 2)'],
        ["--expect-rows", "four", '--expect-rows is not usable (got "four"'],
        ["--columns", "acount=uid", '--columns names a column that no table has (got "acount"'],
        ["--round", "up", '--round is not usable (got "up", expected down)'],
        ["--start", "1760129700000", "a time far off: are these milliseconds?"],
      ] as const) {
        const run = await settle(folder, "positions.csv", [option, value]);
        expect(run).to.deep.include({ code: 2, stdout: "" });
        expect(run.stderr).to.include(said);
        expect(existsSync(join(folder, "out"))).to.equal(false);
      }
      const right = [
        "--expect-rows",
        "4",
        "--expect-profit",
        "1000.00",
        "--expect-loss",
        "0",
        "--expect-liquidations",
        "1",
      ];
      const run = await settle(folder, "positions.csv", right);
      expect(run.code, run.stderr).to.equal(0);
      expect(run.stderr).to.include("positions     4 rows read, 4 in profit: profits 1000, losses 0");
    }));

  it("refuses a table that may be cut off, or has no row, unless its number of rows is known", () =>
    withFolder(async (folder) => {
      const cases: [table: string, said: RegExp, rows: string][] = [
        [POSITIONS.slice(0, POSITIONS.indexOf("bob,BTCUSDT,3") + 13), /p\.csv:3: the last line has no end/, "2"],
        [POSITIONS.slice(0, POSITIONS.indexOf("\n") + 1), /p\.csv: the table has no row, and there is a loss/, "0"],
      ];
      for (const [i, [table, said, rows]] of cases.entries()) {
        await writeFile(join(folder, "p.csv"), table);
        const run = await settle(folder, "p.csv");
        expect(run).to.deep.include({ code: 2, stdout: "" });
        expect(run.stderr).to.match(said);
        const vouched = await settle(folder, "p.csv", ["--expect-rows", rows, "--out", `out${i}`]);
        expect(vouched.code, vouched.stderr).to.equal(0);
        expect((await settle(folder, "p.csv", ["--expect-rows", "4"])).code).to.equal(2);
      }
    }));

  it("reads what is packed, from a pipe, and in parts; tells warnings on standard error and in JSON", () =>
    withFolder(async (folder) => {
      await writeFile(join(folder, "positions.csv.gz"), gzipSync(POSITIONS));
      for (const [i, table] of ["positions.csv.gz", "-"].entries()) {
        const run = await settle(folder, table, ["--out", `out${i}`], POSITIONS);
        expect(run.code, run.stderr).to.equal(0);
        expect(run.stderr).to.include("4 rows read");
      }
      await writeFile(join(folder, "a-1.csv"), "uid,position,profit,note\nAlice,p,1,x\n");
      await writeFile(join(folder, "a-2.csv"), "uid,position,profit,note\nalice,p,2.0000009,y\n");
      const more = [
        "--columns",
        "account=uid",
        "--ignore-columns",
        "note",
        "--round",
        "down",
        "--json",
        "--out",
        "out3",
      ];
      const run = await settle(folder, "a-*.csv", more);
      expect(run.code, run.stderr).to.equal(0);
      const twins =
        'a-2.csv:2: "alice p" is written as "Alice p" in a-1.csv:2, but for capitals or accents: two, or one?';
      expect(run.stderr).to.equal(`warning: ${twins}\n`);
      expect(jsonOf(run).tables.positions).to.deep.include({
        warnings: [twins],
        rounded: { rows: "1", tokens: "0.0000009" },
      });
    }));

  it("names what is no table, and the lines that are wrong, as JSON, too", () =>
    withFolder(async (folder) => {
      await writeFile(join(folder, "p.xlsx"), Uint8Array.of(0x50, 0x4b, 3, 4));
      const sheet = await settle(folder, "p.xlsx");
      expect(sheet).to.deep.include({ code: 2, stdout: "" });
      expect(sheet.stderr).to.match(/^p\.xlsx: this is a ZIP file: an \.xlsx/);
      await writeFile(join(folder, "p.csv"), "account,position,profit\na,p,x\nb \u202e,p,1\nc,p,\n");
      const run = await settle(folder, "p.csv", ["--json"]);
      expect(run.code).to.equal(2);
      expect(run.stderr.split("\n")).to.have.length(5);
      expect(run.stderr)
        .to.match(/\np\.csv: 3 rows are wrong\n$/)
        .and.not.match(/\u202e/);
      const { error } = jsonOf(run);
      expect(error).to.include({ count: "3", line: 2 });
      expect(error.errors.map(({ line }: { line: number }) => line)).to.deep.equal([2, 3, 4]);
    }));
});

describe("the recipes for tables", function () {
  this.timeout(120_000);
  const EXPORT = "uid,symbol,realizedPnl,note\nalice,BTCUSDT,500.10000000,x\nbob,ETHUSDT,-300,\ncarol,BTCUSDT,0.3,\n";
  const ENDS = { rows: "3", inProfit: "2", profit: "500400000", loss: "300000000" };

  async function totalsOf(folder: string, table: string) {
    await writeFile(join(folder, "liquidations.csv"), LIQUIDATIONS);
    const args = ["--positions", table, "--liquidations", "liquidations.csv", ...TIMES, "--out", "out", "--json"];
    const run = await fund(["settle", ...args], { cwd: folder });
    expect(run.code, run.stderr).to.equal(0);
    return jsonOf(run).tables.positions;
  }

  it("give the exchange's figures from DuckDB", () =>
    withFolder(async (folder) => {
      await writeFile(join(folder, "export.csv"), EXPORT);
      await duckdb(folder, recipe("DuckDB", "sql"));
      expect(await totalsOf(folder, "positions.parquet")).to.deep.include(ENDS);
    }));

  it("sum up a ledger with DuckDB", () =>
    withFolder(async (folder) => {
      const header = "account,position,amount\n";
      await writeFile(
        join(folder, "ledger-1.csv"),
        `${header}alice,BTCUSDT,500.2\nbob,ETHUSDT,-300\nalice,BTCUSDT,-0.1\n`,
      );
      await writeFile(join(folder, "ledger-2.csv"), `${header}carol,BTCUSDT,0.1\ncarol,BTCUSDT,0.2\n`);
      await duckdb(folder, recipe("Rows of a ledger", "sql").replace("'ledger", `'${folder}/ledger`));
      expect(await totalsOf(folder, "positions.csv")).to.deep.include(ENDS);
    }));

  it("give the exchange's figures from pandas", function () {
    const python = pythonWith("pandas");
    if (python === undefined) return this.skip();
    return withFolder(async (folder) => {
      await writeFile(join(folder, "export.csv"), EXPORT);
      const { status, stdout, stderr } = spawnSync(python, ["-c", recipe("pandas", "python")], {
        cwd: folder,
        encoding: "utf8",
      });
      expect(status, stderr).to.equal(0);
      expect(stdout).to.match(/^3 500\.40* 300\n$/);
      expect(await totalsOf(folder, "positions.csv")).to.deep.include(ENDS);
    });
  });

  describe("from PostgreSQL", () => {
    let server: Postgres | undefined;
    before(function () {
      server = startPostgres();
      if (server === undefined) this.skip();
    });
    after(() => server?.stop());

    /** Runs the recipe in a shell, with the command line by its name. */
    async function runRecipe(folder: string): Promise<Run> {
      const command = join(folder, "zke-insurance-fund");
      await writeFile(command, `#!/bin/sh\nexec '${process.execPath}' '${MAIN}' "$@"\n`);
      await chmod(command, 0o755);
      await writeFile(join(folder, "liquidations.csv"), LIQUIDATIONS);
      const env = { ...process.env, PATH: `${folder}:${process.env.PATH}`, PGHOST: server?.folder, PGUSER: "postgres" };
      const child = spawn("bash", ["-c", recipe("PostgreSQL", "bash")], { cwd: folder, env });
      let [stdout, stderr] = ["", ""];
      child.stdout.setEncoding("utf8").on("data", (text) => {
        stdout += text;
      });
      child.stderr.setEncoding("utf8").on("data", (text) => {
        stderr += text;
      });
      const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
      return { code, stdout, stderr };
    }

    it("come the exchange's figures, into standard input", () =>
      withFolder(async (folder) => {
        server?.psql(
          "CREATE TABLE realised (period int, account text, symbol text, pnl numeric);" +
            "INSERT INTO realised VALUES (1, 'alice', 'BTCUSDT', 500.10000000), (1, 'bob', 'ETHUSDT', -300), " +
            `(1, 'quo"te, ünï', 'BTCUSDT', 0.3), (2, 'bob', 'ETHUSDT', 7);`,
        );
        const run = await runRecipe(folder);
        expect(run.code, run.stderr).to.equal(0);
        expect(run.stderr).to.include("positions     3 rows read, 2 in profit: profits 500.4, losses 300\n");
      }));

    it("comes no zero for a profit that is missing", () =>
      withFolder(async (folder) => {
        server?.psql("UPDATE realised SET pnl = NULL WHERE account = 'bob' AND period = 1;");
        const run = await runRecipe(folder);
        expect(run.code).to.equal(2);
        expect(run.stderr).to.match(/^standard input:\d: column "profit": not a plain decimal number/m);
        expect(existsSync(join(folder, "period-1"))).to.equal(false);
      }));
  });
});
