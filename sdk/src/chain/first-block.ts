import { NODES } from "#words";
import { COUNT, ifGiven, OBJECT, requireGiven, withFunctions } from "../columns/given.ts";
import { ChainError } from "../errors.ts";
import { failed } from "../problems/problem.ts";
import { answered } from "./failures.ts";
import { ADDRESS } from "./given.ts";
import type { ChainNode } from "./reader.ts";

/** What a contract's first block is found by; a provider of ethers will do. */
export type CodeReader = Pick<ChainNode, "getBlockNumber" | "getCode" | "getLogs">;

const found = new WeakMap<object, Map<string, Promise<number>>>();

const READER = withFunctions(
  ["getBlockNumber", "getCode", "getLogs"],
  "a node that tells code, such as the provider of connectChain",
);

/**
 * The block that a contract was created in, found by halving the chain: some 25 questions, asked once a process for each node and
 * contract. It must have left a log in that block, as a fund and its manager do: that shows that the node knows its old states.
 *
 * @throws {ChainError} of kind "absent" if there is no contract, of kind "incomplete" if the node does not know old states
 * @example
 * await firstBlockOf(chain.provider, fund.address) // 21000000
 */
export async function firstBlockOf(reader: CodeReader, address: string): Promise<number> {
  requireGiven({ reader, address }, { reader: READER, address: ADDRESS });
  const known = knownOf(reader);
  const key = address.toLowerCase();
  const block = known.get(key) ?? search(reader, address);
  known.set(key, block);
  block.catch(() => known.delete(key));
  return block;
}

/** Spares the search: the block was found before. */
export function rememberFirstBlock(reader: CodeReader, address: string, block: number): void {
  knownOf(reader).set(address.toLowerCase(), Promise.resolve(block));
}

function knownOf(reader: CodeReader): Map<string, Promise<number>> {
  const known = found.get(reader) ?? new Map<string, Promise<number>>();
  found.set(reader, known);
  return known;
}

/**
 * Where to begin to read a contract's logs, so that none is missed: at its first block, or earlier if an earlier one is given. Where
 * no node knows old states, at the given block, or at 0.
 *
 * @throws {ChainError} if no node is reached
 * @example
 * await startOf(chain.provider, fund.address) // 21000000
 */
export async function startOf(reader: object, address: string, given?: number): Promise<number> {
  requireGiven({ reader, address, given }, { reader: OBJECT, address: ADDRESS, given: ifGiven(COUNT) });
  if (given === 0 || !isCodeReader(reader)) return given ?? 0;
  try {
    return Math.min(await firstBlockOf(reader, address), given ?? Infinity);
  } catch (error) {
    if (error instanceof ChainError && error.kind === "incomplete") return given ?? 0;
    throw error;
  }
}

async function search(reader: CodeReader, address: string): Promise<number> {
  const head = await answered(reader.getBlockNumber());
  if ((await answered(reader.getCode(address, head))) === "0x") {
    throw failed(NODES, "noContract", { address }, { kind: "absent" });
  }
  let [before, since] = [-1, head];
  while (since - before > 1) {
    const middle = Math.floor((before + since) / 2);
    const code = await reader.getCode(address, middle).catch((error: unknown) => {
      throw withoutOldStates(address, error);
    });
    if (code === "0x") before = middle;
    else since = middle;
  }
  const logs = await answered(reader.getLogs({ address, topics: [], fromBlock: since, toBlock: since }));
  if (logs.length === 0) throw withoutOldStates(address, undefined);
  return since;
}

function withoutOldStates(address: string, cause: unknown): ChainError {
  return failed(NODES, "noOldStates", { address }, { kind: "incomplete", cause });
}

function isCodeReader(reader: object): reader is CodeReader {
  return "getCode" in reader;
}
