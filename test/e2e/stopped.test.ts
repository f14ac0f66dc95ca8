// Commands that send, while nobody reads what they say, when they are stopped, and where the disk does not take what must be kept.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect } from "chai";
import { connectChain, type Fund, openFund } from "zke-insurance-fund/chain";
import { sqliteStore } from "zke-insurance-fund/node";
import { startAnvilFund } from "../../scripts/support/anvil-fund.ts";
import { describeOnAnvil } from "./anvil.ts";
import { fundOnChain } from "./cli-on-chain.ts";
import { rpc } from "./devnet.ts";
import { jsonOf, said } from "./settling.ts";

const MAIN = new URL("../../sdk/dist/cli/main.js", import.meta.url).pathname;

describeOnAnvil("a command that sends", function () {
  this.timeout(180_000);
  let anvil: Awaited<ReturnType<typeof startAnvilFund>>;
  let folder: string;
  let fund: Fund;
  let close: () => void;

  const creditArgs = (ref: string, ...more: string[]) => [
    ...["credit", "--period", "1", "--amount", "5", "--ref", ref, ...more],
  ];
  const cliWith = (state: string) => fundOnChain(anvil, join(folder, state));
  const stateOf = (state: string) => join(folder, state, "transactions.sqlite");
  const count = async () => Number((await fund.credited(1n)).count);

  before(async () => {
    anvil = await startAnvilFund();
    folder = await mkdtemp(join(tmpdir(), "fund-"));
    const chain = await connectChain(anvil.rpc);
    fund = await openFund(chain.provider, anvil.fund);
    close = () => chain.provider.destroy();
  });
  afterEach(() => rpc(anvil.rpc, "evm_setAutomine", true));
  after(async () => {
    close?.();
    await rm(folder, { recursive: true, force: true });
    await anvil?.stop();
  });

  for (const stream of ["stderr", "stdout"] as const) {
    it(`goes on where nobody reads its ${stream}`, async () => {
      const before = await count();
      const env = {
        ...process.env,
        FUND_STATE: stateOf(`unread-${stream}`),
        FUND_PRIVATE_KEY: anvil.accounts.operator!.privateKey,
      };
      const args = [...creditArgs(`unread-${stream}`), "--rpc", anvil.rpc, "--fund", anvil.fund];
      const child = spawn(process.execPath, [MAIN, ...args], {
        env,
        stdio: ["ignore", "pipe", "pipe"],
        timeout: 60_000,
      });
      child[stream].destroy();
      child[stream === "stderr" ? "stdout" : "stderr"].resume();
      const [code] = await once(child, "close");
      expect(code).to.equal(0);
      expect(await count()).to.equal(before + 1);
    });
  }

  for (const [signal, exitCode] of [
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const) {
    it(`says what is on its way when it is stopped by ${signal}, and goes on from there`, async () => {
      const before = await count();
      await rpc(anvil.rpc, "evm_setAutomine", false);
      const cli = cliWith(`stopped-${signal}`);
      const run = cli.started("operator", creditArgs(`stopped-${signal}`, "--json"));
      let told = "";
      await new Promise<void>((resolve) => {
        run.child.stderr.on("data", (text: string) => {
          told += text;
          if (/broadcast: approve/.test(told)) resolve();
        });
      });
      run.child.kill(signal);
      const ended = await run.done;
      expect(ended.code, ended.stderr).to.equal(exitCode);
      expect(said(ended)).to.match(
        /^Interrupted: on its way: transaction 0x[0-9a-f]{64} \(approve, nonce \d+\)\. The same command again waits for it first\.$/,
      );
      expect(jsonOf(ended).error.message).to.equal(said(ended));
      await rpc(anvil.rpc, "evm_setAutomine", true);
      await rpc(anvil.rpc, "evm_mine");
      const again = await cli.as("operator", creditArgs(`stopped-${signal}`));
      expect(again.code, again.stderr).to.equal(0);
      expect(await count()).to.equal(before + 1);
    });
  }

  it("ends with exit code 3 and a sentence where the disk is full, and sends nothing", async () => {
    const before = await count();
    await mkdir(join(folder, "full"), { recursive: true });
    await sqliteStore(stateOf("full")).close();
    const database = new DatabaseSync(stateOf("full"));
    const refuse = "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END";
    database.exec(`CREATE TRIGGER full BEFORE INSERT ON sends ${refuse}`);
    const cli = cliWith("full");
    const run = await cli.as("operator", creditArgs("full", "--json"));
    expect(run.code, run.stderr).to.equal(3);
    expect(said(run)).to.equal(
      `What is sent must be kept in ${stateOf("full")} before, and that cannot be written (database or disk is full). ` +
        "Make room, and run the command again.",
    );
    expect(jsonOf(run).error.kind).to.equal("unkept");
    expect(await count()).to.equal(before);
    database.exec("DROP TRIGGER full");
    database.close();
    const again = await cli.as("operator", creditArgs("full"));
    expect(again.code, again.stderr).to.equal(0);
    expect(await count()).to.equal(before + 1);
  });

  it("waits on, though the disk takes no higher offer and no end", async () => {
    await sqliteStore(stateOf("fuller")).close();
    const database = new DatabaseSync(stateOf("fuller"));
    const refuse = "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END";
    database.exec(`CREATE TRIGGER full BEFORE UPDATE ON sends ${refuse}`);
    database.close();
    const run = await cliWith("fuller").as("operator", creditArgs("fuller"));
    expect(run.code, run.stderr).to.equal(0);
    expect(run.stderr).to.include("database or disk is full");
  });

  it("ends with exit code 3 and a sentence where the file is locked", async () => {
    const before = await count();
    await mkdir(join(folder, "locked"), { recursive: true });
    await sqliteStore(stateOf("locked")).close();
    const database = new DatabaseSync(stateOf("locked"));
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    const run = await cliWith("locked").as("operator", creditArgs("locked"));
    database.exec("ROLLBACK");
    database.close();
    expect(run.code, run.stderr).to.equal(3);
    expect(said(run)).to.include("another program has that locked");
    expect(await count()).to.equal(before);
  });
});
