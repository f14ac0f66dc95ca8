import { existsSync } from "node:fs";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { POSITION_HEADER, VALUE_HEADER } from "../sdk/tables/tables.ts";
import { fund, withFolder } from "./cli.ts";
import { jsonOf, TIME, TIMES, without, writeTables } from "./cli-tables.ts";

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
      expect(large.stderr).to.match(/\nthe total profit is out of range /);
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

  it("says of a database that it cannot use where it is, and never its password", async () => {
    const secret = "secr3t-word";
    await withFolder(async (folder) => {
      const file = join(folder, "address");
      await writeFile(file, `postgres://me:${secret}@127.0.0.1:1/fund?sslmode=disable\n`);
      const nowhere = `postgres://me:${secret}@127.0.0.1:1/fund`;
      const [at, flags] = [
        "postgres://127.0.0.1:1/fund",
        ["--fund", `0x${"11".repeat(20)}`, "--rpc", "http://127.0.0.1:9"],
      ];
      const credit = ["credit", "--period", "1", "--amount", "1", "--ref", "a", ...flags];
      const watch = ["watch", "--once", "--db", join(folder, "watch.sqlite"), ...flags];
      const given: [args: string[], env: Record<string, string>, code: number, words: string][] = [
        [[...credit, "--state", nowhere], {}, 3, `cannot be relied on now`],
        [[...credit, "--state-file", file], {}, 3, at],
        [credit, { FUND_STATE: nowhere }, 3, at],
        [[...watch, "--state", nowhere], {}, 3, at],
        [[...credit, "--state", `postgres://me:${secret}@[bad/fund`], {}, 2, "not an address of PostgreSQL"],
        [[...credit, "--state-file", join(folder, "none")], {}, 2, "none"],
      ];
      for (const [args, env, code, words] of given) {
        const { stdout, stderr, ...run } = await fund(args, {
          env: { FUND_PRIVATE_KEY: `0x${"11".repeat(32)}`, ...env },
        });
        expect(run.code, stderr).to.equal(code);
        expect(stderr).to.include(words);
        expect(stdout + stderr).not.to.include(secret);
      }
    });
  });

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
