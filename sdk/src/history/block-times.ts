import { NODES } from "#words";
import { answered } from "../chain/failures.ts";
import type { ChainBlock, ChainReader } from "../chain/reader.ts";
import { BIGINT, COUNT, partsOf, requireGiven, withFunctions } from "../columns/given.ts";
import { failed } from "../problems/problem.ts";

/** The blocks of one second, the last one included. */
export interface BlockSpan {
  readonly first: number;
  readonly last: number;
}

const READER = withFunctions(["getBlock"], "a node to read blocks from, such as the provider of connectChain");
const BLOCK = partsOf({ number: COUNT, timestamp: COUNT }, "a block, of getBlock");

// A header this far back tells a chain's rhythm well enough to begin with.
const RHYTHM_BLOCKS = 1_024;
// Interpolation finds a block of a steady chain at once; where a chain is not steady, every third guess halves what is left.
const GUESSES_A_HALVING = 3;

/**
 * Finds blocks by their times: the contract names times, since a block's number is not everywhere the one that a node wants. Takes
 * 2 to 9 headers a second looked for, and remembers them.
 *
 * @example
 * const times: BlockTimes = await openBlockTimes(fund);
 * console.log(await times.blocksOf(1_760_000_000n)); // undefined, or the first and the last block of that second
 */
export class BlockTimes {
  readonly newest: ChainBlock;
  readonly #reader: Pick<ChainReader, "getBlock">;
  readonly #known = new Map<number, ChainBlock>();

  /** @param newest the block up to which is looked */
  constructor(reader: Pick<ChainReader, "getBlock">, newest: ChainBlock) {
    requireGiven({ reader, newest }, { reader: READER, newest: BLOCK });
    this.#reader = reader;
    this.newest = newest;
    this.#known.set(newest.number, newest);
  }

  /**
   * The blocks whose time is this second; undefined if there is none up to the newest.
   *
   * @throws {ChainError} if the chain is not reached, or its node lacks a block below its own newest
   */
  async blocksOf(time: bigint): Promise<BlockSpan | undefined> {
    requireGiven({ time }, { time: BIGINT });
    const second = Number(time);
    const first = await this.#firstWhere(second, (timestamp) => timestamp >= second);
    if (first === undefined || (await this.#header(first)).timestamp !== second) return undefined;
    const next = await this.#firstWhere(second, (timestamp) => timestamp > second);
    return { first, last: (next ?? this.newest.number + 1) - 1 };
  }

  /** The hash of a block, if its header was needed so far. */
  hashOf(number: number): string | undefined {
    requireGiven({ number }, { number: COUNT });
    return this.#known.get(number)?.hash ?? undefined;
  }

  /** The first block whose time is late enough; undefined if even the newest's is not. Times never fall. */
  async #firstWhere(second: number, late: (timestamp: number) => boolean): Promise<number | undefined> {
    if (!late(this.newest.timestamp)) return undefined;
    let above = this.newest;
    let below: ChainBlock | undefined;
    for (const block of this.#known.values()) {
      if (late(block.timestamp)) {
        if (block.number < above.number) above = block;
      } else if (below === undefined || block.number > below.number) below = block;
    }
    if (below === undefined) {
      [below, above] = await this.#stepBack(second, late, above);
      if (below === undefined) return above.number;
    }
    for (let guesses = 1; above.number - below.number > 1; guesses++) {
      const number = guesses % GUESSES_A_HALVING === 0 ? middle(below, above) : interpolated(second, below, above);
      const block = await this.#header(number);
      if (late(block.timestamp)) above = block;
      else below = block;
    }
    return above.number;
  }

  /** Goes back from a late block to one that is not, or to the chain's first, by the rhythm that the chain had lately. */
  async #stepBack(
    second: number,
    late: (timestamp: number) => boolean,
    from: ChainBlock,
  ): Promise<[ChainBlock | undefined, ChainBlock]> {
    let above = from;
    const rhythm = await this.#rhythm();
    for (let margin = 1; above.number > 0; margin *= 4) {
      const distance = Math.ceil((above.timestamp - second) / rhythm) + margin;
      const block = await this.#header(Math.max(above.number - distance, 0));
      if (!late(block.timestamp)) return [block, above];
      above = block;
    }
    return [undefined, above];
  }

  /** Seconds a block; above 0. */
  async #rhythm(): Promise<number> {
    const before = await this.#header(Math.max(this.newest.number - RHYTHM_BLOCKS, 0));
    const blocks = Math.max(this.newest.number - before.number, 1);
    return Math.max((this.newest.timestamp - before.timestamp) / blocks, 1 / RHYTHM_BLOCKS);
  }

  async #header(number: number): Promise<ChainBlock> {
    const known = this.#known.get(number);
    if (known !== undefined) return known;
    const block = await answered(this.#reader.getBlock(number));
    if (block === null || block.number !== number) {
      throw failed(NODES, "blockMissing", { block: number, newest: this.newest.number });
    }
    this.#known.set(number, block);
    return block;
  }
}

const middle = (below: ChainBlock, above: ChainBlock) => Math.floor((below.number + above.number) / 2);

function interpolated(second: number, below: ChainBlock, above: ChainBlock): number {
  const part = (second - below.timestamp) / (above.timestamp - below.timestamp);
  const guess = below.number + Math.round(part * (above.number - below.number));
  return Math.min(Math.max(guess, below.number + 1), above.number - 1);
}
