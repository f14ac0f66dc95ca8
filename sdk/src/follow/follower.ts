import { isUnreachable } from "../chain/failures.ts";
import { ChainError } from "../errors.ts";
import { FOLLOWING } from "../problems/english/following.ts";
import { failed } from "../problems/problem.ts";
import type { Followed, Journal, TimedLog } from "./journal.ts";
import type { Block, Source } from "./source.ts";

/** From where and how closely a chain is followed. */
export interface FollowOptions {
  /** The first block that can have a log; 0 unless given. */
  readonly from?: number;
  /** How many blocks must stand on a block before it is followed; 0 unless given. */
  readonly confirmations?: number;
  /** How many blocks are asked for at once, at most; 10,000 unless given. Less, if the node wants less. */
  readonly span?: number;
  /** How many at first; as many as at most unless given. */
  readonly firstSpan?: number;
  /** How many of the newest blocks are followed one by one, so that a node of several that is behind hides no log; 8 unless given. */
  readonly tail?: number;
}

/** Follows a chain, a part at a time. */
export interface Follower {
  /**
   * Goes on to the newest block, and back first where the chain has changed. What was followed is in the journal, even if
   * this fails on the way.
   *
   * @throws {ChainError} if the chain is not reached, or does not stand still
   */
  catchUp(signal?: AbortSignal): Promise<CaughtUp>;
}

/** Where a look at the chain has led to. */
export interface CaughtUp {
  /** The newest block. */
  readonly head: Block;
  /** Whether the chain has changed: what was followed, or sent, may be gone. */
  readonly changed: boolean;
}

const DEFAULTS = { from: 0, confirmations: 0, span: 10_000, tail: 8 };
const MOST_FORKS = 20;
// What one answer brings is held in memory: after a longer one, fewer blocks are asked for.
const MOST_LOGS = 20_000;

/** What a step met: it went on, the chain has changed below, or the node does not know that far yet. */
type Step = "on" | "forked" | "absent";

/**
 * Makes a follower. However the chain changes, and whenever it is stopped, the journal holds the logs of one chain as it once
 * was up to the cursor, and after `catchUp` of the chain as it is: none is missing, none is there twice.
 */
export function createFollower(source: Source, journal: Journal, options: FollowOptions = {}): Follower {
  const { from, confirmations, tail, span: mostSpan } = { ...DEFAULTS, ...options };
  let span = Math.min(options.firstSpan ?? mostSpan, mostSpan);

  async function step(target: number): Promise<Step> {
    const cursor = journal.cursor();
    const next = cursor === undefined ? from : cursor.number + 1;
    const isNext = ({ parentHash }: Block) => cursor === undefined || parentHash === cursor.hash;
    const last = Math.min(next + Math.min(span, source.span?.size ?? span) - 1, target - tail);
    if (last > next) return range(next, last, isNext);
    const block = await source.block(next);
    if (block === undefined) return "absent";
    return isNext(block) ? single(block) : "forked";
  }

  /** By the block's hash, so that its logs are its own: if it is no longer the chain's, its child will tell. */
  async function single(block: Block): Promise<Step> {
    const logs = await source.logsOf(block.hash);
    // A node that was too busy for a range gets another chance; one that wants small ones says so again.
    span = Math.min(2 * span, mostSpan);
    journal.append(
      [block],
      logs.map((log) => ({ ...log, time: block.time })),
    );
    return "on";
  }

  /** Many blocks at once: the last was the same before and after, and so was the chain below it. */
  async function range(from: number, last: number, isNext: (first: Block) => boolean): Promise<Step> {
    const end = await source.block(last);
    if (end === undefined) return "absent";
    const logs = await logsOf(from, last);
    if (logs === undefined) return "on";
    const blocks = new Map<number, Block>([[last, end]]);
    const timed: TimedLog[] = [];
    for (const log of logs) {
      const known = blocks.get(log.blockNumber);
      // A node that tells a log's time is not asked for its block: the two ends tell whether the chain stood still.
      if (known === undefined && log.time !== undefined) {
        timed.push({ ...log, time: log.time });
        continue;
      }
      const block = known ?? (await source.block(log.blockNumber));
      if (block?.hash !== log.blockHash) return "forked";
      blocks.set(block.number, block);
      timed.push({ ...log, time: block.time });
    }
    const [first, still] = await Promise.all([source.block(from), source.block(last)]);
    if (first === undefined || !isNext(first) || still?.hash !== end.hash) return "forked";
    journal.append([...blocks.values()], timed);
    return "on";
  }

  /** Nodes limit the range or the number of logs, each with words of its own: undefined if a smaller range is to be tried. */
  async function logsOf(first: number, last: number) {
    const count = last - first + 1;
    try {
      const logs = await source.logs(first, last);
      source.span?.answered(count, logs.length);
      span = logs.length > MOST_LOGS ? Math.max(span >> 1, 1) : Math.min(2 * span, mostSpan);
      return logs;
    } catch (error) {
      // What it names is kept to; what is no limit of its own may pass.
      if (source.span?.refused(count, error)) return undefined;
      span = Math.max(Math.floor(count / 2), 1);
      if (error instanceof ChainError && isUnreachable(error.cause)) throw error;
      return undefined;
    }
  }

  return {
    async catchUp(signal) {
      const head = await source.head();
      let changed = await rollBack(source, journal, head.number);
      const target = head.number - confirmations;
      for (let forks = 0; (journal.cursor()?.number ?? from - 1) < target; ) {
        signal?.throwIfAborted();
        const met = await step(target);
        if (met === "absent") break;
        if (met === "on") continue;
        if (++forks > MOST_FORKS) throw failed(FOLLOWING, "tooManyForks", {});
        changed = (await rollBack(source, journal, target)) || changed;
      }
      return { head, changed };
    },
  };
}

/** Goes back to the newest block that the chain still has; whether that was needed. */
async function rollBack(source: Source, journal: Journal, headNumber: number): Promise<boolean> {
  let newest: Followed | undefined;
  for (const kept of journal.blocks()) {
    // The node may lag: what it does not know yet is not gone.
    if (kept.number > headNumber) continue;
    newest ??= kept;
    const block = await source.block(kept.number);
    if (block === undefined) return false;
    if (block.hash !== kept.hash) continue;
    if (kept !== newest) journal.rollBack(kept.number);
    return kept !== newest;
  }
  if (newest !== undefined) journal.rollBack(-1);
  return newest !== undefined;
}
