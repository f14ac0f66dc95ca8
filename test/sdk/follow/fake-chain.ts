import type { Block, ChainLog, Source } from "../../../sdk/src/follow/source.ts";

type Hash = `0x${string}`;

/** A chain in memory that can change. No two blocks ever have the same hash. */
export class FakeChain {
  readonly blocks: Block[] = [];
  readonly #logs = new Map<Hash, ChainLog[]>();
  #made = 0;

  constructor() {
    this.mine(0);
  }

  /** Adds a block with some logs. */
  mine(logCount: number): void {
    const number = this.blocks.length;
    const hash = hashOf(++this.#made);
    const parentHash = this.blocks.at(-1)?.hash ?? hashOf(0);
    this.blocks.push({ number, hash, parentHash, time: BigInt(1000 + this.#made) });
    const logs = Array.from({ length: logCount }, (_, index): ChainLog => {
      const transactionHash = hashOf(1_000_000 + this.#made);
      return { blockNumber: number, blockHash: hash, transactionHash, index, topics: [hash], data: "0x" };
    });
    this.#logs.set(hash, logs);
  }

  /** Drops the newest blocks, but not the first, and adds others. */
  reorganize(depth: number, logCounts: readonly number[]): void {
    this.blocks.length = Math.max(this.blocks.length - depth, 1);
    for (const count of logCounts) this.mine(count);
  }

  /** All logs of the chain up to a block, with their times. */
  logsUpTo(last: number) {
    return this.blocks
      .slice(0, last + 1)
      .flatMap(({ hash, time }) => (this.#logs.get(hash) ?? []).map((log) => ({ ...log, time })));
  }

  logsOf(hash: Hash): ChainLog[] {
    return this.#logs.get(hash) ?? [];
  }
}

/** What happens before a question is answered: the chain may change, and the question may fail. */
export type Disturb = () => void;

/** Answers for a chain as a node does, one question at a time. */
export function sourceOf(chain: FakeChain, disturb: Disturb = () => {}, mostBlocks = Number.POSITIVE_INFINITY): Source {
  const answer = async <T>(give: () => T): Promise<T> => {
    disturb();
    return give();
  };
  return {
    head: () => answer(() => chain.blocks.at(-1) as Block),
    block: (number) => answer(() => chain.blocks[number]),
    logsOf: (hash) => answer(() => chain.logsOf(hash)),
    logs: (from, to) =>
      answer(() => {
        if (to - from + 1 > mostBlocks) throw new Error("block range is too wide");
        return chain.blocks.slice(from, to + 1).flatMap(({ hash }) => chain.logsOf(hash));
      }),
  };
}

function hashOf(number: number): Hash {
  return `0x${number.toString(16).padStart(64, "0")}`;
}
