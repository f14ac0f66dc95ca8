import { WATCH } from "../given.ts";
import { type DaemonEnd, type DaemonRun, limitsOf, runRole, USUAL_INTERVAL } from "../start.ts";
import type { LookoutOptions } from "./lookout.ts";
import { createWatch, type WatchOptions } from "./watch.ts";

/** How a fund is watched; what is left out is as the command `watch` has it. */
export interface WatchRun
  extends DaemonRun,
    Partial<Pick<WatchOptions, "random" | "bondsPerDay" | "answersPerDay">>,
    Partial<Pick<LookoutOptions, "tries" | "fetch">> {}

const DEFAULTS = { random: 1, tries: 3, answersPerDay: 100 };
const SHORTEST = 1_000;

/**
 * Watches a fund: verifies every pending settlement, has the contract void what is wrong or kept secret, and takes back its bonds. It
 * runs until `signal` ends it, or with `once` until nothing is left to do. All that it must not forget is in the file `db`: it may be
 * killed at any moment and started again. Windows are measured by the chain's time.
 *
 * @throws {InputError} if what was given cannot be used
 * @throws {ChainError} if it is to run once, and the chain fails several times in a row
 * @example
 * await watch({ rpc: "http://127.0.0.1:8545", fund: "0x...", db: "watch.sqlite", signer: wallet, signal })
 */
export async function watch(options: WatchRun): Promise<DaemonEnd> {
  WATCH(options, "options");
  const { once = false, interval = USUAL_INTERVAL, fetch, ...given } = { ...DEFAULTS, ...options };
  const { random, tries, answersPerDay, bondsPerDay } = given;
  // They tell, when a bundle's host does not answer, whether anybody does.
  const witnesses = [...[options.rpc].flat(), ...(options.webhook ? [options.webhook.href] : [])];
  return runRole("watch", options, (daemon, metrics, signal) =>
    createWatch(
      daemon,
      {
        ...{ random, tries, answersPerDay, bondsPerDay, limits: limitsOf(options.limits) },
        // Who waits for the end of a single run is not kept waiting.
        interval: once ? Math.min(interval, SHORTEST) : interval,
        fetch: { witnesses, ...fetch, signal },
      },
      metrics,
    ),
  );
}
