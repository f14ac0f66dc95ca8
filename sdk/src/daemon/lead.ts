import { isPostgresAddress } from "../postgres/address.ts";
import { openPostgres } from "../postgres/connection.ts";
import { type Leadership, lead } from "../postgres/leader.ts";
import { SCHEMA } from "../postgres/schema.ts";
import { FOLLOWING } from "../problems/english/following.ts";
import { failed } from "../problems/problem.ts";
import type { Log } from "./monitoring/log.ts";
import type { Metrics } from "./monitoring/metrics.ts";
import type { Vitals } from "./monitoring/vitals.ts";

/** Who is told that a daemon leads, or does not. */
interface Led {
  readonly log: Log;
  readonly metrics: Metrics;
  readonly vitals: Pick<Vitals, "beat" | "standBy">;
  /** Does not wait for another's end. */
  readonly once: boolean;
  readonly signal: AbortSignal;
  /** Ends the process: another daemon may act from now on. */
  readonly onLost: () => void;
}

/**
 * Where daemons share a database, one of them acts at a time: waits until it is this one.
 *
 * @param state where transactions are kept; a file is of one machine, and nobody is waited for
 * @param what is acted on, and as what
 * @throws {ChainError} of kind "underway" if it is to run once, and another acts
 */
export async function leadIfShared(state: string | undefined, what: string, led: Led): Promise<Leadership | undefined> {
  if (state === undefined || !isPostgresAddress(state)) return undefined;
  const { log, metrics, vitals, once, signal, onLost } = led;
  const leader = metrics.gauge(
    "leader",
    "1 while this is the daemon that acts, of those that share a database; else 0.",
  );
  leader.set(0);
  const postgres = await openPostgres(state);
  const { place } = postgres;
  let said: string | undefined;
  const onStandby = (trouble?: string) => {
    vitals.beat();
    vitals.standBy(true);
    const message =
      trouble ??
      `Another daemon acts, by the database at ${place}; this one takes over when that one's connection ends.`;
    if (once) throw failed(FOLLOWING, "anotherLeads", { place, said: trouble }, { kind: "underway" });
    if (message !== said) log(trouble === undefined ? "info" : "warn", "standby", message);
    said = message;
  };
  const leadership = await lead(postgres, `${SCHEMA} leader ${what}`, { signal, onStandby });
  vitals.standBy(false);
  if (leadership === undefined) return undefined;
  leader.set(1);
  log("info", "leader", `This daemon acts, by the database at ${place}.`);
  leadership.onLost(() => {
    leader.set(0);
    log(
      "error",
      "leader-lost",
      `The connection to the database at ${place} was lost: another daemon may act, and this one ends.`,
    );
    onLost();
  });
  return leadership;
}
