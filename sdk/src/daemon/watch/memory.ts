import { randomBytes } from "node:crypto";
import type { Verdict } from "../../challenge/judge.ts";
import { nameOf } from "../../challenge/moves.ts";
import type { Hex } from "../../columns/hex.ts";
import type { Database } from "../../disk/database.ts";
import type { Submission } from "../../history/submissions.ts";

/** What a watcher has found out about a submission's bundle. */
export interface Finding {
  readonly verdict: Verdict;
  /** How often the bundle was looked for. */
  readonly tries: number;
  /** When it is to be looked for again, in milliseconds of the wall clock. */
  readonly again: number;
  /** Names what answers had shown by then. */
  readonly answers: string;
}

/** What a watcher keeps beside the chain. It is found by the submission's content: no change of the chain makes it wrong. */
export interface Memory {
  /** What random picks are made of. */
  readonly secret: Hex;
  findingOf(submission: Submission): Finding | undefined;
  keep(submission: Submission, finding: Finding): void;
  /** When the submission was first seen pending, in seconds of the chain; undefined if it never was. */
  sightingOf(submission: Submission): bigint | undefined;
  sight(submission: Submission, now: bigint): void;
  /** Since when the bundle's host does not answer, in seconds of the chain; undefined if it did when it was last asked. */
  unreachedSince(submission: Submission): bigint | undefined;
  /** Keeps that the host does not answer now; or, left out, that it does. */
  unreached(submission: Submission, now?: bigint): void;
}

const TABLES = `
  CREATE TABLE IF NOT EXISTS secret (bytes TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS findings (
    submission TEXT PRIMARY KEY, verdict TEXT NOT NULL, tries INTEGER NOT NULL, again INTEGER NOT NULL,
    answers TEXT NOT NULL
  ) STRICT;
  CREATE TABLE IF NOT EXISTS sightings (submission TEXT PRIMARY KEY, time TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS unreached (submission TEXT PRIMARY KEY, time TEXT NOT NULL) STRICT;`;

/** Opens a watcher's memory in a database. */
export function openMemory(database: Database): Memory {
  database.exec(TABLES);
  database
    .prepare("INSERT INTO secret SELECT ? WHERE NOT EXISTS (SELECT * FROM secret)")
    .run(`0x${randomBytes(32).toString("hex")}`);
  const secret = database.prepare("SELECT bytes FROM secret");
  const find = database.prepare("SELECT verdict, tries, again, answers FROM findings WHERE submission = ?");
  const keep = database.prepare("INSERT OR REPLACE INTO findings VALUES (?, ?, ?, ?, ?)");
  const sighting = database.prepare("SELECT time FROM sightings WHERE submission = ?");
  const sight = database.prepare("INSERT INTO sightings VALUES (?, ?)");
  const unreached = database.prepare("SELECT time FROM unreached WHERE submission = ?");
  const away = database.prepare("INSERT OR IGNORE INTO unreached VALUES (?, ?)");
  const back = database.prepare("DELETE FROM unreached WHERE submission = ?");
  const timeIn = (row: Record<string, unknown> | undefined) => row && BigInt(String(row.time));
  const keyOf = (submission: Submission) => `${nameOf(submission)}:${submission.dataURI}`;
  return {
    // What a daemon that takes over has from the one before takes the place of its own.
    get secret() {
      return secret.get()?.bytes as Hex;
    },
    findingOf(submission) {
      const row = find.get(keyOf(submission));
      if (row === undefined) return undefined;
      const { verdict, tries, again, answers } = row;
      return {
        verdict: JSON.parse(String(verdict)),
        tries: Number(tries),
        again: Number(again),
        answers: String(answers),
      };
    },
    keep(submission, { verdict, tries, again, answers }) {
      keep.run(keyOf(submission), JSON.stringify(verdict), tries, again, answers);
    },
    sightingOf: (submission) => timeIn(sighting.get(keyOf(submission))),
    sight: (submission, now) => void sight.run(keyOf(submission), now.toString()),
    unreachedSince: (submission) => timeIn(unreached.get(keyOf(submission))),
    unreached(submission, now) {
      if (now === undefined) back.run(keyOf(submission));
      else away.run(keyOf(submission), now.toString());
    },
  };
}
