import { usualConfirmations } from "../../chain/confirmations.ts";
import type { FetchOptions } from "../../download/bundle.ts";
import { SCHEDULE } from "../given.ts";
import { type DaemonEnd, type DaemonRun, limitsOf, type RoleMaker, runRole, USUAL_INTERVAL } from "../start.ts";
import { type Publish, placeOf, type TablesOf } from "./period.ts";
import { publishBy, publishTo } from "./publish.ts";
import { publishToS3, type S3Target } from "./s3.ts";
import { createScheduler, type ScheduleOptions } from "./schedule.ts";
import { type EveryFormat, tablesBy, tablesIn } from "./tables.ts";

/** A command of one's own, run by the shell. */
export interface OwnCommand {
  readonly command: string;
  /** The longest time for it, in milliseconds; an hour unless given. */
  readonly timeout?: number | undefined;
}

/** Files of tables: a command that writes them, or the folder that they are in, with `{period}` where the number goes. */
export type TableSource = (OwnCommand | { readonly folder: string }) & { readonly format?: EveryFormat | undefined };

/** What is scheduled; amounts in base units. */
export interface ScheduleTerms extends Pick<ScheduleOptions, "bundles" | "dataUri" | "leastCoverage" | "allowance"> {
  /** A period's tables: read by a function, or from files. */
  readonly tables: TablesOf | TableSource;
  /** Publishes a bundle: a function, a command, the folder in which each bundle gets one, or a bucket of S3 or its like. */
  readonly publish: Publish | OwnCommand | { readonly folder: string } | { readonly s3: S3Target };
  /** How long after a period's end it is begun with, in seconds of the chain's time; 0 unless given. */
  readonly delay?: bigint | undefined;
  /** How addresses are looked at as a stranger would; private ones, and `file:`, count on a local chain alone unless given. */
  readonly fetch?: FetchOptions | undefined;
}

/** How periods are settled by themselves; what is left out is as the command `schedule` has it. */
export interface ScheduleRun extends DaemonRun, ScheduleTerms {}

const HOUR = 3_600_000;

/** Makes the role of a scheduler. */
export function scheduleRole(terms: ScheduleTerms, run: Pick<DaemonRun, "interval" | "once" | "limits">): RoleMaker {
  const { tables, publish, fetch = {}, delay = 0n, ...options } = terms;
  const { interval = USUAL_INTERVAL, once = false } = run;
  return (daemon, metrics, signal) => {
    const { log, scratch } = daemon;
    // On a local chain, what is on this machine is all that there is.
    const allowPrivate = fetch.allowPrivate ?? usualConfirmations(daemon.chain.chainId) === 1;
    const tools = {
      tables: tablesOf(tables, { log, scratch }),
      publish: publisherOf(publish, { log, uriOf: (period) => placeOf(options.dataUri, period) }),
    };
    const given = { ...options, ...tools, interval, once, delay, limits: limitsOf(run.limits) };
    return createScheduler(daemon, { ...given, fetch: { ...fetch, allowPrivate } }, metrics, signal);
  };
}

function tablesOf(
  source: ScheduleTerms["tables"],
  tools: Pick<Parameters<typeof tablesBy>[1], "log" | "scratch">,
): TablesOf {
  if (typeof source === "function") return source;
  if ("folder" in source) return tablesIn(source.folder, source.format);
  const { command, timeout = HOUR, format } = source;
  return tablesBy(command, { ...tools, timeout, ...(format && { format }) });
}

function publisherOf(
  target: ScheduleTerms["publish"],
  tools: Omit<Parameters<typeof publishBy>[1], "timeout">,
): Publish {
  if (typeof target === "function") return target;
  if ("folder" in target) return publishTo(target.folder);
  if ("s3" in target) return publishToS3(target.s3);
  const { command, timeout = HOUR } = target;
  return publishBy(command, { ...tools, timeout });
}

/**
 * Settles, publishes and submits each period of the fund's grid that is over, the oldest first: a period's tables become a bundle, the
 * bundle is put where strangers find it, fetched and compared as a stranger would, and submitted; what is at its address is looked at from
 * then on. What fails is told and tried again. It runs until `signal` ends it, or with `once` until nothing is left to do; it may be killed
 * at any moment and started again, and submits nothing twice.
 *
 * @throws {InputError} if what was given cannot be used, or the fund's policy leaves open how long periods are
 * @throws {ChainError} if it is to run once, and the chain fails several times in a row
 * @example
 * await schedule({ rpc: "http://127.0.0.1:8545", fund: "0x...", bundles: "settlements", db: "schedule.sqlite", signer: wallet, signal,
 *   dataUri: "https://settlements.example.org/period-{period}/", publish: { folder: "/srv/public" }, tables: { command: "./export" } })
 */
export async function schedule(options: ScheduleRun): Promise<DaemonEnd> {
  SCHEDULE(options, "options");
  return runRole("schedule", options, scheduleRole(options, options));
}
