// docs/statements.md's way into PostgreSQL, word for word, where a server is installed.
import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { createProver, statementToJson, writeStatementsFile } from "zke-insurance-fund/bundle";
import { bundleOfTraders } from "../sdk/bundle/traders.ts";

const VERSIONS = "/usr/lib/postgresql";
const DOCUMENT = new URL("../../docs/statements.md", import.meta.url).pathname;
const NAMES = ['q"uote', "back\\slash", "a,b", "ünï", " blank ", "line\nbreak", "😀", "\\."];

function serverFolder(): string | undefined {
  if (!existsSync(VERSIONS)) return undefined;
  const [newest] = readdirSync(VERSIONS).toSorted((a, b) => Number(b) - Number(a));
  const folder = join(VERSIONS, newest ?? "", "bin");
  return existsSync(join(folder, "initdb")) ? folder : undefined;
}

/** Runs a program as one that a server may run as: never as root. */
function run(program: string, args: readonly string[], input = ""): string {
  const isRoot = process.getuid?.() === 0;
  const [command, rest] = isRoot ? ["runuser", ["-u", "postgres", "--", program, ...args]] : [program, args];
  const { status, stdout, stderr, error } = spawnSync(command, rest as string[], {
    encoding: "utf8",
    input,
    cwd: tmpdir(),
  });
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`);
  return stdout;
}

describe("statements in PostgreSQL", function () {
  this.timeout(120_000);
  const bin = serverFolder();
  let folder: string;
  let isUp = false;
  before(function () {
    if (bin === undefined) this.skip();
    folder = mkdtempSync(join(tmpdir(), "pg-"));
    chmodSync(folder, 0o777);
    const data = join(folder, "data");
    run(join(bin, "initdb"), ["-D", data, "-A", "trust", "-E", "UTF8", "--locale", "C"]);
    const options = `-k ${folder} -c listen_addresses=`;
    run(join(bin, "pg_ctl"), ["-D", data, "-o", options, "-l", join(folder, "log"), "-w", "start"]);
    isUp = true;
  });
  after(() => {
    if (isUp) run(join(bin as string, "pg_ctl"), ["-D", join(folder, "data"), "-m", "immediate", "stop"]);
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
  });

  it("are what they are in the files, whatever the ids", async () => {
    const nameOf = (row: number) => ({ account: `${NAMES[row % NAMES.length]}`, position: `${NAMES[row % 3]}-${row}` });
    const prover = createProver(await bundleOfTraders(300, nameOf));
    for (const ending of ["csv", "jsonl"]) {
      const file = join(folder, `statements.${ending}`);
      await writeStatementsFile(prover, file, { asset: "USDT" });
      chmodSync(file, 0o644);
    }
    const psql = (sql: string) => run("psql", ["-h", folder, "-d", "postgres", "-At", "-v", "ON_ERROR_STOP=1"], sql);
    for (const [, sql = ""] of readFileSync(DOCUMENT, "utf8").matchAll(/```sql\n([\s\S]*?)```/g)) {
      psql(`\\cd ${folder}\n${sql}`);
    }
    const all = [];
    for await (const statement of prover.all()) all.push(statement);
    const shared = prover.document.outcome.shared;
    const totals = psql(`SELECT count(*), -sum(amount) * 1000000 = ${shared} FROM apportionments;`);
    expect(totals.trim()).to.equal(`${all.length}|t`);
    const names = psql("SELECT json_agg(json_build_array(account, position) ORDER BY index) FROM apportionments;");
    expect(JSON.parse(names)).to.deep.equal(all.map(({ account, position }) => [account, position]));
    const lines = psql("SELECT json_agg(statement ORDER BY (statement ->> 'index')::int) FROM statements;");
    expect(JSON.parse(lines)).to.deep.equal(all.map(statementToJson));
  });
});
