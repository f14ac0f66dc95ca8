import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { checkStatement, parseStatement } from "zke-insurance-fund/bundle";
import { fund, type Run, withFolder } from "./cli.ts";

// README's example, and one position beyond the head.
const POSITIONS = [
  "account,position,profit",
  "alice,BTCUSDT,500",
  "bob,ETHUSDT,300",
  "alice,SOLUSDT,150",
  "carol,BTCUSDT,50",
];
const LIQUIDATIONS = [
  "liquidation,market,side,quantity,takeover_value,close_value,time",
  "liq-1,BTCUSDT,long,0.5,100,0,1760130000",
];
const FUND = "0x5FbDB2315678afecb367f032d93F642f64180aa3";

async function settled(folder: string, more: readonly string[] = [], table = POSITIONS): Promise<string> {
  const [positions, liquidations, out] = ["p.csv", "l.csv", "out"].map((name) => join(folder, name)) as string[];
  await writeFile(positions!, `${table.join("\n")}\n`);
  await writeFile(liquidations!, `${LIQUIDATIONS.join("\n")}\n`);
  const tables = ["--positions", positions!, "--liquidations", liquidations!, "--out", out!];
  const period = ["--period", "1", "--start", "1760129700", "--end", "1760130420"];
  const run = await fund([
    "settle",
    ...tables,
    ...period,
    "--fund",
    FUND,
    "--chain-id",
    "1",
    "--decimals",
    "6",
    ...more,
  ]);
  expect(run.code, run.stderr).to.equal(0);
  return out!;
}

const jsonOf = ({ stdout }: Run) => JSON.parse(stdout);

describe("statements by the command line", function () {
  this.timeout(120_000);

  it("proves all positions of an account, and says what they pay together", () =>
    withFolder(async (folder) => {
      const bundle = await settled(folder);
      const run = await fund(["prove", "--bundle", bundle, "--account", "alice"]);
      expect(run.code).to.equal(0);
      expect(run.stderr).to.equal("The share is 54.736842 of a profit of 650 in 2 positions.\n");
      const statements = jsonOf(run) as { position: string; chainId: string; fund: string }[];
      expect(statements.map(({ position }) => position)).to.deep.equal(["BTCUSDT", "SOLUSDT"]);
      for (const one of statements) {
        expect(one).to.include({ chainId: "1", fund: FUND });
        expect(checkStatement(parseStatement(JSON.stringify(one))).ok).to.equal(true);
        const single = await fund(["prove", "--bundle", bundle, "--account", "alice", "--position", one.position]);
        expect(jsonOf(single)).to.deep.equal(one);
      }
      const nobody = await fund(["prove", "--bundle", bundle, "--account", "carol", "--json"]);
      expect([nobody.code, nobody.stdout]).to.deep.equal([1, "[]\n"]);
      expect(nobody.stderr).to.match(/^The settlement's head has no position of account "carol"\.\nBeyond the head/);
      expect((await fund(["prove", "--bundle", bundle, "--account", "carol", "--position", "BTCUSDT"])).code).to.equal(
        0,
      );
    }));

  it("writes all statements, which check sums up in the formula's words", () =>
    withFolder(async (folder) => {
      const bundle = await settled(folder);
      const file = join(folder, "s.jsonl");
      const prove = await fund(["prove", "--bundle", bundle, "--all", "--out", file, "--json"]);
      expect(jsonOf(prove)).to.deep.equal({ file, statements: 3, shared: "80000000", period: "1" });
      const check = await fund(["check", "--statement", file]);
      expect(check).to.deep.include({ code: 0, stderr: "" });
      expect(check.stdout).to.equal(
        [
          "All 3 statements hold.",
          "",
          `Period 1 of the fund ${FUND} on chain 1: 3 of 4 positions, with a profit of 950, are charged 80.`,
          "  loss x 80 % x own profit / head's profit: 100 x 80 % x own profit / 950",
          '  100 x 80 % x 500 / 950 = 42.105263   (position "BTCUSDT" of account "alice")',
          '  100 x 80 % x 300 / 950 = 25.263158   (position "ETHUSDT" of account "bob")',
          '  100 x 80 % x 150 / 950 = 12.631579   (position "SOLUSDT" of account "alice")',
          "  Each share is rounded along the list, so that all together are what is shared, to the unit.",
          "  This is the whole head: 80 of 80 shared.",
          "Not asked: whether the headers are those on chain.",
          "",
        ].join("\n"),
      );
      const csv = join(folder, "s.csv");
      expect((await fund(["prove", "--bundle", bundle, "--all", "--out", csv, "--asset", "USDT"])).code).to.equal(0);
      expect(await readFile(csv, "utf8")).to.equal(
        [
          "time,type,asset,amount,account,position,period,index",
          "2025-10-10T21:07:00Z,Apportionment,USDT,-42.105263,alice,BTCUSDT,1,0",
          "2025-10-10T21:07:00Z,Apportionment,USDT,-25.263158,bob,ETHUSDT,1,1",
          "2025-10-10T21:07:00Z,Apportionment,USDT,-12.631579,alice,SOLUSDT,1,2",
          "",
        ].join("\n"),
      );
    }));

  it("warns of accounts that a spreadsheet would run, and writes them as they are", () =>
    withFolder(async (folder) => {
      const positions = [
        "account,position,profit",
        '"=HYPERLINK(""http://a.example"")",BTCUSDT,500',
        "bob,-1,300",
        "c,d,9",
      ];
      const bundle = await settled(folder, [], positions);
      const file = join(folder, "s.csv");
      const run = await fund(["prove", "--bundle", bundle, "--all", "--out", file, "--asset", "USDT", "--json"]);
      const warnings = [
        String.raw`${file}:2: column "account": a spreadsheet runs "=HYPERLINK(\"http://a.example\")" as a formula unless it imports the column as text`,
        `${file}:3: column "position": a spreadsheet runs "-1" as a formula unless it imports the column as text`,
      ];
      expect(run.stderr).to.equal(warnings.map((line) => `warning: ${line}\n`).join(""));
      expect([run.code, jsonOf(run).warnings]).to.deep.equal([0, warnings]);
      expect(await readFile(file, "utf8")).to.include(',"=HYPERLINK(""http://a.example"")",BTCUSDT,');
    }));

  it("tells which of many statements do not hold, and leaves them out of the sums", () =>
    withFolder(async (folder) => {
      const bundle = await settled(folder);
      const file = join(folder, "s.jsonl");
      await fund(["prove", "--bundle", bundle, "--all", "--out", file]);
      const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
      const statements = lines.map((line) => JSON.parse(line));
      const many = async (content: string) => {
        const path = join(folder, "many.json");
        await writeFile(path, content);
        return [
          await fund(["check", "--statement", path, "--json"]),
          await fund(["check", "--statement", path]),
        ] as const;
      };
      const forged = { ...statements[1], share: "0" };
      const asList = await many(JSON.stringify([statements[0], forged, statements[0], statements[2]], undefined, 2));
      const asLines = await many([lines[0], JSON.stringify(forged), "", lines[0], lines[2]].join("\r\n"));
      for (const [at, [json, words]] of [asList, asLines].entries()) {
        expect(json.code).to.equal(1);
        expect(jsonOf(json)).to.deep.include({ ok: false, statements: 4, again: 1, wrong: 1 });
        expect(jsonOf(json).problems[0]).to.deep.include({ line: 2, account: "bob", position: "ETHUSDT" });
        expect(jsonOf(json).settlements[0]).to.deep.include({ statements: 2, share: "54736842", wholeHead: false });
        expect(words.stdout, String(at)).to.match(
          /^1 of 4 statements do not hold, and are left out of the sums:\n {2}2: /,
        );
        expect(words.stdout).to.match(/\n1 stand there more than once, and count once\.\n/);
        expect(words.stdout).not.to.include("whole head");
      }
      const [empty] = await many("[]");
      expect([empty.code, jsonOf(empty).ok]).to.deep.equal([1, false]);
      const [broken] = await many(`${lines[0]}\n${lines[1]!.slice(0, -9)}\n${lines[2]}\n`);
      expect(broken.code).to.equal(2);
      expect(broken.stderr).to.match(/many\.json:2: .*JSON/);
      const [other] = await many(`${JSON.stringify(statements)}\n[]\n`);
      expect(other.code).to.equal(2);
    }));

  it("says the formula of a single statement, by the settlement's own rule", () =>
    withFolder(async (folder) => {
      const cases: [string[], string, RegExp][] = [
        [[], "alice", /loss x 80 % x own profit \/ head's profit: 100 x 80 % x 500 \/ 950 = 42\.105263\n/],
        [["--basis", "all"], "alice", /loss x 80 % x own profit \/ total profit: 100 x 80 % x 500 \/ 1000 = 40\n/],
        [
          ["--cover-bps", "1250"],
          "alice",
          /loss x 87\.5 % x own profit \/ head's profit: 100 x 87\.5 % x 500 \/ 950 = /,
        ],
        [[], "carol", /It is beyond the head of 3, which shares, and pays nothing\.\n/],
      ];
      for (const [at, [rule, account, words]] of cases.entries()) {
        const own = join(folder, String(at));
        await mkdir(own);
        const bundle = await settled(own, rule);
        const { stdout } = await fund(["prove", "--bundle", bundle, "--account", account, "--position", "BTCUSDT"]);
        await writeFile(`${own}.json`, stdout);
        const check = await fund(["check", "--statement", `${own}.json`]);
        expect(check.code).to.equal(0);
        expect(check.stdout).to.match(words);
      }
    }));

  it("refuses what it cannot mean, and writes nothing then", () =>
    withFolder(async (folder) => {
      const bundle = ["prove", "--bundle", await settled(folder)];
      const out = join(folder, "s.jsonl");
      const before = await readdir(folder);
      const refused: [string[], RegExp][] = [
        [[], /--account or --all/],
        [["--position", "BTCUSDT"], /--account or --all/],
        [["--all"], /--all needs --out/],
        [["--all", "--out", out, "--account", "alice"], /--all is of every account/],
        [["--account", "alice", "--out", out], /go with --all/],
        [["--all", "--out", join(folder, "s.txt")], /\.jsonl, \.csv or \.parquet/],
        [["--all", "--out", join(folder, "s.csv")], /such as USDT/],
        [["--all", "--out", join(folder, "p.csv"), "--asset", "USDT"], /there is such a file already/],
      ];
      for (const [args, reason] of refused) {
        const run = await fund([...bundle, ...args]);
        expect([run.code, run.stdout], args.join(" ")).to.deep.equal([2, ""]);
        expect(run.stderr).to.match(reason);
      }
      expect(await readdir(folder)).to.deep.equal(before);
    }));
});
