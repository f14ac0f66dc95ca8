import type { Command } from "commander";
import type { Limits } from "../../daemon/means.ts";
import { createLog, type Log } from "../../daemon/monitoring/log.ts";
import type { ListenAddress } from "../../daemon/monitoring/server.ts";
import type { DaemonRun, RoleMaker } from "../../daemon/start.ts";
import { ChainError } from "../../errors.ts";
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
import { addSignerOptions, type SignerFlags } from "./signer-options.ts";
import { packageVersion } from "./version.ts";

/** What every daemon is given. */
export interface DaemonFlags extends FundOptions, SignerFlags {
  readonly db: string;
  readonly confirmations?: string;
  readonly interval: string;
  readonly once?: true;
  readonly dryRun?: true;
  readonly state?: string;
  readonly stateFile?: string;
  readonly maxFee: string;
  readonly leastEther: string;
  readonly leastBalance?: string;
  readonly metrics?: string;
  readonly webhook?: string;
}

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
  return addSignerOptions(addAgreeOption(addSendOption(addFundOptions(command))))
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
 * Runs a daemon until it is stopped, or, once, until nothing is left to do; then the process ends.
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
  const signal = stopOnSignals(log);
  const { runRole } = await import("../../daemon/start.ts");
  const { givenState, signerFrom } = await import("./keys.ts");
  const posted = webhookOf(flags);
  const { fund, db, once = false } = flags;
  const told: DaemonRun = {
    ...(await nodesOf(flags)),
    ...{ fund, db, once, signal, log },
    interval: secondsOption(flags.interval, "--interval"),
    fromBlock: flags.fromBlock === undefined ? undefined : Number(integerOption(flags.fromBlock, "--from-block", 48)),
    confirmations: confirmationsOption(flags.confirmations),
    webhook: posted === undefined ? undefined : urlOption(posted, "--webhook"),
    metrics: flags.metrics === undefined ? undefined : addressOption(flags.metrics),
    signer: flags.dryRun ? undefined : await signerFrom(flags),
    feeLimit: feeOption(flags.maxFee),
    urgentFeeLimit,
    state: await givenState(flags),
  };
  const { foundWrong } = await runRole(name, told, makeRole, packageVersion()).catch((error: unknown) => {
    // The log has said so, and one that is started again stands by.
    if (error instanceof ChainError && error.code === "leadLost") leave(EXIT.chain);
    throw error;
  });
  log("info", "stopped", "Nothing is left to do.");
  // What is under way is on disk, and goes on when the daemon is started again.
  leave(once && foundWrong ? EXIT.no : EXIT.done);
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
