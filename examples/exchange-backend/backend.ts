// An exchange's backend in one process: it credits liquidations as they are closed, settles each period from the exchange's tables in
// PostgreSQL once it has ended, publishes and submits, answers demands and finalizes, and hands out statements over HTTP. It may be
// killed at any moment and started again: what is done is on chain, in the database, or a whole folder on disk.
//
//     psql "$DATABASE_URL" -f examples/exchange-backend/tables.sql
//     export DATABASE_URL=postgres://... RPC=http://127.0.0.1:8545 FUND=0x... FUND_PRIVATE_KEY=0x...
//     PUBLIC=https://exchange.example node examples/exchange-backend/backend.ts FOLDER PORT
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Wallet } from "ethers";
import { Pool } from "pg";
import { readDocument, settleTablesAsync, writeBundle } from "zke-insurance-fund/bundle";
import { connectChain, createSender, openFund, readPeriodTerms, submit } from "zke-insurance-fund/chain";
import { creditQueue, operate, postgresStore } from "zke-insurance-fund/node";
import { creditLiquidations } from "./credits.ts";
import { createBackendServer } from "./server.ts";
import { accountOf, endOf, isCredited, readTables } from "./tables.ts";

const EVERY = Number(process.env.EVERY ?? 2_000);

const [folder = "backend", port = "8080"] = process.argv.slice(2);
const setting = (name: string): string => {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
};
const database = setting("DATABASE_URL");
const rpc = setting("RPC");
const wallet = new Wallet(setting("FUND_PRIVATE_KEY"));
const bundles = join(folder, "bundles");
await mkdir(bundles, { recursive: true });

const stopped = new AbortController();
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => stopped.abort());
const { signal } = stopped;

const pool = new Pool({ connectionString: database });
const chain = await connectChain(rpc);
const fund = await openFund(chain.provider, setting("FUND"), chain.host);
const decimals = await fund.decimals();
// Transactions are noted in the database before they are sent: after a kill, or on another machine, they are known.
const store = await postgresStore(database);
const sender = createSender(chain, wallet, { store });
const queue = creditQueue(fund, sender, { inbox: join(folder, "credits.sqlite"), every: EVERY, onError: tell });
signal.addEventListener("abort", () => void queue.close());

const server = createBackendServer(bundles, (token) => accountOf(pool, token));
server.listen(Number(port), "127.0.0.1");
await once(server, "listening");
const address = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
console.log(address);
const published = process.env.PUBLIC ?? address;

/** What a node or a database refuses now, the next round tries again. */
function tell(error: unknown): void {
  if (!signal.aborted) console.error(error instanceof Error ? error.message : error);
}

/** Settles, publishes and submits the next period, if it has ended. */
async function settleNext(): Promise<void> {
  const terms = await readPeriodTerms(fund);
  const endTime = terms.endTime ?? (await endOf(pool, terms.period));
  if (endTime === undefined || !(await isCredited(pool, terms.period))) return;
  const bundle = join(bundles, `period-${terms.period}`);
  // A bundle's folder is there whole, or not at all. One that is there may be known to others: it is not made anew.
  if (!(await stat(bundle).catch(() => undefined))) {
    const tables = await readTables(pool, { ...terms, endTime });
    const secret = `0x${randomBytes(32).toString("hex")}` as const;
    await writeBundle(bundle, await settleTablesAsync({ ...terms, endTime, secret, ...tables }, { signal }), {
      signal,
    });
  }
  const dataURI = `${published}/bundles/period-${terms.period}/`;
  await submit(fund, sender, { ...(await readDocument(bundle)), dataURI });
  console.log(`period ${terms.period} is submitted`);
}

async function rounds(work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await work().catch(tell);
    await pause(EVERY, undefined, { signal }).catch(() => undefined);
  }
}

await Promise.all([
  rounds(() => creditLiquidations(pool, queue, decimals, tell)),
  rounds(settleNext),
  operate({
    ...{ rpc, fund: fund.address, bundles, signer: wallet, signal, interval: EVERY },
    ...{ db: join(folder, "operate.sqlite"), state: database },
    log: (level, event, message) => level !== "info" && console.error(`${event}: ${message}`),
  }),
]);
server.close();
await store.close();
await pool.end();
chain.provider.destroy();
