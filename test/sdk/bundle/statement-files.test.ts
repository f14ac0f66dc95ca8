// All statements of a bundle as files, read again by others: DuckDB knows nothing of the SDK.
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect } from "chai";
import { formatAmount } from "zke-insurance-fund";
import {
  type Bundle,
  checkStatement,
  createProver,
  openProver,
  parseStatement,
  type Statement,
  TableNotes,
  writeBundle,
  writeStatementsFile,
} from "zke-insurance-fund/bundle";
import { expectRefusal, withFolder } from "../tables/tables.ts";
import { bundleOfTraders } from "./traders.ts";

const NAMES = ['q"uote', "back\\slash", "ünï", "a,b", " blank ", "line\nbreak", "\u202e", "=1+1", "😀", "x\r"];
const ASSET = "USDT";
const ALL = { coverBps: 2000, headBps: 10_000, basis: "head" } as const;

const nameOf = (row: number) => ({ account: `${NAMES[row % NAMES.length]}${row % 41}`, position: `p,${row}` });

async function statementsOf(bundle: Bundle): Promise<Statement[]> {
  const statements: Statement[] = [];
  for await (const statement of createProver(bundle).all()) statements.push(statement);
  return statements;
}

/** What an asset statement shows of statements. */
const entriesOf = (statements: readonly Statement[]) =>
  statements.map(({ account, position, index, share, period }) => ({
    time: "2025-10-10T21:07:00Z",
    type: "Apportionment",
    asset: ASSET,
    amount: formatAmount(-share),
    account,
    position,
    period: String(period),
    index: String(index),
  }));

async function query(sql: string): Promise<Record<string, unknown>[]> {
  const connection = await (await DuckDBInstance.create(":memory:")).connect();
  const rows = (await connection.runAndReadAll(sql)).getRowObjects();
  connection.closeSync();
  return rows.map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, String(value)])));
}

describe("all statements of a bundle as a file", () => {
  for (const count of [0, 1, 9, 5_000, 70_000]) {
    it(`are lines that check, and the same entries as CSV and Parquet: ${count} positions`, () =>
      withFolder(async (folder) => {
        const bundle = await bundleOfTraders(count, nameOf, count === 5_000 ? undefined : ALL);
        await writeBundle(join(folder, "out"), bundle);
        const prover = await openProver(join(folder, "out"));
        const statements = await statementsOf(bundle);
        const told: number[] = [];
        const file = (ending: string) => join(folder, `s.${ending}`);
        for (const ending of ["jsonl", "csv", "parquet"]) {
          const options = { asset: ASSET, onRows: (_: number, done: number) => told.push(done) };
          expect(await writeStatementsFile(prover, file(ending), options)).to.equal(statements.length);
          expect((await stat(file(ending))).mode & 0o777).to.equal(0o600);
        }
        expect(told.every((done) => done >= 0 && done <= 1)).to.equal(true);
        const lines = (await readFile(file("jsonl"), "utf8")).split("\n");
        expect(lines.pop()).to.equal("");
        expect(lines.length).to.equal(statements.length);
        for (let at = 0; at < lines.length; at += 1 + Math.floor(lines.length / 50)) {
          const statement = parseStatement(lines[at]!);
          expect(statement).to.deep.equal(statements[at]);
          expect(checkStatement(statement).ok).to.equal(true);
        }
        const entries = entriesOf(statements);
        const csv = `SELECT * FROM read_csv('${file("csv")}', all_varchar = true, header = true, quote = '"', escape = '"', delim = ',', new_line='\\n')`;
        // As text: of so many rows, a comparison one by one takes minutes.
        expect(JSON.stringify(await query(csv)) === JSON.stringify(entries)).to.equal(true);
        const parquet = await query(`SELECT * FROM read_parquet('${file("parquet")}')`);
        expect(JSON.stringify(parquet) === JSON.stringify(entries)).to.equal(true);
        const [sum] = await query(
          `SELECT coalesce(sum(CAST(amount AS DECIMAL(38, 6))), 0) AS total FROM read_parquet('${file("parquet")}')`,
        );
        expect(Number(sum!.total)).to.equal(-Number(formatAmount(bundle.document.outcome.shared)));
      })).timeout(180_000);
  }

  it("have ids as they are in CSV, and tell those that a spreadsheet would run, with their lines", () =>
    withFolder(async (folder) => {
      const ids = ["=1+1", "a-b", "+1", "two\nlines", "-1", "@sum", "\ttab", "\rreturn", "1=1"];
      const bundle = await bundleOfTraders(ids.length, (row) => ({ account: ids[row]!, position: `=${row}` }), ALL);
      const [file, notes] = [join(folder, "s.csv"), new TableNotes()];
      await writeStatementsFile(createProver(bundle), file, { asset: ASSET, notes });
      const lines = (await readFile(file, "utf8")).split("\n");
      const told = notes.warnings.map(({ args }) => args as { line: number; column: string; id: string });
      // A row begins at the line that is told; of one row, the position stands in the next.
      const broken = `=${ids.indexOf("two\nlines")}`;
      for (const { line, id } of told) expect(lines[line - (id === broken ? 0 : 1)]).to.include(id);
      expect(told.filter(({ column }) => column === "position")).to.have.length(ids.length);
      const accounts = told.filter(({ column }) => column === "account").map(({ id }) => id);
      expect(accounts).to.have.members(["=1+1", "+1", "-1", "@sum", "\ttab", "\rreturn"]);
      const { line } = told.find(({ id }) => id === "=1+1")!;
      expect(notes.lines()).to.include(
        `${file}:${line}: column "account": a spreadsheet runs "=1+1" as a formula unless it imports the column as text`,
      );
      const typed = new TableNotes();
      await writeStatementsFile(createProver(bundle), join(folder, "s.parquet"), { asset: ASSET, notes: typed });
      expect(typed.warningCount, "in Parquet, a text is a text").to.equal(0);
    }));

  it("are there as a whole or not at all, and never in place of another file", () =>
    withFolder(async (folder) => {
      const bundle = await bundleOfTraders(5_000);
      const prover = createProver(bundle);
      const { statements } = bundle.private!;
      const file = join(folder, "s.jsonl");
      const swapped = { ...statements, rows: statements.rows.slice() };
      // The last name is another's: all parts but the last are written by then.
      swapped.rows[statements.count - 1] = 0;
      const wrong = createProver({ ...bundle, private: { ...bundle.private!, statements: swapped } });
      await expectRefusal(writeStatementsFile(wrong, file), /are not those of the key/);
      expect(await readdir(folder)).to.deep.equal([]);
      const short = { ...statements, count: statements.count - 1 };
      const lacking = createProver({ ...bundle, private: { ...bundle.private!, statements: short } });
      await expectRefusal(writeStatementsFile(lacking, file), /not one statement for each head position/);
      const controller = new AbortController();
      const onRows = () => controller.abort();
      const stopped = writeStatementsFile(prover, file, { signal: controller.signal, onRows });
      expect(await stopped.catch((error: Error) => error.name)).to.equal("AbortError");
      expect(await readdir(folder)).to.deep.equal([]);
      await writeFile(file, "precious");
      await expectRefusal(writeStatementsFile(prover, file), /there is such a file already/);
      expect(await readFile(file, "utf8")).to.equal("precious");
      expect(await readdir(folder)).to.deep.equal(["s.jsonl"]);
      await expectRefusal(writeStatementsFile(prover, join(folder, "none", "s.jsonl")), /no such file or folder/);
    })).timeout(60_000);

  it("need an ending that says what they are, and an asset where entries name it", () =>
    withFolder(async (folder) => {
      const prover = createProver(await bundleOfTraders(9));
      await expectRefusal(writeStatementsFile(prover, join(folder, "s.xlsx")), /\.jsonl, \.csv or \.parquet/);
      await expectRefusal(writeStatementsFile(prover, join(folder, "s")), /\.jsonl, \.csv or \.parquet/);
      await expectRefusal(writeStatementsFile(prover, join(folder, "s.csv")), /name their asset/);
      await expectRefusal(writeStatementsFile(prover, join(folder, "s.parquet"), { asset: "" }), /name their asset/);
      expect(await readdir(folder)).to.deep.equal([]);
    }));
});
