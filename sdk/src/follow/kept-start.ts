import type { Chain } from "../chain/connection.ts";
import { firstBlockOf, rememberFirstBlock, startOf } from "../chain/first-block.ts";
import type { Database } from "../disk/database.ts";
import { ChainError } from "../errors.ts";

const TABLE = `
  CREATE TABLE IF NOT EXISTS first_blocks (
    chain TEXT NOT NULL, contract TEXT NOT NULL, block INTEGER NOT NULL, PRIMARY KEY (chain, contract)
  ) STRICT;`;

/**
 * Where to begin to read a contract's logs, as `startOf`; its first block is searched for once, and kept in a database. What is kept
 * is searched for anew where the node shows that the contract was there before: nothing may be missed for what another node once said.
 *
 * @throws {ChainError} if no node is reached
 */
export async function keptStartOf(
  database: Database,
  { provider, chainId, genesis }: Pick<Chain, "provider" | "chainId" | "genesis">,
  address: string,
  given?: number,
): Promise<number> {
  if (given === 0) return 0;
  database.exec(TABLE);
  const [chain, contract] = [`${chainId}:${genesis}`, address.toLowerCase()];
  const row = database.prepare("SELECT block FROM first_blocks WHERE chain = ? AND contract = ?").get(chain, contract);
  const kept = row === undefined ? undefined : Number(row.block);
  if (kept !== undefined && !(await wasThereBefore(provider, address, kept))) {
    rememberFirstBlock(provider, address, kept);
  } else {
    const found = await firstBlockOf(provider, address).catch(unlessUnknown);
    const keep = database.prepare("INSERT OR REPLACE INTO first_blocks VALUES (?, ?, ?)");
    if (found !== undefined) keep.run(chain, contract, found);
  }
  return startOf(provider, address, given);
}

/** As far as the node tells: one that does not know old states has nothing to say against it. */
async function wasThereBefore(provider: Chain["provider"], address: string, block: number): Promise<boolean> {
  if (block === 0) return false;
  const code = await provider.getCode(address, block - 1).catch(() => "0x");
  return code !== "0x";
}

/** Where no node knows old states, `startOf` says where to begin. */
function unlessUnknown(error: unknown): undefined {
  if (error instanceof ChainError && error.kind === "incomplete") return undefined;
  throw error;
}
