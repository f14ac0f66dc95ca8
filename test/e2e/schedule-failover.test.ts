// Two machines that settle one fund's periods by schedule, by one database and one folder of bundles, of which one dies again and again.
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect } from "chai";
import { Contract, JsonRpcProvider } from "ethers";
import { INSURANCE_FUND_ABI } from "zke-insurance-fund/chain";
import { startAnvilFund } from "../../scripts/support/anvil-fund.ts";
import { type Postgres, startPostgres } from "../support/postgres.ts";
import { describeOnAnvil } from "./anvil.ts";
import { fundOnChain } from "./cli-on-chain.ts";
import { type DaemonProcess, daemonProcess, until } from "./daemons.ts";
import { rpc } from "./devnet.ts";

// Periods of seven days, in a fund that was opened thirty days ago: four are over.
const HOURS = 168;
const PERIODS = [1n, 2n, 3n, 4n];
const ROWS = "alice,BTCUSDT,500\\nbob,BTCUSDT,300\\n";
const EXPORT =
  `cd "$FUND_TABLES" && printf 'account,position,profit\\n${ROWS}' > positions.csv && ` +
  `printf 'liquidation,market,side,quantity,takeover_value,close_value,time\\nliq-%s,BTCUSDT,long,0.001,100,0,%s\\n' ` +
  `"$FUND_PERIOD" "$FUND_START" > liquidations.csv && printf '{"rows": 2, "profit": "800", "liquidations": 1}' > expected.json`;
// In base units: each period loses 100, of which the fund covers a fifth.
const [LOSS, COVERAGE] = [100_000_000n, 20_000_000n];
/** Where the machine that leads is killed: in the middle of each step, of a period that it is the first to reach. */
const KILLS = [
  ["settle-begun", "1"],
  ["submit-begun", "1"],
  ["publish-begun", "3"],
  ["submit-begun", "4"],
] as const;

describeOnAnvil("two schedule machines on one PostgreSQL", function () {
  this.timeout(180_000);
  let server: Postgres | undefined;
  let node: Awaited<ReturnType<typeof startAnvilFund>>;
  let folder: string;
  let machines: [DaemonProcess, DaemonProcess];

  before(async function () {
    server = startPostgres();
    if (server === undefined) return this.skip();
    node = await startAnvilFund({ periodHours: HOURS });
    folder = await mkdtemp(join(tmpdir(), "schedule-failover-"));
    for (const name of ["bundles", "public"]) await mkdir(join(folder, name));
    const state = `postgres://postgres@/postgres?host=${server.folder}`;
    const machine = (name: string) =>
      daemonProcess(node, "operator", [
        ...["schedule", "--bundles", join(folder, "bundles"), "--db", join(folder, `${name}.sqlite`)],
        ...["--tables", EXPORT, "--publish-to", join(folder, "public"), "--state", state],
        ...["--data-uri", `${pathToFileURL(join(folder, "public"))}/period-{period}/`],
      ]);
    machines = [machine("a"), machine("b")];
  });
  after(async () => {
    for (const machine of machines ?? []) await machine.kill();
    await node?.stop();
    server?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  async function events(name: string): Promise<Record<string, unknown>[]> {
    const provider = new JsonRpcProvider(node.rpc);
    const fund = new Contract(node.fund, INSURANCE_FUND_ABI, provider);
    const found = await fund.queryFilter(fund.getEvent(name)!);
    provider.destroy();
    return found.map((event) =>
      (event as unknown as { args: { toObject(): Record<string, unknown> } }).args.toObject(),
    );
  }
  const terms = (machine: DaemonProcess) => machine.log().filter(({ event }) => event === "leader").length;

  it("act one at a time; whenever that one is killed, the other goes on, and each period is submitted once", async () => {
    const cli = fundOnChain(node, folder);
    const donated = await cli.as("operator", ["donate", "--amount", "1000", "--yes"]);
    expect(donated.code, donated.stderr).to.equal(0);
    const sentBefore = await sent();

    let [leader, standby] = machines;
    leader.start();
    await until("its lead", () => terms(leader) > 0);
    for (const [event, period] of KILLS) {
      standby.start();
      await until("the other to stand by", () => standby.last().includes("standby") || leader.last().includes(event));
      await leader.line(event, (line) => line.period === period);
      const led = terms(standby);
      await leader.kill();
      await until("the other's lead", () => terms(standby) > led);
      [leader, standby] = [standby, leader];
    }
    await leader.line("period-submitted", (line) => line.period === String(PERIODS.at(-1)));
    expect(await leader.stop()).to.equal(0);

    const submitted = await events("SettlementSubmitted");
    expect(submitted.map(({ period }) => period)).to.deep.equal(PERIODS);
    // One approval and one submission a period at the most, whatever was killed on its way.
    const approvals = (await sent()) - sentBefore - PERIODS.length;
    expect(approvals).to.be.within(1, PERIODS.length);
    const twice = "SELECT id FROM zke_insurance_fund.sends WHERE id LIKE 'submit %' GROUP BY id HAVING count(*) > 1;";
    expect(server?.psql(twice)).to.equal("");
    const names = PERIODS.map((period) => `period-${period}`);
    for (const place of ["bundles", "public"])
      expect((await readdir(join(folder, place))).filter((name) => !name.startsWith("."))).to.deep.equal(names);
    expect(machines.flatMap((machine) => machine.log()).filter(({ level }) => level === "error")).to.deep.equal([]);
  });

  it("leave books that an audit finds right, and bundles that the chain confirms", async () => {
    const cli = fundOnChain(node, folder);
    const status = JSON.parse((await cli.read(["status", "--json"])).stdout);
    expect(BigInt(status.reserved)).to.equal(COVERAGE * BigInt(PERIODS.length));
    for (const { settlement } of await events("SettlementSubmitted")) {
      const { loss, totalProfit, liquidationCount, positionCount } = settlement as Record<string, bigint>;
      expect([loss, totalProfit, liquidationCount, positionCount]).to.deep.equal([LOSS, 800_000_000n, 1n, 2n]);
    }
    for (const period of PERIODS) {
      const verified = await cli.read(["verify", "--bundle", join(folder, "public", `period-${period}`)]);
      expect(verified.code, verified.stdout).to.equal(0);
    }
    const audited = await cli.read(["audit", "--allow-private"]);
    expect(audited.code, audited.stdout + audited.stderr).to.equal(0);
  });

  async function sent(): Promise<number> {
    const { address } = node.accounts.operator!;
    return Number(await rpc(node.rpc, "eth_getTransactionCount", address, "latest"));
  }
});
