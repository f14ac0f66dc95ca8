import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Chain } from "../chain/connection.ts";
import type { Fund } from "../chain/fund.ts";
import type { Hex } from "../commitment/hex.ts";
import { ChainError, InputError } from "../errors.ts";
import { openDatabase } from "../follow/database.ts";
import { createFollower } from "../follow/follower.ts";
import { type Journal, openJournal } from "../follow/journal.ts";
import type { Block, Source } from "../follow/source.ts";
import { type AuditedBundle, auditBundles, type BundleOptions } from "./bundles.ts";
import type { Entry } from "./ledger.ts";
import { auditSource } from "./log-source.ts";
import { type Replayed, replay } from "./replay.ts";
import { type Answers, compareViews, viewsAt } from "./views.ts";

/** What is audited, and with what. */
export interface AuditOptions {
  /** The block at which everything is compared; the newest unless given. */
  readonly block?: number | undefined;
  /** The first block that can have a log; 0 unless given. */
  readonly fromBlock?: number | undefined;
  /** The file that keeps the logs for the next time; none are kept unless given. */
  readonly state?: string | undefined;
  readonly bundles: Omit<BundleOptions, "onBundle" | "signal">;
  readonly signal?: AbortSignal | undefined;
  /** Called with every entry in the books, in the order of the chain. */
  readonly onEntry?: ((entry: Entry) => void) | undefined;
  readonly progress?: AuditProgress | undefined;
  /** Called with what is worth telling, and no part of the result. */
  readonly note?: ((said: string) => void) | undefined;
}

/** Told how far an audit is: a step's name, what is done, and the part of all that this is. */
export type AuditProgress = (step: AuditStep, done: number, part?: number) => void;

/** The steps of an audit, in their order. */
export type AuditStep = "read" | "replay" | "compare" | "bundles";

/** What an audit found out. */
export interface Audit extends Replayed {
  readonly chainId: bigint;
  readonly fund: Hex;
  readonly token: Hex;
  /** The block at which everything was compared. */
  readonly block: Block;
  readonly fromBlock: number;
  /** How many figures of the contract and the token were compared. */
  readonly compared: number;
  readonly answers: Answers;
  readonly bundles: readonly AuditedBundle[];
  readonly remarks: readonly string[];
}

const FIRST_SPAN = 1_000;

/**
 * Audits a fund: rebuilds its books from its logs, compares them with what the contract and the token say at one block, and verifies
 * the bundles of its settlements.
 *
 * @throws {InputError} if the state, the block or the folder of bundles cannot be used
 * @throws {ChainError} if the chain is not reached, or changes meanwhile
 */
export async function auditFund(chain: Chain, fund: Fund, options: AuditOptions): Promise<Audit> {
  const { fromBlock = 0, signal, progress = () => {} } = options;
  const source = auditSource(chain.provider, fund.address, chain.host);
  const block = await targetOf(source, options.block);
  const replayed = await withJournal(chain, fund, options, async (journal) => {
    await readLogs(source, journal, block, options);
    const all = journal.count(block.number);
    const onLogs = (count: number) => progress("replay", count, count / all);
    return replay(journal.each(block.number), { onEntry: options.onEntry, onLogs, signal });
  });
  const { ledger, findings } = replayed;
  const token = await fund.token();
  const compared = await compareViews(ledger, viewsAt(fund, chain.provider, token, block.number), (done, of) => {
    signal?.throwIfAborted();
    progress("compare", done, done / of);
  });
  await assertStill(source, block);
  findings.add(compared.findings);
  const bundles = await auditBundles(ledger.submissions, {
    ...options.bundles,
    signal,
    onBundle: (done, of) => progress("bundles", done, done / of),
  });
  findings.add(bundles.findings);
  return {
    ...replayed,
    ...{ chainId: chain.chainId, fund: fund.address, token, block, fromBlock },
    ...{ compared: compared.count, answers: compared.answers, bundles: bundles.bundles, remarks: bundles.remarks },
  };
}

async function targetOf(source: Source, number: number | undefined): Promise<Block> {
  if (number === undefined) return source.head();
  const block = await source.block(number);
  if (block !== undefined) return block;
  const head = await source.head();
  throw new InputError("--block is not usable", {
    got: `${number}`,
    expected: `at most ${head.number}, the newest block`,
  });
}

/** What is read at one block must be of one chain. */
async function assertStill(source: Source, { number, hash }: Block): Promise<void> {
  const now = await source.block(number);
  if (now?.hash === hash) return;
  throw new ChainError(`The chain has changed at block ${number} while it was read; run the audit again.`);
}

/** Opens the logs that are kept, or a place for them that goes away. */
async function withJournal<T>(
  { chainId, genesis }: Chain,
  { address }: Fund,
  { state, fromBlock = 0 }: AuditOptions,
  run: (journal: Journal) => Promise<T>,
): Promise<T> {
  const scratch = state === undefined ? await mkdtemp(join(tmpdir(), "zke-audit-")) : undefined;
  try {
    const database = openDatabase(state ?? join(scratch as string, "logs"));
    try {
      const identity = { chain: `${chainId}:${genesis}`, fund: address.toLowerCase(), "first block": `${fromBlock}` };
      return await run(openJournal(database, identity));
    } finally {
      database.close();
    }
  } finally {
    if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
  }
}

/** How far the chain is to be followed: beyond the block, if what is kept goes further, so that it is known to be of this chain. */
async function goalOf(source: Source, journal: Journal, block: Block, note: AuditOptions["note"]): Promise<Block> {
  const kept = journal.cursor();
  if (kept === undefined || kept.number <= block.number) return block;
  const goal = await source.block(kept.number);
  if (goal !== undefined) return goal;
  note?.("The chain is shorter than it was when the state was kept: all is read again.");
  journal.rollBack(-1);
  return block;
}

/** Brings the journal up to the block; what it has beyond it is of the same chain, and is left. */
async function readLogs(source: Source, journal: Journal, block: Block, options: AuditOptions): Promise<void> {
  const { fromBlock = 0, signal, progress, note } = options;
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
    throw new ChainError(`The node does not know the blocks up to ${block.number} yet; run the audit again.`);
  if (cursor.number === block.number && cursor.hash !== block.hash)
    throw new ChainError(`The chain has changed at block ${block.number} while it was read; run the audit again.`);
}
