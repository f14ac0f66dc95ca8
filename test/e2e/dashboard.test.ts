// The dashboard's queries, asked of a Prometheus that scrapes the three programs at work: each has an answer.
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { Contract, JsonRpcProvider, Network, Wallet } from "ethers";
import { INSURANCE_FUND_ABI } from "zke-insurance-fund/chain";
import { type AnvilFund, startAnvilFund } from "../../scripts/support/anvil-fund.ts";
import { type StaticServer, serveSite } from "../../scripts/support/static-server.ts";
import { asAsked, readDashboard } from "../support/dashboard.ts";
import { type Postgres, startPostgres } from "../support/postgres.ts";
import { describeOnAnvil } from "./anvil.ts";
import { fundOnChain } from "./cli-on-chain.ts";
import { type DaemonProcess, daemonProcess, until } from "./daemons.ts";

const RULES = new URL("../../ops/alerts.yml", import.meta.url).pathname;
const HAS_PROMETHEUS = spawnSync("prometheus", ["--version"]).error === undefined;
// The fund was opened thirty days ago: one period is over.
const HOURS = 720;
const WEEK = 604_800;
const EXPORT =
  `cd "$FUND_TABLES" && printf 'account,position,profit\\nalice,BTCUSDT,500\\n' > positions.csv && ` +
  `printf 'liquidation,market,side,quantity,takeover_value,close_value,time\\nliq-1,BTCUSDT,long,0.001,100,0,%s\\n' ` +
  `"$FUND_START" > liquidations.csv`;

interface Answer {
  readonly status: string;
  readonly error?: string;
  readonly data?: { readonly result: readonly { readonly metric: Record<string, string> }[] };
}

describeOnAnvil("the dashboard's queries", function () {
  this.timeout(180_000);
  let facts: AnvilFund;
  let folder: string;
  let site: StaticServer | undefined;
  let postgres: Postgres | undefined;
  let prometheus: ChildProcess | undefined;
  const running: DaemonProcess[] = [];

  before(async function () {
    postgres = HAS_PROMETHEUS ? startPostgres() : undefined;
    if (postgres === undefined) this.skip();
    facts = await startAnvilFund({ periodHours: HOURS });
    folder = await mkdtemp(join(tmpdir(), "dashboard-"));
    for (const name of ["bundles", "none", "public"]) await mkdir(join(folder, name));
    site = await serveSite({ folders: { "/": join(folder, "public") } }, 0);
  });
  after(async () => {
    for (const daemon of running) await daemon.kill();
    prometheus?.kill("SIGKILL");
    if (prometheus !== undefined && prometheus.exitCode === null) await once(prometheus, "close");
    await site?.close();
    postgres?.stop();
    await facts?.stop();
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  });

  async function started(part: string, args: readonly string[]): Promise<{ daemon: DaemonProcess; port: number }> {
    const state = ["--state", `postgres://postgres@/postgres?host=${postgres?.folder}`];
    const db = join(folder, `${args[0]}.sqlite`);
    const daemon = daemonProcess(facts, part, [...args, ...state, "--db", db, "--metrics", "0"]);
    running.push(daemon);
    daemon.start();
    return { daemon, port: (await daemon.line("listening")).port as number };
  }

  /** A settlement whose bundle goes away when it is submitted, so that entries are demanded; who should answer has none. */
  async function programs(): Promise<Record<string, number>> {
    const donated = await fundOnChain(facts, folder).as("operator", ["donate", "--amount", "1000", "--yes"]);
    expect(donated.code, donated.stderr).to.equal(0);
    const schedule = await started("operator", [
      ...["schedule", "--bundles", join(folder, "bundles"), "--tables", EXPORT],
      ...["--publish-to", join(folder, "public"), "--data-uri", `${site?.origin}/period-{period}/`],
    ]);
    await schedule.daemon.line("period-submitted");
    await rm(join(folder, "public", "period-1"), { recursive: true });
    const watch = await started("challenger", ["watch", "--random", "1", "--allow-private"]);
    const operate = await started("trader", ["operate", "--bundles", join(folder, "none")]);
    return { schedule: schedule.port, watch: watch.port, operate: operate.port };
  }

  /** The governor becomes an admin whose calls wait for a week, and announces one. */
  async function announce(): Promise<void> {
    const network = Network.from(facts.chainId);
    const provider = new JsonRpcProvider(facts.rpc, network, { staticNetwork: network, cacheTimeout: -1 });
    const as = (part: string) => new Wallet(facts.accounts[part]!.privateKey, provider);
    const fund = new Contract(facts.fund, INSURANCE_FUND_ABI, provider);
    const manager = new Contract(await fund.getFunction("authority")(), [
      "function grantRole(uint64 roleId, address account, uint32 executionDelay)",
      "function schedule(address target, bytes data, uint48 when)",
    ]);
    const { governor, clearing } = facts.accounts;
    const granted = await (manager.connect(as("deployer")) as Contract).getFunction("grantRole")(
      0,
      governor!.address,
      WEEK,
    );
    await granted.wait();
    const call = fund.interface.encodeFunctionData("setClearing", [clearing!.address]);
    const announced = await (manager.connect(as("governor")) as Contract).getFunction("schedule")(facts.fund, call, 0);
    await announced.wait();
    provider.destroy();
  }

  /** Starts a Prometheus with the alert rules, which scrapes each program as its job; where it answers. */
  async function scraped(ports: Record<string, number>): Promise<string> {
    const jobs = Object.entries(ports).map(([name, port]) => ({
      job_name: `fund-${name}`,
      static_configs: [{ targets: [`127.0.0.1:${port}`] }],
    }));
    const file = join(folder, "prometheus.yml");
    const often = { scrape_interval: "1s", evaluation_interval: "1s" };
    // JSON is YAML.
    await writeFile(file, JSON.stringify({ global: often, rule_files: [RULES], scrape_configs: jobs }));
    const address = `127.0.0.1:${await freePort()}`;
    const data = `--storage.tsdb.path=${join(folder, "prometheus")}`;
    prometheus = spawn("prometheus", [`--config.file=${file}`, data, `--web.listen-address=${address}`], {
      stdio: "ignore",
    });
    const isReady = () => fetch(`http://${address}/-/ready`).then(({ ok }) => ok);
    await until("Prometheus", () => isReady().catch(() => false));
    return `http://${address}`;
  }

  it("each have an answer, and their series have the labels that they are called by", async () => {
    await announce();
    const origin = await scraped(await programs());
    const queries = readDashboard().panels.flatMap(({ title, targets = [] }) =>
      targets.map(({ expr, legendFormat }) => ({ title, expr, legendFormat })),
    );
    expect(queries).to.have.length.above(100);
    for (const { title, expr, legendFormat } of queries) {
      // What shows only what has happened is asked for what has not, too.
      const question = asAsked(expr).replace(/ > 0$/, "");
      const [series] = await until(
        `an answer for "${title}": ${question}`,
        async () => {
          const answer = await fetch(`${origin}/api/v1/query?query=${encodeURIComponent(question)}`);
          const { status, error, data } = (await answer.json()) as Answer;
          expect(status, `${question}: ${error}`).to.equal("success");
          return data !== undefined && data.result.length > 0 && data.result;
        },
        () => running.map((daemon) => daemon.last()).join("\n"),
      );
      for (const [, label = ""] of legendFormat.matchAll(/\{\{(\w+)\}\}/g)) {
        expect(Object.keys(series!.metric), `${title}: ${question}`).to.include(label);
      }
    }
  });
});

/** A port that nobody listened at a moment ago. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
