import { setTimeout as wait } from "node:timers/promises";
import { messageOf } from "../chain/failures.ts";
import { isDatabaseError } from "../disk/database.ts";
import { ChainError, InputError } from "../errors.ts";
import type { Daemon } from "./daemon.ts";
import type { View } from "./look.ts";
import type { Log } from "./monitoring/log.ts";
import type { Notice, Notices } from "./monitoring/notices.ts";
import type { Vitals } from "./monitoring/vitals.ts";

/** What a daemon is there for. */
export interface Role {
  /** Does what the view asks for; what takes time goes on in the background. */
  act(view: View): Promise<void>;
  /** Whether nothing is under way, and nothing is left to be done before the chain goes on. */
  idle(view: View): boolean;
  /** Why a single run is in vain, if this machine's troubles keep it from what is left to do. */
  stuck?(view: View): ChainError | undefined;
}

/** How long a daemon runs. */
export interface RunOptions {
  /** Milliseconds between two looks at the chain. */
  readonly interval: number;
  /** Ends when there is nothing left to do. */
  readonly once: boolean;
  readonly signal: AbortSignal;
  /** Told what becomes of each look, and that the loop turns. */
  readonly vitals?: Vitals | undefined;
  /** Keeps elsewhere what is remembered, after each look. */
  readonly keep?: (() => Promise<void>) | undefined;
}

/** Who is told what happens, and tells others. */
interface Told {
  readonly notices: Notices;
  readonly log: Log;
}

const LONGEST_PAUSE = 60_000;
const MOST_FAILURES_ONCE = 5;
/** Who waits for the end of a single run is not kept waiting. */
const SHORT_PAUSE = 500;

/**
 * Looks at the chain and acts, again and again. What fails because of the chain is tried again, ever more slowly.
 *
 * @throws {InputError} if what was given cannot be used
 * @throws {ChainError} if it is to run once, and the chain fails several times in a row, or the role is stuck
 */
export async function runDaemon(daemon: Daemon, role: Role, options: RunOptions): Promise<void> {
  const { interval, once, signal, vitals } = options;
  let failures = 0;
  let posting: Promise<void> | undefined;
  let stuck: ChainError | undefined;
  while (!signal.aborted) {
    vitals?.beat();
    try {
      const view = await daemon.look(signal);
      vitals?.beat();
      const acted = async () => {
        await role.act(view);
        keep(daemon, vitals?.looked(view.head));
      };
      await inAnyCase(daemon.log, acted, async () => {
        daemon.notices.tell();
        posting = postInBackground(daemon);
        await options.keep?.();
      });
      if (once && role.idle(view)) {
        await posting;
        return;
      }
      failures = 0;
      stuck = once ? role.stuck?.(view) : undefined;
    } catch (error) {
      if (signal.aborted) break;
      failures++;
      if (error instanceof InputError || (once && failures >= MOST_FAILURES_ONCE)) throw error;
      logFailure(daemon.log, error);
      tellFailure(daemon, vitals?.failed(error));
    }
    if (stuck !== undefined) throw stuck;
    await pause(backOff(once ? Math.min(interval, SHORT_PAUSE) : interval, failures), signal);
  }
}

/** Does one thing, and another whatever becomes of the first, whose error comes before the other's: that is logged. */
async function inAnyCase(log: Log, first: () => Promise<void>, then: () => Promise<void>): Promise<void> {
  const failure = await first().then(
    () => undefined,
    (error: unknown) => ({ error }),
  );
  await then().catch((error: unknown) => {
    if (failure === undefined) throw error;
    logFailure(log, error);
  });
  if (failure !== undefined) throw failure.error;
}

/** A webhook that is slow, or a full disk, holds up nothing else. */
function postInBackground({ notices, log }: Told): Promise<void> {
  return notices.post().catch((error: unknown) => logFailure(log, error));
}

/** On a full disk nothing can be noted, and what is to be told is at least logged. */
function keep({ notices, log }: Told, told: readonly Notice[] = []): void {
  for (const notice of told) {
    try {
      notices.add(notice);
    } catch {
      log(notice.level, notice.event, notice.message);
    }
  }
}

function tellFailure(told: Told, notices: readonly Notice[] = []): void {
  keep(told, notices);
  if (notices.length === 0) return;
  try {
    told.notices.tell();
  } catch (error) {
    logFailure(told.log, error);
  }
  void postInBackground(told);
}

/** Does something that needs the chain, as often as it takes until the chain is there. */
export async function patiently<T>(
  task: () => Promise<T>,
  { interval, once, signal, vitals }: RunOptions,
  told: Told,
): Promise<T> {
  for (let failures = 1; ; failures++) {
    vitals?.beat();
    try {
      return await task();
    } catch (error) {
      if (once || signal.aborted || !(error instanceof ChainError)) throw error;
      logFailure(told.log, error);
      tellFailure(told, vitals?.failed(error));
      await pause(backOff(interval, failures), signal);
    }
  }
}

function logFailure(log: Log, error: unknown): void {
  if (error instanceof ChainError)
    log("warn", error.kind === "unkept" ? "database-failed" : "chain-failed", messageOf(error));
  else if (isDatabaseError(error)) {
    const message = `What must be remembered cannot be kept, and nothing is done without: ${error.message}.`;
    log("error", "database-failed", message);
  } else log("error", "unexpected", `An unexpected error; it is tried again: ${messageOf(error)}`);
}

/** Twice as long after each failure, up to a minute. */
function backOff(interval: number, failures: number): number {
  return failures === 0 ? interval : Math.min(interval * 2 ** failures, Math.max(LONGEST_PAUSE, interval));
}

async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => undefined);
}
