// A fund over tokens of other decimals than USDT's, from the first credit to the audit: each amount is read and written in tokens by
// what the token says, and is base units on chain.
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Contract, JsonRpcProvider } from "ethers";
import { formatAmount, parseAmount } from "zke-insurance-fund";
import { plainToken, startAnvilFund } from "../../scripts/support/anvil-fund.ts";
import { describeOnAnvil } from "./anvil.ts";
import { fundOnChain } from "./cli-on-chain.ts";
import { rpc } from "./devnet.ts";
import { jsonOf, said } from "./settling.ts";

const DAY = 86_400;
const TOKEN = ["function balanceOf(address) view returns (uint256)"];

// Amounts in tokens, as written in tables and options. Of a loss the fund's quota is a fifth, and the three positions of the head pay
// the rest by their profits.
const CASES = [
  { decimals: 0, credit: "250", loss: ["1300", "1200"], loses: "100", quota: "20", head: ["500", "300", "150"] },
  {
    decimals: 6,
    credit: "250.75",
    loss: ["64.5", "0"],
    loses: "64.5",
    quota: "12.9",
    head: ["500", "300.000001", "150.5"],
  },
  {
    ...{ decimals: 8, credit: "250.75", loss: ["100.00000005", "0"], loses: "100.00000005", quota: "20.00000001" },
    head: ["500.12345678", "300.00000001", "150"],
  },
  {
    ...{ decimals: 18, credit: "250.75", loss: ["100.000000000000000005", "0"], loses: "100.000000000000000005" },
    ...{ quota: "20.000000000000000001", head: ["500.123456789012345678", "300", "150.000000000000000001"] },
  },
];

describeOnAnvil("a fund over another token", function () {
  this.timeout(180_000);
  for (const { decimals, credit, loss, loses, quota, head } of CASES) {
    it(`of ${decimals} decimals takes, settles, pays and audits each amount by them`, async () => {
      const unit = 10n ** BigInt(decimals);
      const policy = { settlementBond: 10_000n * unit, demandBond: 10n * unit };
      const anvil = await startAnvilFund(policy, plainToken(decimals));
      const provider = new JsonRpcProvider(anvil.rpc, undefined, { cacheTimeout: -1 });
      const folder = await mkdtemp(join(tmpdir(), "fund-"));
      try {
        const cli = fundOnChain(anvil, folder);
        const file = (name: string) => join(folder, name);
        const units = (text: string) => parseAmount(text, { decimals });
        const balanceOf = (part: string): Promise<bigint> =>
          new Contract(anvil.token, TOKEN, provider).getFunction("balanceOf")(anvil.accounts[part]!.address);

        const before = await balanceOf("operator");
        const credited = await cli.as("operator", ["credit", "--period", "1", "--amount", credit, "--ref", "liq-0"]);
        expect(credited.code, credited.stderr).to.equal(0);
        expect(before - (await balanceOf("operator"))).to.equal(units(credit));
        const status = await cli.read(["status", "--json"]);
        expect(jsonOf(status)).to.deep.include({ assets: String(units(credit)), decimals: String(decimals) });
        expect((await cli.read(["status"])).stdout).to.match(new RegExp(`assets +${credit.replace(".", "\\.")}\\b`));

        const start = Number(jsonOf(status).lastEndTime);
        const times = ["--period", "1", "--start", String(start), "--end", String(start + DAY)];
        const positions = ["account,position,profit", ...head.map((profit, at) => `trader-${at},BTCUSDT,${profit}`)];
        await writeFile(file("p.csv"), `${[...positions, "small,BTCUSDT,1", "loser,BTCUSDT,-7"].join("\n")}\n`);
        await writeFile(
          file("l.csv"),
          "liquidation,market,side,quantity,takeover_value,close_value,time\n" +
            `liq-1,BTCUSDT,long,0.001,${loss[0]},${loss[1]},${start}\n`,
        );
        const tables = ["settle", "--positions", file("p.csv"), "--liquidations", file("l.csv")];
        const other = decimals === 6 ? "8" : "6";
        const refused = await cli.read([...tables, "--out", file("other"), ...times, "--decimals", other]);
        expect(refused.code).to.equal(2);
        expect(said(refused)).to.equal(
          `--decimals is not what the fund says of period 1 (got "${other}", expected ${decimals})`,
        );
        const settled = await cli.read([...tables, "--out", file("bundle"), ...times]);
        expect(settled.code, settled.stderr).to.equal(0);
        expect(settled.stdout).to.include(loses).and.to.include(quota);

        const bundle = ["--bundle", file("bundle")];
        const open = ["--least-coverage", quota, "--data-uri", "https://example.org/"];
        const submitted = await cli.as("operator", ["submit", ...bundle, ...open, "--json"]);
        expect(submitted.code, submitted.stderr).to.equal(0);
        await rpc(anvil.rpc, "evm_increaseTime", DAY);
        const finalized = await cli.as("operator", ["finalize", ...bundle, "--json"]);
        expect(jsonOf(finalized)).to.deep.include({ status: "finalized", coverage: String(units(quota)) });

        const owed = await balanceOf("clearing");
        const paid = await cli.as("clearing", ["withdraw"]);
        expect(paid.code, paid.stderr).to.equal(0);
        expect(paid.stdout).to.include(quota);
        expect((await balanceOf("clearing")) - owed).to.equal(units(quota));

        const proved = await cli.offline(["prove", ...bundle, "--account", "trader-0", "--json"]);
        expect(proved.code, proved.stderr).to.equal(0);
        await writeFile(file("s.jsonl"), proved.stdout);
        const [statement] = jsonOf(proved) as [{ profit: string; share: string; decimals: number }];
        expect([statement.decimals, statement.profit]).to.deep.equal([decimals, String(units(head[0]!))]);
        const checked = await cli.read(["check", "--statement", file("s.jsonl")]);
        expect(checked.code, checked.stderr).to.equal(0);
        expect(checked.stdout).to.include(formatAmount(BigInt(statement.share), decimals));

        const verified = await cli.read(["verify", ...bundle]);
        expect([verified.code, verified.stdout.includes(quota)], verified.stderr).to.deep.equal([0, true]);
        const audit = ["audit", "--state", file("audit.sqlite"), "--bundles", folder, "--no-fetch"];
        const audited = await cli.read([...audit, "--html", file("audit.html"), "--csv", file("csv"), "--json"]);
        expect(audited.code, audited.stderr + audited.stdout).to.equal(0);
        const assets = units(credit) - units(quota);
        expect(jsonOf(audited)).to.deep.include({ decimals: String(decimals), agrees: true });
        expect(jsonOf(audited).books.assets).to.equal(String(assets));
      } finally {
        provider.destroy();
        await rm(folder, { recursive: true, force: true });
        await anvil.stop();
      }
    });
  }
});
