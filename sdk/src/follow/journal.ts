import type { Hex } from "../columns/hex.ts";
import { atOnce, type Database } from "../disk/database.ts";
import { DISK } from "../problems/english/disk.ts";
import { refused } from "../problems/problem.ts";
import type { Block, ChainLog } from "./source.ts";

/** A log, and the time of its block in seconds. */
export interface TimedLog extends ChainLog {
  readonly time: bigint;
}

/** A block that was followed. */
export type Followed = Pick<Block, "number" | "hash">;

/** What was followed of a chain: its logs so far, and enough of its blocks to tell when it changes. */
export interface Journal {
  /** The last block that was followed. */
  cursor(): Followed | undefined;
  /** The blocks that are kept, newest first. */
  blocks(): Iterable<Followed>;
  /** Goes on to the last of these blocks. */
  append(blocks: readonly Followed[], logs: readonly TimedLog[]): void;
  /** Forgets all that came after a block. */
  rollBack(toBlock: number): void;
  /** The same, and goes on from that block, though it may not be kept. */
  goBack(to: Followed): void;
  /** Adds logs of blocks that were followed; those that are there already are left as they are. Whether there were others. */
  fill(logs: readonly TimedLog[]): boolean;
  /** All logs in the order of the chain. */
  logs(): TimedLog[];
  /** The logs up to a block, one by one in the order of the chain; the journal must not change meanwhile. */
  each(toBlock: number): Iterable<TimedLog>;
  /** How many logs there are up to a block. */
  count(toBlock: number): number;
  /** Grows whenever the logs change. */
  version(): number;
}

// A chain that changes deeper than the blocks that are kept is followed anew from the beginning.
const KEPT_BLOCKS = 2_048;

const TABLES = `
  CREATE TABLE IF NOT EXISTS identity (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS blocks (number INTEGER PRIMARY KEY, hash TEXT NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS logs (
    block INTEGER NOT NULL, place INTEGER NOT NULL, hash TEXT NOT NULL, time INTEGER NOT NULL, tx TEXT NOT NULL,
    topics TEXT NOT NULL, data TEXT NOT NULL, PRIMARY KEY (block, place)
  ) STRICT;`;

/**
 * Opens the journal of a chain's contract in a database.
 *
 * @param identity what the journal is of, such as the chain and the contract
 * @throws {InputError} if the database holds the journal of something else
 */
export function openJournal(database: Database, identity: Readonly<Record<string, string>>): Journal {
  database.exec(TABLES);
  assertIdentity(database, identity);
  const newest = database.prepare("SELECT number, hash FROM blocks ORDER BY number DESC LIMIT 1");
  const kept = database.prepare("SELECT number, hash FROM blocks ORDER BY number DESC");
  const addBlock = database.prepare("INSERT OR REPLACE INTO blocks VALUES (?, ?)");
  const addLog = database.prepare("INSERT OR IGNORE INTO logs VALUES (?, ?, ?, ?, ?, ?, ?)");
  const prune = database.prepare(
    "DELETE FROM blocks WHERE number < (SELECT number FROM blocks ORDER BY number DESC LIMIT 1 OFFSET ?)",
  );
  const forget = ["blocks WHERE number", "logs WHERE block"].map((rows) => database.prepare(`DELETE FROM ${rows} > ?`));
  const all = database.prepare("SELECT * FROM logs ORDER BY block, place");
  const upTo = database.prepare("SELECT * FROM logs WHERE block <= ? ORDER BY block, place");
  const counted = database.prepare("SELECT count(*) AS count FROM logs WHERE block <= ?");
  let version = 0;
  const add = ({ blockNumber, index, blockHash, time, transactionHash, topics, data }: TimedLog) =>
    Number(addLog.run(blockNumber, index, blockHash, time, transactionHash, topics.join(), data).changes);
  const forgetAfter = (block: number) => {
    for (const statement of forget) statement.run(block);
  };
  return {
    cursor: () => newest.get() as Followed | undefined,
    blocks: () => kept.all() as unknown as Followed[],
    append(blocks, logs) {
      atOnce(database, () => {
        for (const { number, hash } of blocks) addBlock.run(number, hash);
        for (const log of logs) add(log);
        prune.run(KEPT_BLOCKS - 1);
      });
      if (logs.length > 0) version++;
    },
    rollBack(toBlock) {
      atOnce(database, () => forgetAfter(toBlock));
      version++;
    },
    goBack({ number, hash }) {
      atOnce(database, () => {
        forgetAfter(number);
        addBlock.run(number, hash);
      });
      version++;
    },
    fill(logs) {
      const added = atOnce(database, () => logs.reduce((count, log) => count + add(log), 0));
      if (added > 0) version++;
      return added > 0;
    },
    logs: () => all.all().map((row) => logOf(row as unknown as LogRow)),
    *each(toBlock) {
      for (const row of upTo.iterate(toBlock)) yield logOf(row as unknown as LogRow);
    },
    count: (toBlock) => Number(counted.get(toBlock)?.count),
    version: () => version,
  };
}

interface LogRow {
  readonly block: number;
  readonly place: number;
  readonly hash: Hex;
  readonly time: number;
  readonly tx: Hex;
  readonly topics: string;
  readonly data: Hex;
}

function logOf({ block, place, hash, time, tx, topics, data }: LogRow): TimedLog {
  return {
    blockNumber: block,
    index: place,
    blockHash: hash,
    time: BigInt(time),
    transactionHash: tx,
    topics: topics.split(",") as Hex[],
    data,
  };
}

function assertIdentity(database: Database, identity: Readonly<Record<string, string>>): void {
  const stored = database.prepare("SELECT value FROM identity WHERE name = ?");
  const store = database.prepare("INSERT INTO identity VALUES (?, ?)");
  atOnce(database, () => {
    for (const [name, value] of Object.entries(identity)) {
      const before = stored.get(name)?.value;
      if (before === undefined) store.run(name, value);
      else if (before !== value) {
        throw refused(DISK, "databaseOfOther", { name }, { got: String(before), expected: value });
      }
    }
  });
}
