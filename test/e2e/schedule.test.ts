// Periods of a fund's grid that are settled, published and submitted by themselves, by a process that is killed on the way.

import { createReadStream, existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Contract, JsonRpcProvider } from "ethers";
import { INSURANCE_FUND_ABI } from "zke-insurance-fund/chain";
import { startAnvilFund } from "../../scripts/support/anvil-fund.ts";
import { startS3 } from "../sdk/support/s3-store.ts";
import { describeOnAnvil } from "./anvil.ts";
import { fundOnChain } from "./cli-on-chain.ts";
import { daemonProcess } from "./daemons.ts";

// Periods of fifteen days, in a fund that was opened thirty days ago: two are over.
const HOURS = 360;
const PERIODS = 2;
const ROWS = "alice,BTCUSDT,500\\nbob,BTCUSDT,300\\n";
const EXPORT =
  `cd "$FUND_TABLES" && printf 'account,position,profit\\n${ROWS}' > positions.csv && ` +
  `printf 'liquidation,market,side,quantity,takeover_value,close_value,time\\nliq-%s,BTCUSDT,long,0.001,100,0,%s\\n' ` +
  `"$FUND_PERIOD" "$FUND_START" > liquidations.csv && printf '{"rows": 2, "profit": "800", "liquidations": 1}' > expected.json`;

describeOnAnvil("a schedule on a chain", function () {
  this.timeout(120_000);
  let facts: Awaited<ReturnType<typeof startAnvilFund>>;
  let folder: string;
  let server: Server;
  before(async () => {
    facts = await startAnvilFund({ periodHours: HOURS });
    folder = await mkdtemp(join(tmpdir(), "schedule-"));
    for (const name of ["bundles", "public"]) await mkdir(join(folder, name));
    server = createServer((request, response) => {
      const file = join(folder, "public", new URL(request.url ?? "", "http://host").pathname);
      if (existsSync(file)) createReadStream(file).pipe(response);
      else response.writeHead(404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  after(async () => {
    server?.close();
    await facts?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  async function submitted(): Promise<bigint[]> {
    const provider = new JsonRpcProvider(facts.rpc);
    const fund = new Contract(facts.fund, INSURANCE_FUND_ABI, provider);
    const events = await fund.queryFilter(fund.getEvent("SettlementSubmitted")!);
    provider.destroy();
    return events.map((event) => (event as unknown as { args: { period: bigint } }).args.period);
  }

  it("submits each period once, in order, whenever it is killed, and tells what keeps it from that", async () => {
    const { port } = server.address() as AddressInfo;
    const options = [
      ...["schedule", "--bundles", join(folder, "bundles"), "--db", join(folder, "schedule.sqlite")],
      ...["--tables", EXPORT, "--publish", `cp -R "$FUND_BUNDLE" "${folder}/public/period-$FUND_PERIOD"`],
      ...["--data-uri", `http://127.0.0.1:${port}/period-{period}/`, "--state", join(folder, "transactions.sqlite")],
    ];
    const once = daemonProcess(facts, "operator", [...options, "--once"]);
    once.start();
    expect(await once.ended(), once.last()).to.equal(1);
    // The fund has no money yet, and the deficit is the exchange's to decide on.
    expect((await once.line("submit-failed")).message).to.include(
      "The fund can cover 0 of period 1 now, and 20 was asked for",
    );
    expect(await submitted()).to.deep.equal([]);

    const cli = fundOnChain(facts, folder);
    const donated = await cli.as("operator", ["donate", "--amount", "1000", "--yes"]);
    expect(donated.code, donated.stderr).to.equal(0);
    const daemon = daemonProcess(facts, "operator", options);
    for (const [event, period] of [
      ["submit-begun", "1"],
      ["publish-begun", "2"],
      ["submit-begun", "2"],
    ]) {
      daemon.start();
      await daemon.line(event!, (line) => line.period === period);
      await daemon.kill();
    }
    daemon.start();
    await daemon.line("period-submitted", (line) => line.period === String(PERIODS));
    expect(await daemon.stop()).to.equal(0);
    once.start();
    expect(await once.ended(), once.last()).to.equal(0);
    expect(await submitted()).to.deep.equal([1n, 2n]);
    expect((await readdir(join(folder, "bundles"))).filter((name) => !name.startsWith("."))).to.deep.equal([
      ...["period-1", "period-2"],
    ]);
    expect(await readdir(join(folder, "public", "period-1"))).to.not.include("private");
    const verified = await cli.read(["verify", "--bundle", join(folder, "public", "period-2")]);
    expect(verified.code, verified.stdout).to.equal(0);
  });

  it("publishes into a bucket by the keys of the environment, and says what is amiss with them", async () => {
    const other = await startAnvilFund({ periodHours: HOURS });
    const keys = { accessKeyId: "operator", secretAccessKey: "never-told" };
    const store = await startS3(keys);
    const place = join(folder, "bucket");
    await mkdir(place);
    const options = [
      ...["schedule", "--bundles", place, "--db", `${place}.sqlite`, "--state", `${place}-transactions.sqlite`],
      ...["--tables", EXPORT, "--publish-to", "s3://settlements/usdt", "--least-coverage", "0", "--once"],
      ...["--data-uri", `${store.endpoint}/settlements/usdt/period-{period}/`],
    ];
    const run = (secret: Record<string, string>) => {
      const env = { AWS_ACCESS_KEY_ID: keys.accessKeyId, AWS_ENDPOINT_URL: store.endpoint, ...secret };
      const daemon = daemonProcess(other, "operator", options, undefined, env);
      daemon.start();
      return daemon;
    };
    try {
      const keyless = run({});
      expect(await keyless.ended(), keyless.last()).to.equal(2);
      expect(keyless.last()).to.include("AWS_SECRET_ACCESS_KEY is not in the environment");
      const stranger = run({ AWS_SECRET_ACCESS_KEY: "never-heard-of" });
      expect(await stranger.ended(), stranger.last()).to.equal(1);
      expect((await stranger.line("publish-failed")).message).to.include("HTTP 403 SignatureDoesNotMatch");
      expect(store.files.size).to.equal(0);
      const known = run({ AWS_SECRET_ACCESS_KEY: keys.secretAccessKey });
      expect(await known.ended(), known.last()).to.equal(0);
      expect([...store.files.keys()].sort()).to.deep.equal(
        ["1", "2"].flatMap((period) =>
          ["liquidations.parquet", "positions.parquet", "settlement.json"].map(
            (name) => `/settlements/usdt/period-${period}/${name}`,
          ),
        ),
      );
      expect((await known.line("period-submitted", ({ period }) => period === "2")).level).to.equal("info");
      expect(JSON.stringify([stranger.log(), known.log()])).to.not.match(/never-/);
    } finally {
      store.stop();
      await other.stop();
    }
  });
});
