// A daemon from its start to its end, whoever runs it: a command, or a program of its own.
import type { TransactionSigner } from "../chain/sending/signing.ts";
import { type Database, openDatabase } from "../disk/database.ts";
import { isPostgresAddress } from "../postgres/address.ts";
import { DISK } from "../problems/english/disk.ts";
import { refused } from "../problems/problem.ts";
import { type Daemon, type DaemonOptions, openDaemon } from "./daemon.ts";
import { openShared, type Shared } from "./lead.ts";
import type { Limits } from "./means.ts";
import type { Log } from "./monitoring/log.ts";
import { createMetrics, type Metrics } from "./monitoring/metrics.ts";
import { nodeMeter } from "./monitoring/node-meter.ts";
import { openNotices, webhook } from "./monitoring/notices.ts";
import { showProcess } from "./monitoring/process.ts";
import { type ListenAddress, type SignalServer, serveSignals } from "./monitoring/server.ts";
import { createVitals } from "./monitoring/vitals.ts";
import { createOverseer, overseen } from "./oversight.ts";
import { patiently, type Role, type RunOptions, runDaemon } from "./run.ts";

/** What a daemon that runs in a program is told. */
export interface DaemonRun extends Omit<DaemonOptions, "database" | "notices" | "interval" | "signer" | "store"> {
  /** Milliseconds between two looks at the chain; 12,000 unless given. */
  readonly interval?: number | undefined;
  /** Whether it ends when nothing is left to do; else it ends when it is stopped. */
  readonly once?: boolean | undefined;
  /** Ends it. What is on its way by then is on disk, and taken up by the next run. */
  readonly signal?: AbortSignal | undefined;
  /** Who sends transactions, and pays for them; nothing is sent if left out: what would be done is told. */
  readonly signer?: TransactionSigner | undefined;
  /** Told what happens; integers among the fields are bigints. */
  readonly log?: Log | undefined;
  /** Where notices are posted as JSON. */
  readonly webhook?: URL | undefined;
  /** Where /metrics, /livez and /readyz are served. */
  readonly metrics?: ListenAddress | undefined;
  /** Below what it warns; 0.05 ether and what bonds may take unless given. */
  readonly limits?: Partial<Limits> | undefined;
}

/** What a daemon has seen when it ends. */
export interface DaemonEnd {
  /** Whether anything was wrong with what it saw. */
  readonly foundWrong: boolean;
}

/** A daemon's role, and whether it found anything wrong. */
interface JudgingRole extends Role {
  foundWrong(): boolean;
}

/** Makes a daemon's role. */
export type RoleMaker = (daemon: Daemon, metrics: Metrics, signal: AbortSignal) => JudgingRole | Promise<JudgingRole>;

/** How often the chain is looked at unless something else is said, in milliseconds. */
export const USUAL_INTERVAL = 12_000;
const LEAST_ETHER = 50_000_000_000_000_000n;

/** The limits that are given, and the others' defaults. */
export const limitsOf = (limits: Partial<Limits> = {}): Limits => ({
  ...limits,
  leastEther: limits.leastEther ?? LEAST_ETHER,
});

/**
 * Runs a daemon until it is stopped, or, once, until nothing is left to do.
 *
 * @param name what its metrics begin with
 * @param version the program's, for its metrics
 * @throws {InputError} if what was given cannot be used
 * @throws {ChainError} if it is to run once, and the chain fails several times in a row
 */
export async function runRole(name: string, options: DaemonRun, makeRole: RoleMaker, version = ""): Promise<DaemonEnd> {
  const { db, fund, signer, once = false, interval = USUAL_INTERVAL, log = () => {} } = options;
  const lost = new AbortController();
  const signal = AbortSignal.any([lost.signal, ...(options.signal ? [options.signal] : [])]);
  const metrics = createMetrics(`fund_${name}_`);
  showProcess(metrics, version);
  const database = openDatabase(db);
  let server: SignalServer | undefined;
  let shared: Shared | undefined;
  let daemon: Daemon | undefined;
  try {
    const post = options.webhook && webhook(options.webhook);
    const notices = await (async () => openNotices(database, log, post))().catch(usable(db));
    const vitals = createVitals(metrics, { interval, assertWritable: writing(database) });
    server = await serve(options.metrics, metrics, vitals, log);
    const run: RunOptions = { interval, once, signal, vitals };
    const connect = { ...options.connect, onAnswer: nodeMeter(metrics, vitals.beat) };
    const { state } = options;
    if (signer !== undefined && state !== undefined && isPostgresAddress(state)) {
      const leader = metrics.gauge("leader", "1 while this daemon acts, of those that share a database; else 0.");
      leader.set(0);
      shared = await patiently(() => openShared(state, leader), run, { notices, log });
    }
    const known = { ...options, connect, interval, database, notices, store: shared?.store };
    daemon = await patiently(() => openDaemon(known, log, metrics), run, { notices, log }).catch(usable(db));
    const opened = daemon;
    const made = await (async () => makeRole(opened, metrics, signal))().catch(usable(db));
    const role = overseen(made, createOverseer(daemon, metrics, options.fromBlock));
    const account = signer?.address ?? "none: a dry run";
    log("info", "started", `Follows the fund ${fund}.`, { fund, chainId: daemon.chain.chainId, account });
    const place = `${name} ${daemon.chain.chainId}:${daemon.chain.genesis}:${daemon.fund.address}`;
    const onLost = (error: Error) => lost.abort(error);
    const lead = async () => shared?.lead(place, database, { log, vitals, once, signal, onLost });
    const memory = await patiently(lead, run, { notices, log });
    await runDaemon(daemon, role, { ...run, ...memory });
    lost.signal.throwIfAborted();
    return { foundWrong: role.foundWrong() };
  } finally {
    await server?.close();
    if (daemon === undefined) database.close();
    else await daemon.close();
    await shared?.store.close();
  }
}

/** Turns what a database says at the start into a sentence. */
function usable(file: string): (error: unknown) => never {
  return (error) => {
    if (error instanceof Error && "code" in error && error.code === "ERR_SQLITE_ERROR") {
      throw refused(DISK, "databaseUnusable", { said: error.message }, { file });
    }
    throw error;
  };
}

/** Writes to a database, as a test of whether that can be done. */
function writing(database: Database): () => void {
  database.exec("CREATE TABLE IF NOT EXISTS pulse (id INTEGER PRIMARY KEY, beats INTEGER NOT NULL) STRICT;");
  const write = database.prepare("INSERT INTO pulse VALUES (1, 1) ON CONFLICT DO UPDATE SET beats = beats + 1");
  return () => void write.run();
}

async function serve(
  address: ListenAddress | undefined,
  metrics: Metrics,
  probes: Parameters<typeof serveSignals>[2],
  log: Log,
): Promise<SignalServer | undefined> {
  if (address === undefined) return undefined;
  const server = await serveSignals(address, metrics, probes);
  const { host } = address;
  const { port } = server;
  log("info", "listening", `Serves /metrics, /livez and /readyz at ${host}:${port}.`, { host, port });
  return server;
}
