import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { liquidationsCsv, POSITION_HEADER, positionsCsv, VALUE_HEADER } from "../sdk/bundle/tables.ts";
import { vectors } from "../sdk/support/vectors.ts";
import { fund, type Run, startFund, withFolder } from "./cli.ts";

const SECRET = `0x${"11".repeat(32)}`;
const TIMES = ["--period", "1", "--start", "1760129700", "--end", "1760130420"];
const someCase = vectors.find(({ name }) => name === "random, 16 positions")!;

/** The one JSON value on standard output; anything else there is an error. */
function jsonOf({ stdout }: Run) {
  expect(stdout, "one line").to.match(/^[^\n]+\n$/);
  return JSON.parse(stdout);
}

async function writeTables(
  folder: string,
  positions = positionsCsv(someCase.positions),
  liquidations = liquidationsCsv(someCase.liquidations),
) {
  await writeFile(join(folder, "p.csv"), positions);
  await writeFile(join(folder, "l.csv"), liquidations);
  return [
    "--positions",
    join(folder, "p.csv"),
    "--liquidations",
    join(folder, "l.csv"),
    ...TIMES,
    "--out",
    join(folder, "out"),
  ];
}

async function settled(folder: string): Promise<string> {
  const { code, stderr } = await fund(["settle", ...(await writeTables(folder)), "--secret", someCase.secret]);
  expect(code, stderr).to.equal(0);
  return join(folder, "out");
}

describe("the command line", function () {
  this.timeout(60_000);

  for (const { name, secret, policy, positions, liquidations, settlement, outcome, rows } of vectors) {
    it(`settles, verifies, proves and checks: ${name}`, () =>
      withFolder(async (folder) => {
        const tables = await writeTables(folder, positionsCsv(positions), liquidationsCsv(liquidations));
        const rule = [
          "--basis",
          policy.basis,
          "--cover-bps",
          String(policy.coverBps),
          "--head-bps",
          String(policy.headBps),
        ];
        const settle = await fund(["settle", ...tables, "--secret", secret, ...rule, "--json"]);
        expect(settle, settle.stderr).to.deep.include({ code: 0, stderr: "" });
        expect(jsonOf(settle).settlement).to.deep.include(settlement);
        expect(jsonOf(settle).outcome).to.deep.equal(outcome);
        const bundle = ["--bundle", join(folder, "out")];
        const verify = await fund(["verify", ...bundle, "--json"]);
        expect(verify).to.deep.include({ code: 0, stderr: "" });
        expect(jsonOf(verify)).to.deep.include({ ok: true, findings: [], period: "1", privateVerified: true });
        for (const row of rows.slice(rows.length / 2, rows.length / 2 + 1)) {
          const prove = await fund([
            "prove",
            ...bundle,
            "--account",
            row.account,
            "--position",
            row.position,
            "--json",
          ]);
          expect(prove).to.deep.include({ code: 0, stderr: "" });
          expect(jsonOf(prove)).to.deep.include({ ...row });
          await writeFile(join(folder, "statement.json"), prove.stdout);
          const check = await fund(["check", "--statement", join(folder, "statement.json"), "--json"]);
          expect(check).to.deep.include({ code: 0, stderr: "" });
          expect(jsonOf(check)).to.deep.include({ ok: true, problems: [], account: row.account, share: row.share });
        }
      }));
  }

  it("says in words what --json says in figures", () =>
    withFolder(async (folder) => {
      const out = await settled(folder);
      const row = someCase.rows[0]!;
      const prove = await fund(["prove", "--bundle", out, "--account", row.account, "--position", row.position]);
      expect(JSON.parse(prove.stdout).share).to.equal(row.share);
      expect(prove.stderr).to.match(/^The share is [\d.]+ of a profit of [\d.]+: index 0 of 11 positions/);
      await writeFile(join(folder, "s.json"), prove.stdout);
      const check = await fund(["check", "--statement", join(folder, "s.json")]);
      expect(check).to.deep.include({ code: 0, stderr: "" });
      expect(check.stdout).to.match(/^The statement holds: position ".*" of account ".*" is charged/);
      const verify = await fund(["verify", "--bundle", out]);
      expect(verify).to.deep.include({ code: 0, stderr: "" });
      expect(verify.stdout).to.match(
        /^The bundle of period 1 is right: 11 positions and 3 liquidations give the header/,
      );
    }));

  it("draws another secret each time, and never shows it", () =>
    withFolder(async (folder) => {
      const tables = await writeTables(folder);
      const first = await fund(["settle", ...tables]);
      const secret = (await readFile(join(folder, "out/private/secret"), "utf8")).trim();
      expect(secret).to.match(/^0x[0-9a-f]{64}$/);
      expect(first.stdout + first.stderr)
        .to.match(/Period 1 is settled/)
        .and.not.include(secret);
      const again = await fund(["settle", ...tables.slice(0, -1), join(folder, "out2")]);
      expect(again.code).to.equal(0);
      expect((await readFile(join(folder, "out2/private/secret"), "utf8")).trim()).not.to.equal(secret);
      const wrong = await fund(["settle", ...tables.slice(0, -1), join(folder, "out3"), "--secret", `${secret}0`]);
      expect(wrong).to.deep.include({
        code: 2,
        stdout: "",
        stderr: "--secret is not usable (expected 0x and 64 hex digits)\n",
      });
    }));
});

describe("the command line, on input it cannot use", function () {
  this.timeout(60_000);

  const badTables: [name: string, positions: string, liquidations: string, line: RegExp][] = [
    [
      "a 7th decimal",
      `${POSITION_HEADER}\na,b,1\na,c,1.0000001\n`,
      `${VALUE_HEADER}\n`,
      /\/p\.csv:3: column "profit": an amount has at most 6 decimals \(got "1\.0000001"\)\n$/,
    ],
    [
      "a repeated position",
      `${POSITION_HEADER}\na,b,1\na,b,2\n`,
      `${VALUE_HEADER}\n`,
      /\/p\.csv:3: column "position": the same account and position as in line 2\n$/,
    ],
    [
      "an unknown side",
      `${POSITION_HEADER}\n`,
      `${VALUE_HEADER}\nl,BTC,both,1,1\n`,
      /\/l\.csv:2: column "side": unknown side \(got "both", expected "long" or "short"\)\n$/,
    ],
    ["an empty file", "", `${VALUE_HEADER}\n`, /\/p\.csv:1: the file is empty: the header row is missing/],
  ];
  for (const [name, positions, liquidations, line] of badTables) {
    it(`stops at ${name} with its place, and writes nothing`, () =>
      withFolder(async (folder) => {
        const { code, stdout, stderr } = await fund([
          "settle",
          ...(await writeTables(folder, positions, liquidations)),
        ]);
        expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
        expect(stderr)
          .to.match(line)
          .and.match(/^[^\n]+\n$/);
        expect((await readdir(folder)).sort()).to.deep.equal(["l.csv", "p.csv"]);
      }));
  }

  it("gives the refusal as JSON, too", () =>
    withFolder(async (folder) => {
      const tables = await writeTables(folder, `${POSITION_HEADER}\na,b,x\n`);
      const run = await fund(["settle", ...tables, "--json"]);
      expect(run.code).to.equal(2);
      expect(jsonOf(run).error).to.deep.include({ file: join(folder, "p.csv"), line: 2, column: "profit", got: "x" });
    }));

  it("refuses a folder with something in it before it reads, and totals that no header can hold", () =>
    withFolder(async (folder) => {
      const tables = await writeTables(folder);
      await mkdir(join(folder, "out"));
      await writeFile(join(folder, "out/note"), "");
      const full = await fund(["settle", ...tables]);
      expect(full.code).to.equal(2);
      expect(full.stderr).to.match(/\/out: the output folder is not empty \(expected a new or an empty folder\)\n$/);
      expect(await readdir(join(folder, "out"))).to.deep.equal(["note"]);
      const most = "170141183460469231731687303715884.105728";
      const rows = ["a", "b"].map((account) => `${account},p,${most}\n`).join("");
      const other = await writeTables(folder, `${POSITION_HEADER}\n${rows}`, `${VALUE_HEADER}\nl,BTC,long,100,0\n`);
      const large = await fund(["settle", ...other.slice(0, -1), join(folder, "out2")]);
      expect(large.code).to.equal(2);
      expect(large.stderr).to.match(/^the total profit is out of range /);
      expect(existsSync(join(folder, "out2"))).to.equal(false);
    }));

  const usage: [name: string, args: string[], message: RegExp][] = [
    ["no command", [], /a command is missing; "zke-insurance-fund --help" explains\n$/],
    [
      "an unknown command",
      ["setle"],
      /^unknown command 'setle' \(Did you mean settle\?\); "zke-insurance-fund --help" explains\n$/,
    ],
    [
      "an unknown option",
      ["verify", "--bundle", "x", "--jsn"],
      /^unknown option '--jsn' \(Did you mean --json\?\); "zke-insurance-fund verify --help" explains\n$/,
    ],
    [
      "a missing option",
      ["verify"],
      /^required option '--bundle <folder>' not specified; "zke-insurance-fund verify --help" explains\n$/,
    ],
    ["an option without its value", ["check", "--statement"], /^option '--statement <file>' argument missing/],
    ["a word too many", ["verify", "--bundle", "x", "y"], /^too many arguments/],
    [
      "a missing bundle",
      ["verify", "--bundle", "/nonexistent"],
      /^\/nonexistent\/settlement\.json: no such file or folder\n$/,
    ],
    ["a missing statement", ["check", "--statement", "/nonexistent"], /^\/nonexistent: no such file or folder\n$/],
    ["a folder as a statement", ["check", "--statement", "/"], /^\/: a folder, where a file is expected\n$/],
    [
      "a missing table",
      ["settle", "--positions", "/no", "--liquidations", "/no", ...TIMES, "--out", "/no/out"],
      /^\/no: no such file or folder\n$/,
    ],
    [
      "a folder as a table",
      ["settle", "--positions", "/", "--liquidations", "/", ...TIMES, "--out", "/no/out"],
      /^\/: a folder, where a file is expected\n$/,
    ],
  ];
  for (const [name, args, message] of usage) {
    it(`says what is wrong with ${name}`, async () => {
      const run = await fund(args);
      expect(run).to.deep.include({ code: 2, stdout: "" });
      expect(run.stderr).to.match(message);
      const asJson = await fund([...args, "--json"]);
      expect(asJson.code).to.equal(2);
      expect(jsonOf(asJson)).to.have.nested.property("error.message");
    });
  }

  for (const [option, value, reason] of [
    ["--period", "0", /periods are numbered from 1/],
    ["--period", "-1", /^--period is not usable \(got "-1"/],
    ["--period", "1e3", /^--period is not usable/],
    ["--period", "18446744073709551616", /^--period is not usable/],
    ["--end", "1760129700", /a period ends after it starts/],
    ["--start", "soon", /^--start is not usable/],
    ["--basis", "some", /^--basis is not usable \(got "some", expected head or all\)/],
    ["--cover-bps", "10001", /coverBps is out of bounds/],
    ["--head-bps", "0", /headBps is out of bounds/],
  ] as const) {
    it(`refuses ${option} ${value}`, () =>
      withFolder(async (folder) => {
        const run = await fund(["settle", ...(await writeTables(folder)), option, value]);
        expect(run).to.deep.include({ code: 2, stdout: "" });
        expect(run.stderr).to.match(reason);
        expect(existsSync(join(folder, "out"))).to.equal(false);
      }));
  }

  it("prints help on request, with an example for each command", async () => {
    for (const args of [
      ["--help"],
      ["settle", "--help"],
      ["verify", "--help"],
      ["prove", "--help"],
      ["check", "--help"],
    ]) {
      const { code, stdout, stderr } = await fund(args);
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
      expect(stdout).to.include("$ zke-insurance-fund ");
    }
    expect((await fund(["--version"])).stdout).to.match(/^\d+\.\d+\.\d+\n$/);
  });
});

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
        /^The statement does not hold:\n {2}The share is not the rule's: it is 0, and should be \d+ base units\.\n$/,
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
      await cp(join(out, "liquidations.parquet"), join(out, "positions.parquet"));
      const other = await fund(["verify", "--bundle", out]);
      expect(other).to.deep.include({ code: 2, stdout: "" });
      expect(other.stderr).to.match(/positions\.parquet: the columns are not the expected ones/);
    }));
});

describe("the command line, when it is stopped", function () {
  this.timeout(60_000);

  it("leaves nothing half-written, whenever the signal comes", () =>
    withFolder(async (folder) => {
      const rows = Array.from({ length: 30_000 }, (_, i) => `account-${i},BTCUSDT,${i + 1}.5\n`);
      const tables = await writeTables(folder, `${POSITION_HEADER}\n${rows.join("")}`);
      for (const pause of [0, 100, 200, 300, 400, 500, 600, 700]) {
        const child = startFund(["settle", ...tables]);
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
    const child = startFund(["--help"]);
    child.stdout.destroy();
    const code = await new Promise((resolve) => child.on("close", resolve));
    expect(code).to.equal(0);
  });
});

describe("the command line, on the auto-deleveraging of 10 October 2025", function () {
  this.timeout(60_000);
  const data = new URL("../../../shared/data/hyperliquid-2025-10-10/", import.meta.url).pathname;

  it("gives the known settlement", async function () {
    if (!existsSync(data)) return this.skip();
    await withFolder(async (folder) => {
      const out = join(folder, "out");
      const tables = ["--positions", join(data, "positions.csv"), "--liquidations", join(data, "liquidations.csv")];
      const run = await fund(["settle", ...tables, ...TIMES, "--secret", SECRET, "--out", out, "--json"]);
      expect(jsonOf(run).outcome.shared).to.equal("18552883587863");
      expect(jsonOf(run).settlement).to.deep.include({
        positionCount: "19230",
        headCount: "427",
        positionsRoot: "0x01764402937b1b725d435e3c15c4829d5ec9c10af7993ace07648736c73f5d1f",
      });
      expect((await fund(["verify", "--bundle", out])).code).to.equal(0);
    });
  });
});
