import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { parseDocument, settleTables, writeBundle } from "zke-insurance-fund/bundle";
import { FORMAT, PERIOD, positionsOf, SECRET } from "../sdk/tables/tables.ts";
import { fund, withFolder } from "./cli.ts";

// What turns text around, is not seen, ends a line, or is a control to terminals.
const HOSTILE = "bob\u202e\u2067\u200b\u2028\ufeff\u009b31m\u001b[31m";
const RAW = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u;

describe("names that terminals act on", function () {
  this.timeout(120_000);

  it("are printed escaped, whatever prints them, and stay what they are in JSON", () =>
    withFolder(async (folder) => {
      const out = join(folder, "out");
      const positions = await positionsOf("account,position,profit\nbob,BTCUSDT,500\ncarol,BTCUSDT,50\n");
      const rule = { coverBps: 2000, headBps: 9000, basis: "head" } as const;
      await writeBundle(
        out,
        settleTables({ ...FORMAT, ...PERIOD, rule, secret: SECRET, positions, liquidations: [lost] }),
      );
      expect(
        parseDocument(await readFile(join(out, "settlement.json"), "utf8"), "s").settlement.positionCount,
      ).to.equal(2n);
      const proven = JSON.parse((await fund(["prove", "--bundle", out, "--account", "bob"])).stdout)[0];
      const hostile = { ...proven, account: HOSTILE, position: HOSTILE };
      const [one, many] = [join(folder, "one.json"), join(folder, "many.json")];
      await writeFile(one, JSON.stringify(hostile));
      await writeFile(many, JSON.stringify([proven, hostile]));
      for (const args of [
        ["check", "--statement", one],
        ["check", "--statement", many],
        ["prove", "--bundle", out, "--account", HOSTILE],
        ["prove", "--bundle", out, "--account", HOSTILE, "--position", HOSTILE],
        ["verify", "--bundle", HOSTILE],
      ]) {
        for (const json of [[], ["--json"]]) {
          const { stdout, stderr, code } = await fund([...args, ...json]);
          expect(code).to.be.oneOf([1, 2]);
          expect(stdout + stderr, args.join(" ")).to.not.match(RAW);
          if (json.length > 0 && args[0] === "prove" && args.length > 5) {
            expect(JSON.parse(stdout)).to.deep.equal({ found: false, account: HOSTILE, position: HOSTILE });
          }
        }
      }
      const said = await fund(["check", "--statement", many]);
      expect(said.stdout).to.contain(String.raw`bob\u202e\u2067\u200b\u2028\ufeff\u009b31m\u001b[31m`);
    }));
});

const lost = {
  liquidation: "liq-1",
  market: "BTCUSDT",
  side: "long",
  quantity: 10n ** 18n,
  takeoverValue: 100_000_000n,
  closeValue: 0n,
  time: PERIOD.startTime,
} as const;
