// Two machines that operate one fund by one database, of which one dies, or loses the database.
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { startAnvilFund } from "../../scripts/support/anvil-fund.ts";
import { type Postgres, startPostgres } from "../support/postgres.ts";
import { describeOnAnvil } from "./anvil.ts";
import { fundOnChain } from "./cli-on-chain.ts";
import { type DaemonProcess, daemonProcess, until } from "./daemons.ts";
import { rpc } from "./devnet.ts";
import { type Exchange, openExchange } from "./exchange.ts";

const CHALLENGE_WINDOW = 86_400;
const REVEAL_WINDOW = 21_600;
const NOWHERE = "https://127.0.0.1:9/";
const IS_LEADERS = "locktype = 'advisory' AND pid IN (SELECT pid FROM pg_stat_activity WHERE query = 'SELECT 1')";

const TABLES = ["sends", "attempts", "memories"];
const SNAPSHOT = `CREATE SCHEMA snapshot; ${TABLES.map((name) => `CREATE TABLE snapshot.${name} AS TABLE zke_insurance_fund.${name};`).join(" ")}`;
const SET_BACK = `
  TRUNCATE ${TABLES.map((name) => `zke_insurance_fund.${name}`).join(", ")};
  ${TABLES.map((name) => `INSERT INTO zke_insurance_fund.${name} OVERRIDING SYSTEM VALUE TABLE snapshot.${name};`).join(" ")}
  SELECT setval(pg_get_serial_sequence('zke_insurance_fund.sends', 'key'), max(key)) FROM snapshot.sends;`;

describeOnAnvil("two operate machines on one PostgreSQL", function () {
  this.timeout(180_000);
  let server: Postgres | undefined;
  let node: Awaited<ReturnType<typeof startAnvilFund>>;
  let folder: string;
  let exchange: Exchange;
  let machines: DaemonProcess[] = [];
  let watch: DaemonProcess;
  let way: Awaited<ReturnType<typeof openWay>>;

  before(async function () {
    server = startPostgres();
    if (server === undefined) return this.skip();
    node = await startAnvilFund();
    folder = await mkdtemp(join(tmpdir(), "failover-"));
    await mkdir(join(folder, "bundles"));
    exchange = await openExchange(node, join(folder, "bundles"));
    way = await openWay(join(server.folder, ".s.PGSQL.5432"));
    const state = `postgres://postgres:secr3t-word@/postgres?host=${server.folder}`;
    const operate = (name: string, address = state) => {
      const args = ["operate", "--db", join(folder, `${name}.sqlite`), "--bundles", join(folder, "bundles")];
      return daemonProcess(node, "operator", [...args, "--state", address]);
    };
    machines = [operate("a"), operate("b"), operate("c", `postgres://postgres@127.0.0.1:${way.port}/postgres`)];
    watch = daemonProcess(node, "challenger", ["watch", "--db", join(folder, "watch.sqlite"), "--random", "1"]);
    watch.start();
  });
  after(async () => {
    for (const daemon of [...machines, watch]) await daemon?.kill();
    exchange?.close();
    await node?.stop();
    way?.close();
    server?.stop();
    if (folder) await rm(folder, { recursive: true, force: true });
  });

  const count = (name: string) => exchange.events(name).then(({ length }) => length);
  const answers = async () => (await count("PositionRevealed")) + (await count("LiquidationRevealed"));
  const answered = (submissions: number) =>
    until("the answers", async () => {
      const demands = await count("Demanded");
      return demands >= 10 * submissions && (await answers()) === demands;
    });
  /** How often a daemon has begun to lead. */
  const terms = (daemon: DaemonProcess) => daemon.log().filter(({ event }) => event === "leader").length;
  const leads = (daemon: DaemonProcess, term = 1) => until("its lead", () => terms(daemon) >= term);
  const isKept = (id: string) =>
    until("what was told to be kept", () => {
      const rows = server?.psql(`SELECT fields FROM zke_insurance_fund.memories WHERE part = 'notices';`) ?? "";
      return rows.split("\n").some((row) => row.includes(id) && JSON.parse(row)[2] === 1);
    });

  it("act one at a time; when that one is killed, the other goes on, and nothing is sent or told twice", async () => {
    const [first, second] = machines as [DaemonProcess, DaemonProcess];
    first.start();
    await leads(first);
    second.start();
    await second.line("standby");
    const settlement = await exchange.settle(1, "shy");
    await exchange.submit(settlement, NOWHERE);
    const { id } = await first.line("settlement-pending");
    await isKept(String(id));
    // Demands come one by one; both machines die in the middle of answering them.
    await until("the first answers", async () => (await answers()) >= 2);
    await first.kill();
    await leads(second);
    first.start();
    await until("some more answers, or all", async () => (await answers()) >= 5);
    await second.kill();
    await leads(first, 2);
    await answered(1);
    await exchange.pass(CHALLENGE_WINDOW + REVEAL_WINDOW);
    await until("the end", async () => (await exchange.status(1)) === "finalized");
    expect(second.log().map(({ event }) => event)).not.to.include("settlement-pending");
    await expectOnce();
    expect(JSON.stringify([first.log(), second.log()])).not.to.include("secr3t-word");
  });

  it("a machine whose connection to the database is lost ends, and another one goes on", async () => {
    const [first, second] = machines as [DaemonProcess, DaemonProcess];
    second.start();
    await until("the other to stand by", () => second.last().includes("standby"));
    server?.psql(`SELECT pg_terminate_backend(pid) FROM pg_locks WHERE ${IS_LEADERS};`);
    expect(await first.ended()).to.equal(3);
    expect(first.log().map(({ event }) => event)).to.include("leader-lost");
    await leads(second, 2);
  });

  it("a machine that is cut off from the database sends nothing more, and ends by itself", async () => {
    const [, second, third] = machines as [DaemonProcess, DaemonProcess, DaemonProcess];
    third.start();
    await third.line("standby");
    await second.kill();
    await leads(third);
    // What it says goes nowhere, and it is not told: the database forgets it, as one that the network hides.
    way.cut();
    second.start();
    await leads(second, 3);
    const settlement = await exchange.settle(2, "shy too");
    await exchange.submit(settlement, NOWHERE);
    await answered(2);
    expect(await third.ended()).to.equal(3);
    expect(third.log().filter(({ event }) => event === "transaction")).to.deep.equal([]);
    await expectOnce();
  });

  it("a database that is set back to an older state, as by a copy that takes over, pays nothing twice", async () => {
    const [, second] = machines as [DaemonProcess, DaemonProcess];
    await second.kill();
    const cli = fundOnChain(node, folder);
    const state = `postgres://postgres@/postgres?host=${server?.folder}`;
    const args = (ref: string) => {
      const what = ["--period", "9", "--amount", "250.75", "--ref", ref];
      return ["credit", ...what, "--state", state, "--timeout", "20"];
    };
    const credit = (ref: string) => cli.as("operator", args(ref));
    const told = second.log().length;
    expect((await credit("one")).code).to.equal(0);
    server?.psql(SNAPSHOT);
    expect((await credit("two")).code).to.equal(0);
    server?.psql(SET_BACK);
    expect((await credit("two")).code, "done, as the chain tells").to.equal(0);
    expect(await count("Credited")).to.equal(2);

    await rpc(node.rpc, "evm_setAutomine", false);
    const { child, done } = cli.started("operator", args("three"));
    const waits = () => rpc<{ pending: string }>(node.rpc, "txpool_status").then(({ pending }) => Number(pending));
    await until("the credit to be on its way", async () => (await waits()) === 1);
    child.kill("SIGKILL");
    await done;
    server?.psql(SET_BACK);
    const refused = await credit("three");
    expect([refused.code, await waits()]).to.deep.equal([3, 1]);
    expect(refused.stderr).to.include("the store was set back to an older state. Nothing was sent");
    await rpc(node.rpc, "evm_setAutomine", true);
    await rpc(node.rpc, "evm_mine");
    expect((await credit("three")).code).to.equal(0);
    expect(await count("Credited")).to.equal(3);

    // The daemon goes on with what it remembered then, and finds nothing wrong.
    second.start();
    await leads(second, 4);
    await exchange.pass(CHALLENGE_WINDOW + REVEAL_WINDOW);
    await until("the end", async () => (await exchange.status(2)) === "finalized");
    const since = second.log().slice(told);
    expect(since.filter(({ level }) => level === "error")).to.deep.equal([]);
  });

  /** Whatever the operator sent was taken, and each of it was sent once. */
  async function expectOnce(): Promise<void> {
    const { address } = node.accounts.operator!;
    const made = await rpc(node.rpc, "eth_getTransactionCount", address, "latest");
    const ends = (await count("SettlementFinalized")) + (await count("SettlementSubmitted"));
    const APPROVALS = 1;
    expect(Number(made)).to.equal(APPROVALS + ends + (await answers()));
    const twice = "SELECT id FROM zke_insurance_fund.sends GROUP BY id HAVING count(*) > 1;";
    expect(server?.psql(twice)).to.equal("");
  }
});

/** A way to a socket that can be cut: the far end is let go, and the near end hears nothing more. */
async function openWay(path: string) {
  const near: Socket[] = [];
  const far: Socket[] = [];
  const listener: Server = createServer((socket) => {
    const onward = connect(path);
    near.push(socket);
    far.push(onward);
    socket.on("error", () => {});
    onward.on("error", () => socket.destroy());
    socket.pipe(onward);
    onward.pipe(socket, { end: false });
  });
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const { port } = listener.address() as { port: number };
  return {
    port,
    cut() {
      for (const socket of near) socket.unpipe().pause();
      for (const socket of far) socket.destroy();
      listener.removeAllListeners("connection");
      listener.on("connection", (socket) => void near.push(socket.pause()));
    },
    close() {
      for (const socket of [...near, ...far]) socket.destroy();
      listener.close();
    },
  };
}
