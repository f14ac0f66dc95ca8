// A lie that everybody can see, beside a file that nobody can read.
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { expect } from "chai";
import { fundOnChain } from "./cli-on-chain.ts";
import { type DaemonProcess, daemonProcess, until } from "./daemons.ts";
import { type DevnetProcess, startDevnetProcess } from "./devnet.ts";
import { type Exchange, openExchange } from "./exchange.ts";

describe("a provable lie in one list, beside a value missing from the other", function () {
  this.timeout(180_000);
  let devnet: DevnetProcess;
  let folder: string;
  let exchange: Exchange;
  let cli: ReturnType<typeof fundOnChain>;
  let watch: DaemonProcess | undefined;

  before(async () => {
    devnet = await startDevnetProcess();
    folder = await mkdtemp(join(tmpdir(), "poisoned-"));
    await mkdir(join(folder, "bundles"));
    exchange = await openExchange(devnet, join(folder, "bundles"));
    cli = fundOnChain(devnet, folder);
  });
  afterEach(async () => {
    await watch?.kill();
    watch = undefined;
  });
  after(async () => {
    exchange?.close();
    await devnet?.stop("SIGKILL");
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  /** Settles with 1,000 USDT of loss that no liquidation has, and publishes the positions with one key missing. */
  async function submitPoisoned(name: string): Promise<string> {
    const settlement = await exchange.settleFalsely(1, name, "loss");
    const bundle = join(folder, "bundles", name);
    const file = join(bundle, "positions.parquet");
    const instance = await DuckDBInstance.create(":memory:");
    const connection = await instance.connect();
    await connection.run(
      `COPY (SELECT * REPLACE (CASE WHEN index = 7 THEN NULL ELSE key END AS key) FROM '${file}') TO '${file}.new' (FORMAT parquet)`,
    );
    connection.closeSync();
    await rename(`${file}.new`, file);
    await exchange.submit(settlement, exchange.uriOf(name));
    return bundle;
  }

  it("is told by verify, with the value that is missing", async () => {
    const bundle = await submitPoisoned("told");
    const { code, stdout } = await cli.offline(["verify", "--bundle", bundle]);
    expect(code, stdout).to.equal(1);
    expect(stdout).to.contain("positions.parquet, index 7, key: a value is missing");
    expect(stdout).to.match(/liquidations\.parquet, index 100, cumulative_loss: /);
    const {
      code: made,
      stdout: said,
      stderr,
    } = await cli.as("challenger", ["challenge", "--bundle", bundle, "--period", "1"]);
    expect(made, said + stderr).to.equal(0);
    expect(await exchange.voided()).to.deep.equal([[1n, "LiquidationSum"]]);
  });

  it("is voided by a watcher, who demands nothing for it", async () => {
    await submitPoisoned("watched");
    watch = daemonProcess(devnet, "challenger", ["watch", "--db", join(folder, "watch.sqlite")]);
    watch.start();
    await until(
      "the void",
      async () => (await exchange.voided()).length === 2,
      () => JSON.stringify(watch?.log()),
    );
    expect((await exchange.voided())[1]).to.deep.equal([2n, "LiquidationSum"]);
    expect(await exchange.events("Demanded")).to.deep.equal([]);
  });
});
