import { existsSync } from "node:fs";
import { cp, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { checksumAddress } from "zke-insurance-fund";
import { vectors } from "../sdk/support/vectors.ts";
import { liquidationsCsv, POSITION_HEADER, positionsCsv, VALUE_HEADER } from "../sdk/tables/tables.ts";
import { fund, type Run, startFund, withFolder } from "./cli.ts";

const SECRET = `0x${"11".repeat(32)}`;
const TIMES = ["--period", "1", "--start", "1760126400", "--end", "1760155200"];
const TIME = "2025-10-10T21:00:00Z";
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

/** The arguments without an option and its value. */
function without(args: readonly string[], option: string): string[] {
  const at = args.indexOf(option);
  return args.filter((_, i) => i !== at && i !== at + 1);
}

async function settled(folder: string): Promise<string> {
  const { code, stderr } = await fund(["settle", ...(await writeTables(folder)), "--secret", someCase.secret]);
  expect(code, stderr).to.equal(0);
  return join(folder, "out");
}

describe("the command line", function () {
  this.timeout(60_000);

  for (const vector of vectors) {
    it(`settles, verifies, proves and checks: ${vector.name}`, () =>
      withFolder(async (folder) => {
        const { secret, policy, positions, liquidations, settlement, outcome, rows, chainId, settlementHash } = vector;
        const fundArgs = ["--fund", vector.fund, "--chain-id", chainId, "--decimals", "6"];
        const named = { chainId, fund: checksumAddress(vector.fund), decimals: 6 };
        const tables = await writeTables(folder, positionsCsv(positions), liquidationsCsv(liquidations));
        const rule = [
          "--basis",
          policy.basis,
          "--cover-bps",
          String(policy.coverBps),
          "--head-bps",
          String(policy.headBps),
        ];
        const settle = await fund(["settle", ...tables, ...fundArgs, "--secret", secret, ...rule, "--json"]);
        expect(settle, settle.stderr).to.deep.include({ code: 0, stderr: "" });
        expect(jsonOf(settle).settlement).to.deep.include(settlement);
        expect(jsonOf(settle)).to.deep.include({ outcome, settlementHash, ...named });
        const bundle = ["--bundle", join(folder, "out")];
        const verify = await fund(["verify", ...bundle, "--json"]);
        expect(verify).to.deep.include({ code: 0, stderr: "" });
        expect(jsonOf(verify)).to.deep.include({ ok: true, findings: [], period: "1", privateVerified: true });
        expect(jsonOf(verify)).to.deep.include({ settlementHash, ...named });
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
          expect(jsonOf(prove)).to.deep.include({ ...row, ...named });
          await writeFile(join(folder, "statement.json"), prove.stdout);
          const check = await fund(["check", "--statement", join(folder, "statement.json"), "--json"]);
          expect(check).to.deep.include({ code: 0, stderr: "" });
          expect(jsonOf(check)).to.deep.include({ ok: true, problems: [], account: row.account, share: row.share });
          expect(jsonOf(check)).to.deep.include({ checkedAgainst: "header", ...named });
        }
      }));
  }

  it("says in words what --json says in figures", () =>
    withFolder(async (folder) => {
      const out = await settled(folder);
      const row = someCase.rows[0]!;
      const prove = await fund(["prove", "--bundle", out, "--account", row.account, "--position", row.position]);
      expect(JSON.parse(prove.stdout).share).to.equal(row.share);
      expect(prove.stderr).to.match(/^The share is [\d.]+ of a profit of [\d.]+: index 0 of 15 positions/);
      await writeFile(join(folder, "s.json"), prove.stdout);
      const check = await fund(["check", "--statement", join(folder, "s.json")]);
      expect(check).to.deep.include({ code: 0, stderr: "" });
      expect(check.stdout).to.match(/^The statement holds: position ".*" of account ".*" is charged/);
      const verify = await fund(["verify", "--bundle", out]);
      expect(verify).to.deep.include({ code: 0, stderr: "" });
      expect(verify.stdout).to.match(
        /^The bundle of period 1 of no named fund is right: 15 positions and 5 liquidations give the header/,
      );
      expect(verify.stdout).to.include("It has no settlement hash, and cannot be submitted.");
      expect(check.stdout).to.match(/ in period 1 of no named fund\.\n/);
      expect(check.stdout).to.include("It is of no named fund, so no chain can say whether its header counts.");
    }));

  it("names the fund and its chain in every answer", () =>
    withFolder(async (folder) => {
      const address = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";
      const tables = await writeTables(
        folder,
        `${POSITION_HEADER}\na,p,1.25\n`,
        `${VALUE_HEADER}\nl,BTC,long,1,1,0,${TIME}\n`,
      );
      const args = ["--fund", address.toLowerCase(), "--chain-id", "42161", "--decimals", "18"];
      const settle = await fund(["settle", ...tables, ...args]);
      expect(settle).to.deep.include({ code: 0, stderr: "" });
      const of = `of the fund ${address} on chain 42161`;
      expect(settle.stdout)
        .to.include(`Period 1 ${of} is settled`)
        .and.to.include("positions          1 in profit: 1.25");
      const [hash] = /0x[0-9a-f]{64}/.exec(settle.stdout)!;
      const bundle = ["--bundle", join(folder, "out")];
      const verify = await fund(["verify", ...bundle]);
      expect(verify.stdout).to.include(`The bundle of period 1 ${of} is right`).and.to.include(`hash is ${hash}.`);
      const prove = await fund(["prove", ...bundle, "--account", "a", "--position", "p"]);
      expect(prove.stderr).to.match(/^The share is 0\.8 of a profit of 1\.25: /);
      await writeFile(join(folder, "s.json"), prove.stdout);
      const check = await fund(["check", "--statement", join(folder, "s.json")]);
      expect(check.stdout).to.include(`charged 0.8 of a profit of 1.25 in period 1 ${of}.`);
      expect(check.stdout).to.include(
        `Not asked: whether the header is the one on chain. Its settlement hash is ${hash}.`,
      );
    }));

  it("settles for no named fund where none is given, by 6 decimals or those given", () =>
    withFolder(async (folder) => {
      const tables = await writeTables(folder, `${POSITION_HEADER}\n`, `${VALUE_HEADER}\nl,BTC,long,1,5,0,${TIME}\n`);
      const six = await fund(["settle", ...tables, "--json"]);
      const nobody = { chainId: null, fund: null, settlementHash: null };
      expect(jsonOf(six)).to.include({ ...nobody, decimals: 6 });
      expect(jsonOf(six).settlement.loss).to.equal("5000000");
      const two = await fund(["settle", ...tables.slice(0, -1), join(folder, "out2"), "--decimals", "2", "--json"]);
      expect(jsonOf(two)).to.include({ ...nobody, decimals: 2 });
      expect(jsonOf(two).settlement.loss).to.equal("500");
      expect(await readFile(join(folder, "out2/settlement.json"), "utf8")).to.include(
        '"chainId": null,\n  "fund": null',
      );
    }));

  it("draws another secret each time, and never shows it", () =>
    withFolder(async (folder) => {
      const tables = await writeTables(folder);
      const first = await fund(["settle", ...tables]);
      const secret = (await readFile(join(folder, "out/private/secret"), "utf8")).trim();
      expect(secret).to.match(/^0x[0-9a-f]{64}$/);
      expect(first.stdout + first.stderr)
        .to.match(/Period 1 of no named fund is settled/)
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
      `${VALUE_HEADER}\nl,BTC,both,1,1,1,1760130000\n`,
      /\/l\.csv:2: column "side": unknown side \(got "both", expected "long" or "short"\)\n$/,
    ],
    [
      "a quantity of nothing",
      `${POSITION_HEADER}\n`,
      `${VALUE_HEADER}\nl,BTC,long,0,1,1,1760130000\n`,
      /\/l\.csv:2: column "quantity": a quantity is above zero \(got "0"\)\n$/,
    ],
    [
      "a time at the period's end",
      `${POSITION_HEADER}\n`,
      `${VALUE_HEADER}\nl,BTC,long,1,1,1,1760155200\n`,
      /\/l\.csv:2: column "time": a time outside the period \(got "1760155200", expected from 1760126400 on, before 1760155200\)\n$/,
    ],
    [
      "a time without its offset",
      `${POSITION_HEADER}\n`,
      `${VALUE_HEADER}\nl,BTC,long,1,1,1,2025-10-10T21:00:00\n`,
      /\/l\.csv:2: column "time": a time needs its offset /,
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
      const other = await writeTables(
        folder,
        `${POSITION_HEADER}\n${rows}`,
        `${VALUE_HEADER}\nl,BTC,long,1,100,0,${TIME}\n`,
      );
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
    ["--end", "1760126400", /a period ends after it starts/],
    ["--start", "soon", /^--start is not usable/],
    ["--basis", "some", /^--basis is not usable \(got "some", expected head or all\)/],
    ["--decimals", "19", /decimals are out of range \(got "19", expected 0 to 18\)/],
    ["--decimals", "-1", /^--decimals is not usable/],
    ["--chain-id", "1", /^--fund is missing \(expected --chain-id and --fund together\)/],
    ["--rpc", "http://127.0.0.1:1", /^--fund is missing \(expected --rpc and --fund together\)/],
    ["--fund", "0x12", /^--chain-id is missing \(expected with --fund, either --rpc, or --chain-id and --decimals\)/],
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

  const ADDRESS = "0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359";
  const incomplete: [name: string, change: (args: string[]) => string[], message: RegExp][] = [
    ["no period", (args) => without(args, "--period"), /^--period is missing \(expected it may be left out where/],
    ["no start", (args) => without(args, "--start"), /^--start is missing/],
    ["no end", (args) => without(args, "--end"), /^--end is missing/],
    ["a fund without decimals", (args) => [...args, "--fund", ADDRESS, "--chain-id", "1"], /^--decimals is missing/],
    ["a fund without a chain", (args) => [...args, "--fund", ADDRESS, "--decimals", "6"], /^--chain-id is missing/],
    [
      "chain 0",
      (args) => [...args, "--fund", ADDRESS, "--decimals", "6", "--chain-id", "0"],
      /^--chain-id and --fund are not usable: a chain id is out of range \(got "0"/,
    ],
    [
      "a fund that is zero",
      (args) => [...args, "--fund", `0x${"00".repeat(20)}`, "--decimals", "6", "--chain-id", "1"],
      /^--chain-id and --fund are not usable: the fund's address is zero/,
    ],
    [
      "a slip in the fund's address",
      (args) => [...args, "--fund", ADDRESS.replace("fB", "fb"), "--decimals", "6", "--chain-id", "1"],
      /^--chain-id and --fund are not usable: an address's capitals do not fit its digits/,
    ],
    [
      "no chain at the address",
      (args) => [...args, "--fund", ADDRESS, "--rpc", "nowhere"],
      /^the chain's address is not usable/,
    ],
  ];
  for (const [name, change, message] of incomplete) {
    it(`refuses to settle with ${name}, and writes nothing`, () =>
      withFolder(async (folder) => {
        const run = await fund(["settle", ...change(await writeTables(folder))]);
        expect(run).to.deep.include({ code: 2, stdout: "" });
        expect(run.stderr).to.match(message);
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

describe("the command line, on the auto-deleveraging of 10 October 2025", function () {
  this.timeout(60_000);
  const data = new URL("../../../shared/data/hyperliquid-2025-10-10/", import.meta.url).pathname;

  it("gives the known settlement", async function () {
    if (!existsSync(data)) return this.skip();
    await withFolder(async (folder) => {
      const out = join(folder, "out");
      const tables = ["--positions", join(data, "positions.csv"), "--liquidations", join(data, "liquidations-0.2.csv")];
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
