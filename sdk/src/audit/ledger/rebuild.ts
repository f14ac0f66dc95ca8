// The fund's books, rebuilt from the logs of a chain.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hex } from "../../columns/hex.ts";
import { openDatabase } from "../../disk/database.ts";
import { createFollower } from "../../follow/follower.ts";
import { type Journal, openJournal } from "../../follow/journal.ts";
import type { Block, Source } from "../../follow/source.ts";
import { FOLLOWING } from "../../problems/english/following.ts";
import { failed } from "../../problems/problem.ts";
import type { Entry } from "./ledger.ts";
import { type Replayed, replay } from "./replay.ts";

/** From which logs books are rebuilt, and how. */
export interface RebuildOptions {
  /** The block up to which they are rebuilt. */
  readonly block: Block;
  /** The first block that can have a log; 0 unless given. */
  readonly fromBlock?: number | undefined;
  /** The file that keeps the logs for the next time; none are kept unless given. */
  readonly state?: string | undefined;
  /** What the logs are of, such as the chain and the fund: a file that keeps those of another is refused. */
  readonly identity: Readonly<Record<string, string>>;
  /** The fund's domain, under which it hashes headers. */
  readonly domain: Hex;
  /** Whether what is kept is to be forgotten first. */
  readonly isAnew?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with every entry in the books, in the order of the chain. */
  readonly onEntry?: ((entry: Entry) => void) | undefined;
  /** Called with how many blocks were read, or logs entered, and the part of all that this is. */
  readonly progress?: ((step: "read" | "replay", done: number, part: number) => void) | undefined;
  /** Called with what is worth telling, and no part of the result. */
  readonly note?: ((said: string) => void) | undefined;
}

// Twice as many each time, as long as the answers are short: how many logs a block has is not known before.
const FIRST_SPAN = 4;

/**
 * Rebuilds a fund's books from its logs up to a block. A range of blocks is read at a time and kept on disk; whenever this is
 * stopped, what was kept is not read again, and what the chain no longer has is not used.
 *
 * @throws {InputError} if the state cannot be used
 * @throws {ChainError} if the chain is not reached, or changes meanwhile
 */
export async function rebuildBooks(source: Source, options: RebuildOptions): Promise<Replayed> {
  const { block, progress, onEntry, signal } = options;
  return withJournal(options, async (journal) => {
    if (options.isAnew) journal.rollBack(-1);
    await readLogs(source, journal, options);
    const all = journal.count(block.number);
    return replay(journal.each(block.number), {
      ...{ domain: options.domain, onEntry, signal },
      onLogs: (count) => progress?.("replay", count, count / all),
    });
  });
}

/**
 * What is read at one block must be of one chain.
 *
 * @throws {ChainError} if the chain has another block there by now
 */
export async function assertStill(source: Source, { number, hash }: Block): Promise<void> {
  const now = await source.block(number);
  if (now?.hash === hash) return;
  throw failed(FOLLOWING, "auditBlockChanged", { block: number });
}

/** Opens the logs that are kept, or a place for them that goes away. */
async function withJournal<T>({ state, identity }: RebuildOptions, run: (journal: Journal) => Promise<T>): Promise<T> {
  const scratch = state === undefined ? await mkdtemp(join(tmpdir(), "zke-audit-")) : undefined;
  try {
    const database = openDatabase(state ?? join(scratch as string, "logs"));
    try {
      return await run(openJournal(database, identity));
    } finally {
      database.close();
    }
  } finally {
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  }
}

/** How far the chain is to be followed: beyond the block, if what is kept goes further, so that it is known to be of this chain. */
async function goalOf(source: Source, journal: Journal, block: Block, note: RebuildOptions["note"]): Promise<Block> {
  const kept = journal.cursor();
  if (kept === undefined || kept.number <= block.number) return block;
  const goal = await source.block(kept.number);
  if (goal !== undefined) return goal;
  note?.("The chain is shorter than it was when the state was kept: all is read again.");
  journal.rollBack(-1);
  return block;
}

/** Brings the journal up to the block; what it has beyond it is of the same chain, and is left. */
async function readLogs(source: Source, journal: Journal, options: RebuildOptions): Promise<void> {
  const { block, fromBlock = 0, signal, progress, note } = options;
  const goal = await goalOf(source, journal, block, note);
  const told = {
    ...source,
    head: async () => goal,
    logs: async (from: number, to: number) => {
      const logs = await source.logs(from, to);
      progress?.("read", to - fromBlock, (to - fromBlock) / Math.max(goal.number - fromBlock, 1));
      return logs;
    },
  };
  const follower = createFollower(told, journal, { from: fromBlock, firstSpan: FIRST_SPAN, tail: 0 });
  const { changed } = await follower.catchUp(signal);
  if (changed) note?.("The chain has changed since the state was kept: what is gone was read again.");
  await assertStill(source, block);
  const cursor = journal.cursor();
  if (cursor === undefined || cursor.number < block.number)
    throw failed(FOLLOWING, "auditBlockUnknown", { block: block.number });
  if (cursor.number === block.number && cursor.hash !== block.hash)
    throw failed(FOLLOWING, "auditBlockChanged", { block: block.number });
}
