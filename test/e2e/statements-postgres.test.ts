// docs/statements.md's way into PostgreSQL, word for word, where a server is installed.
import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { createProver, statementToJson, writeStatementsFile } from "zke-insurance-fund/bundle";
import { bundleOfTraders } from "../sdk/bundle/traders.ts";
import { type Postgres, startPostgres } from "../support/postgres.ts";

const DOCUMENT = new URL("../../docs/statements.md", import.meta.url).pathname;
const NAMES = ['q"uote', "back\\slash", "a,b", "ünï", " blank ", "line\nbreak", "😀", "\\."];

describe("statements in PostgreSQL", function () {
  this.timeout(120_000);
  let server: Postgres | undefined;
  before(function () {
    server = startPostgres();
    if (server === undefined) this.skip();
  });
  after(() => server?.stop());

  it("are what they are in the files, whatever the ids", async () => {
    const { folder, psql } = server as Postgres;
    const nameOf = (row: number) => ({ account: `${NAMES[row % NAMES.length]}`, position: `${NAMES[row % 3]}-${row}` });
    const prover = createProver(await bundleOfTraders(300, nameOf));
    for (const ending of ["csv", "jsonl"]) {
      const file = join(folder, `statements.${ending}`);
      await writeStatementsFile(prover, file, { asset: "USDT" });
      chmodSync(file, 0o644);
    }
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
