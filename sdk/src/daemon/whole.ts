import { answered } from "../chain/failures.ts";
import type { Fund } from "../chain/fund.ts";
import type { CaughtUp, Follower } from "../follow/follower.ts";
import type { Journal, TimedLog } from "../follow/journal.ts";
import type { Source } from "../follow/source.ts";
import { readLife } from "../history/backwards.ts";
import { BlockTimes } from "../history/block-times.ts";
import { findGap, findPeriod, type Gap } from "../history/complete.ts";
import type { TimedEvent } from "../history/submissions.ts";
import { FOLLOWING } from "../problems/english/following.ts";
import { failed } from "../problems/problem.ts";

/** How a fund is followed, and how its logs are kept. */
export interface Following {
  readonly fund: Fund;
  readonly source: Source;
  readonly journal: Journal;
  readonly follower: Follower;
  /** Has another node asked first, where there is one. */
  readonly passOver: () => void;
  /** What the journal's logs say. */
  readonly events: () => readonly TimedEvent[];
}

// More than that is not mended in one look.
const MOST_ROUNDS = 64;

/**
 * Follows a fund so that none of its submissions' logs is missing. What a node has left out is read again: first by ranges from the
 * gap on, then by the single seconds that the contract names. A database that was kept with a gap is mended likewise.
 */
export function createWholeFollower(following: Following) {
  const { source, journal, follower } = following;
  /** Up to where nothing is missing, as long as no other log comes. */
  let proven = "";
  /** What was missing, and was read again by ranges: what still is then is not read so once more. */
  let readAgain = "";

  async function mend(gap: Gap, signal: AbortSignal | undefined): Promise<void> {
    if (readAgain !== gap.error.message) {
      readAgain = gap.error.message;
      following.passOver();
      await goBack(following, gap.since);
      await follower.catchUp(signal);
    } else if (!(await fill(following, gap))) {
      readAgain = "";
      throw gap.error;
    }
  }

  return {
    /**
     * Goes on to the newest block, as the follower does.
     *
     * @throws {ChainError} of kind "incomplete" if the node leaves out logs however it is asked
     */
    async catchUp(signal?: AbortSignal): Promise<CaughtUp> {
      let { head, changed } = await follower.catchUp(signal);
      for (let rounds = 0; ; rounds++) {
        signal?.throwIfAborted();
        const cursor = journal.cursor();
        const state = `${cursor?.hash}:${journal.version()}`;
        if (cursor === undefined || state === proven) return { head, changed };
        const gap = await findGap(following.fund, following.events(), cursor.number);
        // What the contract counts on another chain says nothing of these logs.
        const isStill = (await source.block(cursor.number))?.hash === cursor.hash;
        if (isStill && gap === undefined) {
          proven = state;
          readAgain = "";
          return { head, changed };
        }
        if (rounds === MOST_ROUNDS) throw gap?.error ?? failed(FOLLOWING, "tooManyForks", {});
        if (isStill && gap !== undefined) await mend(gap, signal);
        else {
          const again = await follower.catchUp(signal);
          [head, changed] = [again.head, changed || again.changed];
        }
      }
    },
  };
}

/** Forgets what was followed from a gap on. */
async function goBack({ source, journal }: Following, since: number | undefined): Promise<void> {
  const before = since === undefined || since === 0 ? undefined : await source.block(since - 1);
  if (before === undefined) journal.rollBack(-1);
  else journal.goBack(before);
}

/** Reads what is missing by the seconds in which the contract says that it happened. Whether that gave any. */
async function fill(following: Following, gap: Gap): Promise<boolean> {
  const { fund, source, journal } = following;
  const cursor = journal.cursor();
  if (cursor === undefined) return false;
  const newest = await answered(fund.provider.getBlock(cursor.number));
  const period = gap.period ?? (await findPeriod(fund, following.events(), cursor.number));
  if (period === undefined || newest?.hash !== cursor.hash) return false;
  const life = await readLife(fund, period, { times: new BlockTimes(fund.provider, newest) });
  const known = new Set(following.events().map(({ blockNumber, logIndex }) => `${blockNumber}:${logIndex}`));
  const missing = life.filter(({ blockNumber, logIndex }) => !known.has(`${blockNumber}:${logIndex}`));
  const times = new Map(missing.map(({ blockNumber, time }) => [blockNumber, time]));
  const logs: TimedLog[] = [];
  for (const [block, time] of times) {
    for (const log of await source.logs(block, block)) logs.push({ ...log, time });
  }
  return journal.fill(logs);
}
