/** A block, as far as it shows that a chain goes on. */
interface Head {
  readonly number: number;
  /** Seconds, by the chain. */
  readonly time: bigint;
}

/** What is known of how a chain goes on. */
export interface HeadWatch {
  /** Takes the newest block as it is now; what is new about it, if anything. */
  see(head: Head): "stalled" | "resumed" | undefined;
  readonly isStalled: boolean;
  /** Milliseconds since the chain last went on, as far as is known. */
  readonly age: number;
  /** Milliseconds after which it counts as stalled. */
  readonly limit: number;
}

/** How many of the chain's usual pauses between two blocks may pass before it counts as stalled. */
const STALLED_BLOCKS = 20;
// In milliseconds; the usual limit holds as long as the chain's rhythm is not known.
const SHORTEST_LIMIT = 60_000;
const USUAL_LIMIT = 300_000;
const LONGEST_LIMIT = 3_600_000;
// So many steps below a head that is not seen again tell that it was a mistake.
const MISTAKEN_AFTER = 3;
// Enough blocks for a rhythm, and few enough to follow it.
const KEPT = 50;

/**
 * Watches whether the newest block advances: a node that stands still answers everything, and says nothing new. Time is this
 * machine's, and never set; the chain's own tells its rhythm alone.
 *
 * @param clock milliseconds that only go up
 */
export function watchHead(clock: () => number = () => performance.now()): HeadWatch {
  const seen: Head[] = [];
  /** Heads that went on since the highest was seen, below it. */
  let lower: Head[] = [];
  let since = clock();
  let isStalled = false;
  const age = () => clock() - since;
  const limit = () => limitFor(seen);
  return {
    see(head) {
      const highest = seen.at(-1)?.number ?? Number.NEGATIVE_INFINITY;
      if (head.number >= highest) lower = [];
      else if (head.number > (lower.at(-1)?.number ?? Number.NEGATIVE_INFINITY)) lower.push(head);
      const isMistaken = lower.length > MISTAKEN_AFTER;
      if (head.number > highest || isMistaken) {
        const was = isStalled;
        if (isMistaken) seen.length = 0;
        seen.push(...(isMistaken ? lower.splice(0) : [head]));
        if (seen.length > KEPT) seen.shift();
        since = clock();
        isStalled = false;
        return was ? "resumed" : undefined;
      }
      if (isStalled || age() <= limit()) return undefined;
      isStalled = true;
      return "stalled";
    },
    get isStalled() {
      return isStalled;
    },
    get age() {
      return age();
    },
    get limit() {
      return limit();
    },
  };
}

/** Follows the rhythm of the blocks that were seen. */
function limitFor(seen: readonly Head[]): number {
  const [first, last] = [seen[0], seen.at(-1)];
  if (first === undefined || last === undefined || last.number === first.number) return USUAL_LIMIT;
  const perBlock = (1_000 * Number(last.time - first.time)) / (last.number - first.number);
  return Math.min(Math.max(STALLED_BLOCKS * perBlock, SHORTEST_LIMIT), LONGEST_LIMIT);
}
