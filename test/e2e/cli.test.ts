import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { checksumAddress } from "zke-insurance-fund";
import { vectors } from "../sdk/support/vectors.ts";
import { liquidationsCsv, POSITION_HEADER, positionsCsv, VALUE_HEADER } from "../sdk/tables/tables.ts";
import { fund, withFolder } from "./cli.ts";
import { jsonOf, SECRET, settled, someCase, TIME, TIMES, writeTables } from "./cli-tables.ts";

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
      expect(settle.code, settle.stderr).to.equal(0);
      expect(settle.stderr).to.equal(
        "  liquidations  1 rows read, 0 in profit: profits 0, losses 1\n" +
          "  positions     1 rows read, 1 in profit: profits 1.25, losses 0\n",
      );
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
      const none = ["--expect-rows", "0", "--json"];
      const six = await fund(["settle", ...tables, ...none]);
      const nobody = { chainId: null, fund: null, settlementHash: null };
      expect(jsonOf(six)).to.include({ ...nobody, decimals: 6 });
      expect(jsonOf(six).settlement.loss).to.equal("5000000");
      const two = await fund(["settle", ...tables.slice(0, -1), join(folder, "out2"), "--decimals", "2", ...none]);
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
