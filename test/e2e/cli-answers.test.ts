import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { POSITION_HEADER } from "../sdk/tables/tables.ts";
import { fund, startFund, withFolder } from "./cli.ts";
import { jsonOf, settled, someCase, writeTables } from "./cli-tables.ts";

describe("the command line, where the answer is no", function () {
  this.timeout(60_000);

  it("finds no statement for a position that is not there", () =>
    withFolder(async (folder) => {
      const args = ["prove", "--bundle", await settled(folder), "--account", "nobody", "--position", "x"];
      const run = await fund(args);
      expect(run).to.deep.include({ code: 1, stdout: "" });
      expect(run.stderr).to.match(/^The settlement has no position "x" of account "nobody"\.\n/);
      expect(jsonOf(await fund([...args, "--json"]))).to.deep.equal({ found: false, account: "nobody", position: "x" });
    }));

  it("shows no sign of a name that a terminal would act on", () =>
    withFolder(async (folder) => {
      const out = await settled(folder);
      const names = ["--account", "bob\u202e", "--position", "p\u200b"];
      const { code, stderr } = await fund(["prove", "--bundle", out, ...names]);
      expect(code).to.equal(1);
      expect(stderr)
        .to.include('no position "p\\u200b" of account "bob\\u202e"')
        .and.not.match(/\p{Cf}/u);
    }));

  it("refuses a forged statement with a sentence, and a malformed one as unusable", () =>
    withFolder(async (folder) => {
      const row = someCase.rows[1]!;
      const { stdout } = await fund([
        "prove",
        "--bundle",
        await settled(folder),
        "--account",
        row.account,
        "--position",
        row.position,
      ]);
      const statement = JSON.parse(stdout);
      const file = join(folder, "s.json");
      const check = async (content: string) => {
        await writeFile(file, content);
        return fund(["check", "--statement", file]);
      };
      const forged = await check(JSON.stringify({ ...statement, share: "0" }));
      expect(forged).to.deep.include({ code: 1, stderr: "" });
      expect(forged.stdout).to.match(
        /^The statement does not hold:\n {2}The share is not the rule's: it is 0, and should be [\d.]+\.\n$/,
      );
      const json = await fund(["check", "--statement", file, "--json"]);
      expect(json.code).to.equal(1);
      expect(jsonOf(json)).to.deep.include({ ok: false, share: "0" });
      const long = await check(
        JSON.stringify({ ...statement, proof: Array.from({ length: 10_000 }, () => statement.key) }),
      );
      expect(long).to.deep.include({ code: 1, stderr: "" });
      for (const content of [
        "",
        "{}",
        "[".repeat(500_000),
        JSON.stringify({ ...statement, index: 1 }),
        "\xff",
        " ".repeat(2_000_000),
      ]) {
        const run = await check(content);
        expect(run).to.deep.include({ code: 2, stdout: "" });
        expect(run.stderr).to.match(/^\S+s\.json: [^\n]+\n$/);
      }
    }));

  it("says what is wrong with a changed bundle, and that another folder is none", () =>
    withFolder(async (folder) => {
      const out = await settled(folder);
      const path = join(out, "settlement.json");
      const document = await readFile(path, "utf8");
      await writeFile(
        path,
        document.replace(/"loss": "(\d+)"/, (_, loss) => `"loss": "${BigInt(loss) + 1n}"`),
      );
      const wrong = await fund(["verify", "--bundle", out]);
      expect(wrong).to.deep.include({ code: 1, stderr: "" });
      expect(wrong.stdout).to.match(
        /^The bundle in \S+ is wrong:\n {2}settlement\.json, settlement\.loss: not what the lists give \(is \d+, should be \d+\)\n$/,
      );
      const json = await fund(["verify", "--bundle", out, "--json"]);
      expect(json.code).to.equal(1);
      expect(jsonOf(json).findings).to.have.length(1);
      const unreadable = /positions\.parquet: the columns are not the expected ones/;
      await cp(join(out, "liquidations.parquet"), join(out, "positions.parquet"));
      const both = await fund(["verify", "--bundle", out]);
      expect(both.code, "a file that cannot be read hides nothing").to.equal(1);
      expect(both.stdout)
        .to.match(/settlement\.loss: not what the lists give/)
        .and.to.match(unreadable);
      await writeFile(path, document);
      const other = await fund(["verify", "--bundle", out]);
      expect(other).to.deep.include({ code: 2, stdout: "" });
      expect(other.stderr).to.match(unreadable);
    }));
});

describe("the command line, when it is stopped", function () {
  this.timeout(60_000);

  it("leaves nothing half-written, whenever the signal comes", () =>
    withFolder(async (folder) => {
      const rows = Array.from({ length: 30_000 }, (_, i) => `account-${i},BTCUSDT,${i + 1}.5\n`);
      const tables = await writeTables(folder, `${POSITION_HEADER}\n${rows.join("")}`);
      for (const pause of [0, 100, 200, 300, 400, 500, 600, 700]) {
        const { child } = startFund(["settle", ...tables]);
        const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
        await new Promise((resolve) => setTimeout(resolve, pause));
        child.kill("SIGINT");
        await ended;
        const left = (await readdir(folder)).filter((name) => !name.endsWith(".csv"));
        if (left.length === 0) continue;
        expect(left).to.deep.equal(["out"]);
        expect((await fund(["verify", "--bundle", join(folder, "out")])).code).to.equal(0);
        break;
      }
    }));

  it("does not mind a reader that leaves early", async () => {
    const { child } = startFund(["--help"]);
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(code).to.equal(0);
  });
});
