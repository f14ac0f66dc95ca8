// Daemons on several machines that share a database: one of them acts at a time.
import { postgresStoreIn } from "../chain/sending/postgres-store.ts";
import type { OpenStore } from "../chain/sending/store.ts";
import type { Database } from "../disk/database.ts";
import { openPostgres } from "../postgres/connection.ts";
import { inTerm, type Leadership, lead } from "../postgres/leader.ts";
import { SCHEMA } from "../postgres/schema.ts";
import { DATABASES } from "../problems/english/databases.ts";
import { FOLLOWING } from "../problems/english/following.ts";
import { failed } from "../problems/problem.ts";
import type { Log } from "./monitoring/log.ts";
import type { Gauge } from "./monitoring/metrics.ts";
import type { Vitals } from "./monitoring/vitals.ts";
import { type SharedMemory, shareMemory } from "./shared-memory.ts";

/** Who is told that a daemon leads, or does not. */
interface Led {
  readonly log: Log;
  readonly vitals: Pick<Vitals, "beat" | "standBy">;
  /** Does not wait for another's end. */
  readonly once: boolean;
  readonly signal: AbortSignal;
  /** Told when this daemon acts no more, since another may. */
  readonly onLost: (error: Error) => void;
}

/** A database that daemons share. */
export interface Shared {
  /** Keeps nothing more once another daemon acts; to be closed. */
  readonly store: OpenStore;
  /**
   * Waits until this is the daemon that acts, which has what the one before remembered.
   *
   * @param what is acted on, and as what
   * @param database what it remembers
   * @returns undefined if the signal came first
   * @throws {ChainError} of kind "underway" if it is to run once, and another acts; of kind "unkept" if the database does not answer
   */
  lead(what: string, database: Database, led: Led): Promise<SharedMemory | undefined>;
}

/**
 * Opens a database that daemons share.
 *
 * @param leader 1 while this daemon acts, else 0
 * @throws {InputError} if it cannot be used
 * @throws {ChainError} of kind "unkept" if it is not reached
 */
export async function openShared(address: string, leader: Pick<Gauge, "set">): Promise<Shared> {
  const postgres = await openPostgres(address);
  const { place } = postgres;
  let leadership: Leadership | undefined;
  const termOf = () => leadership?.term;
  const store = postgresStoreIn(postgres, termOf);

  async function takeLead(what: string, database: Database, { log, vitals, once, signal, onLost }: Led) {
    let said: string | undefined;
    const onStandby = (trouble?: string) => {
      vitals.beat();
      vitals.standBy(true, trouble);
      if (once) throw failed(FOLLOWING, "anotherLeads", { place, said: trouble }, { kind: "underway" });
      const message =
        trouble ??
        `Another daemon acts, by the database at ${place}; this one takes over when that one's connection ends.`;
      if (message !== said) log(trouble === undefined ? "info" : "warn", "standby", message);
      said = message;
    };
    leadership = await lead(postgres, `${SCHEMA} leader ${what}`, { signal, onStandby });
    vitals.standBy(false);
    if (leadership === undefined) return undefined;
    const memory = await shareMemory(database, what, inTerm(postgres, termOf)).catch((error: unknown) => {
      leadership?.end();
      throw error;
    });
    leader.set(1);
    log("info", "leader", `This daemon acts, by the database at ${place}.`);
    leadership.onLost(() => {
      leader.set(0);
      const error = failed(DATABASES, "leadLost", { place }, { kind: "unkept" });
      log("error", "leader-lost", error.message);
      onLost(error);
    });
    return memory;
  }

  return {
    store: {
      ...store,
      async close() {
        leadership?.end();
        await store.close();
      },
    },
    lead: takeLead,
  };
}
