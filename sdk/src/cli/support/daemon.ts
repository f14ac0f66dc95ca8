import type { Command } from "commander";
import type { Daemon } from "../../daemon/daemon.ts";
import type { Limits } from "../../daemon/means.ts";
import { createLog, type Log } from "../../daemon/monitoring/log.ts";
import type { Metrics } from "../../daemon/monitoring/metrics.ts";
import type { ListenAddress, Probes } from "../../daemon/monitoring/server.ts";
import type { Role, RunOptions } from "../../daemon/run.ts";
import type { Database } from "../../disk/database.ts";
import { DISK } from "../../problems/english/disk.ts";
import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
import { parseAmount } from "../../rule/amount.ts";
import {
  addFundOptions,
  confirmationsOption,
  type FundOptions,
  feeOption,
  MAX_FEE,
  MAX_FEE_HELP,
} from "./chain-options.ts";
import { leave, onEndingSignal } from "./leave.ts";
import { addAgreeOption, addSendOption, nodesOf } from "./node-options.ts";
import { integerOption } from "./options.ts";
import { EXIT } from "./output.ts";
import { packageVersion } from "./version.ts";

/** What every daemon is given. */
export interface DaemonFlags extends FundOptions {
  readonly db: string;
  readonly confirmations?: string;
  readonly interval: string;
  readonly once?: true;
  readonly dryRun?: true;
  readonly keystore?: string;
  readonly state?: string;
  readonly stateFile?: string;
  readonly maxFee: string;
  readonly leastEther: string;
  readonly leastBalance?: string;
  readonly metrics?: string;
  readonly webhook?: string;
}

/** A daemon's role, and whether it found anything wrong. */
interface JudgingRole extends Role {
  foundWrong(): boolean;
}

/** Makes a daemon's role. */
export type RoleMaker = (daemon: Daemon, metrics: Metrics, signal: AbortSignal) => JudgingRole | Promise<JudgingRole>;

const SECOND = 1_000;
const LARGEST_PORT = 65_535;
const WEBHOOK = "FUND_WEBHOOK";

/** Help for every daemon. */
export const DAEMON_HELP = `
It looks at the chain, acts, and looks again, until it is stopped. All that it must not forget is in --db: it can be killed at
any moment and started again. Windows are measured by the chain's time. Each line on stderr is one JSON object; what a person
should learn once is also posted to the webhook. With --metrics, /metrics (Prometheus), /livez and /readyz are served. HTTPS_PROXY,
HTTP_PROXY and NO_PROXY are honoured.`;

/** Adds the options that all daemons have. */
export function addDaemonOptions(command: Command): Command {
  return addAgreeOption(addSendOption(addFundOptions(command)))
    .requiredOption(
      "--db <file>",
      "what the daemon remembers; made if it is not there, and used by one daemon at a time",
    )
    .option(
      "--confirmations <number>",
      "how many blocks must stand on a block, its own included, before it counts (default: 3; on a local chain 1)",
    )
    .option("--interval <seconds>", "how often the chain is looked at", "12")
    .option("--once", "end when nothing is left to do: exit code 0 if nothing was wrong, 1 if something was")
    .option("--dry-run", "only report: send nothing; no key is needed")
    .option("--keystore <file>", "encrypted JSON keystore of the sending account")
    .option(
      "--state <file>",
      "where transactions are kept until they are mined: a file, or postgres://..., where one daemon of several acts (or set FUND_STATE; default: beside --db)",
    )
    .option("--state-file <file>", "a file with that address: its password stays out of the list of processes")
    .option("--max-fee <gwei>", MAX_FEE_HELP, MAX_FEE)
    .option("--least-ether <amount>", "warn below this much ether", "0.05")
    .option("--metrics <port>", "serve /metrics, /livez and /readyz on this port of 127.0.0.1, or at host:port")
    .option("--webhook <url>", `post notices there as JSON (or set ${WEBHOOK})`);
}

/** What only some daemons are given. */
interface DaemonExtras {
  /** The most that is offered for a unit of gas of a move whose deadline is near, in wei. */
  readonly urgentFeeLimit?: bigint | undefined;
}

/**
 * Runs a daemon until it is stopped, or, once, until nothing is left to do.
 *
 * @param name what its metrics begin with
 */
export async function runAsDaemon(
  flags: DaemonFlags,
  name: string,
  makeRole: RoleMaker,
  { urgentFeeLimit }: DaemonExtras = {},
): Promise<void> {
  const log = createLog((line) => process.stderr.write(line));
  const stop = stopOnSignals(log);
  const { createMetrics } = await import("../../daemon/monitoring/metrics.ts");
  const { nodeMeter } = await import("../../daemon/monitoring/node-meter.ts");
  const { openNotices, webhook } = await import("../../daemon/monitoring/notices.ts");
  const { showProcess } = await import("../../daemon/monitoring/process.ts");
  const { createVitals } = await import("../../daemon/monitoring/vitals.ts");
  const { openDatabase } = await import("../../disk/database.ts");
  const { openDaemon } = await import("../../daemon/daemon.ts");
  const { patiently, runDaemon } = await import("../../daemon/run.ts");
  const { givenState, signerFrom } = await import("./keys.ts");
  const { leadIfShared } = await import("../../daemon/lead.ts");
  const interval = secondsOption(flags.interval, "--interval");
  const fromBlock =
    flags.fromBlock === undefined ? undefined : Number(integerOption(flags.fromBlock, "--from-block", 48));
  const confirmations = confirmationsOption(flags.confirmations);
  const posted = webhookOf(flags);
  const post = posted === undefined ? undefined : webhook(urlOption(posted, "--webhook"));
  const signer = flags.dryRun ? undefined : await signerFrom(flags.keystore);
  const feeLimit = feeOption(flags.maxFee);
  const { fund, db, once = false } = flags;
  const { rpc, connect } = await nodesOf(flags);
  const state = await givenState(flags);
  const metrics = createMetrics(`fund_${name}_`);
  showProcess(metrics, packageVersion());
  const database = openDatabase(db);
  const notices = await (async () => openNotices(database, log, post))().catch(usable(db));
  const vitals = createVitals(metrics, { interval, assertWritable: writing(database) });
  await serve(flags.metrics, metrics, vitals, log);
  const run: RunOptions = { interval, once, signal: stop, vitals };
  const nodes = { rpc, connect: { ...connect, onAnswer: nodeMeter(metrics, vitals.beat) } };
  const options = { fund, db, state, fromBlock, confirmations, feeLimit, urgentFeeLimit, interval, signer };
  const known = { ...nodes, ...options, database, notices };
  const daemon = await patiently(() => openDaemon(known, log, metrics), run, { notices, log }).catch(usable(db));
  const role = await (async () => makeRole(daemon, metrics, stop))().catch(usable(db));
  const account = signer?.address ?? "none: a dry run";
  const place = `${name} ${daemon.chain.chainId}:${daemon.chain.genesis}:${daemon.fund.address}`;
  const led = { log, metrics, vitals, once, signal: stop, onLost: () => leave(EXIT.chain) };
  const leadership = await leadIfShared(signer && state, place, led);
  log("info", "started", `Follows the fund ${fund}.`, { fund, chainId: daemon.chain.chainId, account });
  await runDaemon(daemon, role, run);
  log("info", "stopped", "Nothing is left to do.");
  leadership?.end();
  await daemon.close();
  // What is under way is on disk, and goes on when the daemon is started again.
  leave(once && role.foundWrong() ? EXIT.no : EXIT.done);
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

/** Ends the process when it is asked to: all that must not be forgotten is on disk at any moment. */
function stopOnSignals(log: Log): AbortSignal {
  const controller = new AbortController();
  onEndingSignal(() => {
    controller.abort();
    log("info", "stopped", "Stopped by a signal.");
    leave(EXIT.done);
  });
  return controller.signal;
}

/** Where notices are posted, if anywhere. */
export function webhookOf({ webhook }: Pick<DaemonFlags, "webhook">): string | undefined {
  return webhook ?? (process.env[WEBHOOK] || undefined);
}

/** Writes to a database, as a test of whether that can be done. */
function writing(database: Database): () => void {
  database.exec("CREATE TABLE IF NOT EXISTS pulse (id INTEGER PRIMARY KEY, beats INTEGER NOT NULL) STRICT;");
  const write = database.prepare("INSERT INTO pulse VALUES (1, 1) ON CONFLICT DO UPDATE SET beats = beats + 1");
  return () => void write.run();
}

async function serve(address: string | undefined, metrics: Metrics, probes: Probes, log: Log): Promise<void> {
  if (address === undefined) return;
  const { serveSignals } = await import("../../daemon/monitoring/server.ts");
  const { host, port: wanted } = addressOption(address);
  const { port } = await serveSignals({ host, port: wanted }, metrics, probes);
  log("info", "listening", `Serves /metrics, /livez and /readyz at ${host}:${port}.`, { host, port });
}

/**
 * Reads an option as a time in seconds, fractions too.
 *
 * @returns milliseconds
 * @throws {InputError} if it is not above zero, or more than a day
 */
export function secondsOption(text: string, name: string): number {
  const value = /^\d{1,5}(\.\d{1,3})?$/.test(text) ? Math.round(SECOND * Number(text)) : 0;
  if (value > 0 && value <= 86_400 * SECOND) return value;
  throw refused(USAGE, "optionSeconds", { name }, { got: text });
}

/**
 * Reads an option as an address over http.
 *
 * @throws {InputError} if it is none; what was given is not repeated, since it may hold a secret
 */
export function urlOption(text: string, name: string): URL {
  const url = URL.parse(text);
  if (url?.protocol === "http:" || url?.protocol === "https:") return url;
  throw refused(USAGE, "optionUrl", { name });
}

const ETHER_DECIMALS = 18;

/**
 * Below what a daemon warns, as its options have it; the least balance has a default of the daemon's own.
 *
 * @param decimals the token's
 */
export function limitsOf(
  { leastEther, leastBalance }: DaemonFlags,
  decimals: number,
): Pick<Limits, "leastEther" | "leastBalance"> {
  return {
    leastEther: parseAmount(leastEther, { decimals: ETHER_DECIMALS }),
    leastBalance: tokensOption(leastBalance, decimals),
  };
}

/** Reads an option as an amount of tokens; undefined if it was not given. */
export function tokensOption(text: string | undefined, decimals: number): bigint | undefined {
  return text === undefined ? undefined : parseAmount(text, { decimals });
}

function addressOption(text: string): ListenAddress {
  const [, host = "127.0.0.1", digits] = /^(?:(.+):)?(\d{1,5})$/.exec(text) ?? [];
  const port = Number(digits);
  if (digits !== undefined && port <= LARGEST_PORT) return { host: host.replace(/^\[|\]$/g, ""), port };
  throw refused(USAGE, "metricsAddress", {}, { got: text });
}
