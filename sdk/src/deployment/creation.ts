// Whether a fund and its manager were created by this version's code.
import { getAddress } from "ethers";
import { startOf } from "../chain/first-block.ts";
import { logsInRange } from "../chain/logs.ts";
import type { ChainNode, ChainReader, ChainTransaction } from "../chain/reader.ts";
import type { Values } from "../chain/types.ts";
import { DEPLOYING } from "../problems/english/deploying.ts";
import { failed } from "../problems/problem.ts";
import { type Codes, creationOf } from "./code.ts";

/** A node as a check asks it; any provider of ethers is one. */
export type CheckedNode = Omit<ChainReader, "getTransaction"> &
  Pick<ChainNode, "getCode" | "getTransaction" | "getTransactionReceipt" | "send">;

/** How a contract came to be. */
export interface Creation {
  /** Whether it was created by this version's code, by another one, or by a contract, whose code is not looked for. */
  readonly by: "this version" | "another code" | "a contract";
  /** Who sent the transaction that did it. */
  readonly from: string;
  /** The constructor's arguments; undefined unless this version's code ran. */
  readonly args: Values | undefined;
}

/**
 * How a contract was created, by the transaction that its first log is of.
 *
 * @throws {ChainError} if the node does not know the transaction
 */
export async function readCreation(
  node: CheckedNode,
  codes: Codes,
  { address, transaction }: { readonly address: string; readonly transaction: string },
): Promise<Creation> {
  const [sent, receipt] = await Promise.all([
    node.getTransaction(transaction),
    node.getTransactionReceipt(transaction),
  ]);
  if (sent === null || receipt === null)
    throw failed(DEPLOYING, "creationUnknown", { address, transaction }, { kind: "incomplete" });
  const from = getAddress(sent.from);
  const args = creationOf(codes, address, sent as ChainTransaction);
  if (args !== undefined) return { by: "this version", from, args };
  const isDirect = receipt.contractAddress?.toLowerCase() === address.toLowerCase();
  return { by: isDirect ? "another code" : "a contract", from, args };
}

/**
 * Whether a contract's first log is of the transaction that created it by another code: one whose events need not tell what they would
 * of this version's.
 */
export async function isForeign(
  node: CheckedNode,
  codes: Codes,
  address: string,
  { fromBlock, toBlock }: { readonly fromBlock: number | undefined; readonly toBlock: number },
): Promise<boolean> {
  const first = await startOf(node, address, fromBlock);
  for await (const log of logsInRange(node, { address, topics: [], fromBlock: first, toBlock })) {
    const { by } = await readCreation(node, codes, { address, transaction: log.transactionHash });
    return by === "another code";
  }
  return false;
}
