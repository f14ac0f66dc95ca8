// The example of an exchange's backend: three periods from the tables of a real database, killed at random on the way.
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { expect } from "chai";
import { checkStatement, parseStatement } from "zke-insurance-fund/bundle";
import { randomOf } from "../../scripts/support/random.ts";
import { type Postgres, startPostgres } from "../support/postgres.ts";
import { rpc } from "./devnet.ts";
import { useDevnet } from "./use-devnet.ts";

const BACKEND = new URL("../../examples/exchange-backend/backend.ts", import.meta.url).pathname;
const TABLES = new URL("../../examples/exchange-backend/tables.sql", import.meta.url).pathname;
const PERIODS = 3;
const POSITIONS = 20_000;
const LIQUIDATIONS = 400;
const DAY = 86_400;
const KILLS = 8;
const LONGEST_LIFE = 6_000;
const PATIENCE = 120_000;

/** Each period a day: positions of 5,000 accounts, one in three with a loss, and liquidations of which three in four made a profit. */
const rowsOf = (start: number) => `
  INSERT INTO periods SELECT p, ${start} + p * ${DAY} FROM generate_series(1, ${PERIODS}) p;
  INSERT INTO positions SELECT p, 'acc-' || i / 4, 'MARKET-' || i % 4,
    (CASE WHEN i % 3 = 0 THEN -1 ELSE 1 END) * ((i * 7919 + p * 104729) % 99991 + 1) * 0.000731
    FROM generate_series(1, ${PERIODS}) p, generate_series(1, ${POSITIONS}) i;
  INSERT INTO liquidations SELECT 'liq-' || p || '-' || i, p, 'BTCUSDT', CASE WHEN i % 2 = 0 THEN 'long' ELSE 'short' END, 0.01,
    1000, 1000 + (CASE WHEN i % 2 = 0 THEN 1 ELSE -1 END) * (CASE WHEN i % 4 = 0 THEN -2.5 ELSE 0.125 END) - 0.000001 * (i % 2),
    ${start} + (p - 1) * ${DAY} + i
    FROM generate_series(1, ${PERIODS}) p, generate_series(1, ${LIQUIDATIONS}) i;
  INSERT INTO sessions VALUES ('alice', 'acc-500'), ('bob', 'acc-501');`;

describe("the example of an exchange's backend", function () {
  this.timeout(300_000);
  const inUse = useDevnet();
  let server: Postgres | undefined;
  let backend: ChildProcess | undefined;
  let errors = "";

  before(function () {
    server = startPostgres();
    if (server === undefined) this.skip();
  });
  after(async () => {
    backend?.kill("SIGKILL");
    server?.stop();
  });

  /** Starts it; its address, unless it ends before it says one. */
  async function start(): Promise<string> {
    const { devnet, folder } = inUse;
    const env = {
      ...process.env,
      DATABASE_URL: `postgres://postgres@/postgres?host=${(server as Postgres).folder}`,
      ...{ RPC: devnet.rpc, FUND: devnet.fund, FUND_PRIVATE_KEY: devnet.accounts.operator!.privateKey },
      // Where it is published does not change with the port of each life.
      ...{ PUBLIC: "https://exchange.example", EVERY: "300" },
    };
    const child = spawn(process.execPath, [BACKEND, join(folder, "backend"), "0"], {
      env,
      stdio: ["ignore", "pipe", "pipe"],
    });
    backend = child;
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      errors += text;
    });
    const [first] = (await Promise.race([once(child.stdout, "data"), once(child, "close").then(() => [""])])) as [
      string,
    ];
    return String(first).trim();
  }

  async function kill(): Promise<void> {
    if (backend === undefined || backend.exitCode !== null) return;
    const closed = once(backend, "close");
    backend.kill("SIGKILL");
    await closed;
  }

  const figures = async () => JSON.parse((await inUse.cli.read(["status", "--json"])).stdout);

  async function until(what: string, isSo: (status: Record<string, string>) => boolean): Promise<void> {
    const end = performance.now() + PATIENCE;
    while (!isSo(await figures())) {
      if (performance.now() > end) throw new Error(`never: ${what}; it said: ${errors}`);
      await pause(500);
    }
  }

  it("settles three periods of a database's tables, whenever it is killed, and the books agree", async () => {
    const { devnet, cli } = inUse;
    const { psql } = server as Postgres;
    psql(readFileSync(TABLES, "utf8"));
    psql(rowsOf(Number((await figures()).lastEndTime)));
    const given = await cli.as("operator", ["donate", "--amount", "1000", "--yes"]);
    expect(given.code, given.stderr).to.equal(0);

    const random = randomOf(12);
    for (let kills = 0; kills < KILLS; kills++) {
      await start();
      await pause(LONGEST_LIFE * random());
      await kill();
    }
    const address = await start();
    await until("three periods are submitted", ({ submissions }) => submissions === `${PERIODS}`);

    for (let period = 1; period <= PERIODS; period++) {
      const asking = (token: string) =>
        fetch(`${address}/statements/${period}`, { headers: { Authorization: `Bearer ${token}` } });
      const statements = ((await (await asking("alice")).json()) as unknown[]).map((each) =>
        parseStatement(JSON.stringify(each)),
      );
      expect(statements.length).to.be.above(0);
      for (const statement of statements) {
        expect(statement.account).to.equal("acc-500");
        expect(checkStatement(statement).ok).to.equal(true);
      }
      expect((await asking("mallory")).status).to.equal(401);
      expect((await fetch(`${address}/bundles/period-${period}/settlement.json`)).status).to.equal(200);
      expect((await fetch(`${address}/bundles/period-${period}/private/secret`)).status).to.equal(404);
    }

    await rpc(devnet.rpc, "evm_increaseTime", 2 * DAY);
    await rpc(devnet.rpc, "evm_mine");
    await until("three periods are final", ({ pendingCount }) => pendingCount === "0");
    const audit = await cli.read(["audit", "--json"]);
    expect(audit.code, audit.stderr).to.equal(0);
    const profits = psql("SELECT round(sum(profit) * 1000000) FROM liquidations WHERE profit > 0;").trim();
    expect((await figures()).totals.credited).to.equal(profits);
    expect(psql("SELECT count(*) FROM liquidations WHERE profit > 0 AND credited_block IS NULL;").trim()).to.equal("0");

    const closed = once(backend!, "close");
    backend!.kill("SIGTERM");
    expect(await closed).to.deep.equal([0, null]);
  });
});
