import type { Database } from "../../disk/database.ts";
import type { EventName } from "./events.ts";
import { type Fields, jsonLine, type Level, type Log } from "./log.ts";

/** Something that a person should learn once. */
export interface Notice {
  /** What has the same id is the same notice. */
  readonly id: string;
  readonly level: Level;
  readonly event: EventName;
  readonly message: string;
  readonly fields?: Fields;
}

/** Hands notices on. One that was handed on when the process was killed may come again, with the same id; none is lost. */
export interface Notices {
  /** Keeps a notice, unless it is kept already. */
  add(notice: Notice): void;
  /** Lets one with this id be told again. */
  forget(id: string): void;
  /** Whether there ever was one with this id. */
  has(id: string): boolean;
  /** Logs what was not logged yet. */
  tell(): void;
  /** Posts what was not posted yet, one round at a time; what cannot be posted now is posted in a later round. */
  post(): Promise<void>;
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS notices (
    id TEXT PRIMARY KEY, notice TEXT NOT NULL, logged INTEGER NOT NULL DEFAULT 0, posted INTEGER NOT NULL DEFAULT 0
  ) STRICT;
  CREATE INDEX IF NOT EXISTS notices_left ON notices (logged, posted);`;

const SHORTEST_REST = 10_000;
const LONGEST_REST = 600_000;

/** Posts a JSON text to a webhook. */
export type Post = (body: string) => Promise<void>;

/**
 * Opens the notices of a database.
 *
 * @param post takes notices to a webhook; left out, none is posted
 * @param rest milliseconds until the webhook is asked again after a failure, at first; twice as long each time
 */
export function openNotices(database: Database, log: Log, post?: Post, rest = SHORTEST_REST): Notices {
  database.exec(TABLES);
  const insert = database.prepare("INSERT OR IGNORE INTO notices (id, notice) VALUES (?, ?)");
  const find = database.prepare("SELECT 1 FROM notices WHERE id = ?");
  const remove = database.prepare("DELETE FROM notices WHERE id = ?");
  const unlogged = database.prepare("SELECT id, notice FROM notices WHERE logged = 0 ORDER BY rowid");
  const unposted = database.prepare("SELECT id, notice FROM notices WHERE logged = 1 AND posted = 0 ORDER BY rowid");
  const logged = database.prepare("UPDATE notices SET logged = 1, posted = ? WHERE id = ?");
  const posted = database.prepare("UPDATE notices SET posted = 1 WHERE id = ?");
  const rows = (found: Record<string, unknown>[]) => found as unknown as { id: string; notice: string }[];

  let failures = 0;
  let restsUntil = 0;
  let round: Promise<void> | undefined;

  /**
   * One that is refused does not hold up those that come after it; where nobody answers, or no more are taken now, the others
   * would be posted in vain.
   */
  async function postAll(send: Post): Promise<void> {
    let failed = false;
    let wanted = 0;
    for (const { id, notice } of rows(unposted.all())) {
      const { message } = JSON.parse(notice) as Notice;
      try {
        // Chat services show "text"; the rest is for programs.
        await send(jsonLine({ text: message, ...JSON.parse(notice) }));
        posted.run(id);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        log("warn", "webhook-failed", `The webhook did not take a notice, which is posted again later: ${reason}`, {
          id,
        });
        failed = true;
        wanted = error instanceof Busy ? error.rest : 0;
        if (!(error instanceof Refusal)) break;
      }
    }
    const pause = Math.min(Math.max(rest * 2 ** failures, wanted), LONGEST_REST);
    restsUntil = failed ? performance.now() + pause : 0;
    failures = failed ? failures + 1 : 0;
  }

  return {
    add: (notice) => void insert.run(notice.id, jsonLine({ time: new Date().toISOString(), ...notice })),
    forget: (id) => void remove.run(id),
    has: (id) => find.get(id) !== undefined,
    tell() {
      for (const { id, notice } of rows(unlogged.all())) {
        const { level, event, message, fields } = JSON.parse(notice) as Notice;
        log(level, event, message, { ...fields, id });
        logged.run(post === undefined ? 1 : 0, id);
      }
    },
    async post() {
      if (post === undefined || (round === undefined && performance.now() < restsUntil)) return;
      round ??= postAll(post).finally(() => {
        round = undefined;
      });
      await round;
    },
  };
}

const PATIENCE = 10_000;

/** The webhook is there, and does not want this notice. */
export class Refusal extends Error {
  override readonly name = "Refusal";
}

/** The webhook takes no more for a while. */
export class Busy extends Error {
  override readonly name = "Busy";
  /** Milliseconds until it wants to be asked again; 0 if it did not say. */
  readonly rest: number;

  constructor(message: string, rest: number) {
    super(message);
    this.rest = rest;
  }
}

/**
 * Posts to an address over http. It may hold a secret, and is never named.
 *
 * @param patience milliseconds for one post
 */
export function webhook(url: URL, patience = PATIENCE): Post {
  return async (body) => {
    const headers = { "content-type": "application/json" };
    const signal = AbortSignal.timeout(patience);
    const response = await fetch(url, { method: "POST", headers, body, signal, redirect: "error" }).catch(() => {
      throw new Error("no answer");
    });
    // What is said beside the status is of no interest, and may never end.
    await response.body?.cancel().catch(() => undefined);
    const said = `it answered HTTP ${response.status}`;
    if (response.status === 429) throw new Busy(said, restIn(response.headers.get("retry-after")));
    if (!response.ok) throw new Refusal(said);
  };
}

/** The milliseconds of a Retry-After, which says seconds or a date; 0 if it says neither. */
function restIn(header: string | null): number {
  if (header === null) return 0;
  const rest = /^\d+$/.test(header.trim()) ? 1_000 * Number(header) : Date.parse(header) - Date.now();
  return Number.isFinite(rest) ? Math.max(rest, 0) : 0;
}
