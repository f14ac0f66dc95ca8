// The few questions to a node that a deployment asks before it sends anything.
import { revertOf } from "../chain/reverts.ts";

/** A node; any provider of ethers is one. */
export interface Node {
  // biome-ignore lint/suspicious/noExplicitAny: what a node answers has no type
  send(method: string, params: any[]): Promise<any>;
}

/** What a node says to a call: its bytes, or why it refuses. */
export type Answer = { readonly data: string } | { readonly refusal: string };

const LONGEST_REFUSAL = 160;

/** Asks what a call returns at the newest block; nothing is sent. Without `to`, `data` is run as a new contract's creation. */
export async function askCall(node: Node, call: { from?: string; to?: string; data: string }): Promise<Answer> {
  try {
    return { data: String(await node.send("eth_call", [call, "latest"])) };
  } catch (error) {
    // That a node fails says nothing of what was asked.
    if (revertOf(error) === undefined) throw error;
    return { refusal: reasonOf(error) };
  }
}

/** Whether a contract lies at an address. */
export async function hasCode(node: Node, address: string): Promise<boolean> {
  return (await node.send("eth_getCode", [address, "latest"])) !== "0x";
}

/** What an error says, on one line. */
export function reasonOf(error: unknown): string {
  const { error: inner, cause, shortMessage, message } = (error ?? {}) as Record<string, unknown>;
  const said = ((inner ?? cause) as { message?: unknown } | undefined)?.message ?? shortMessage ?? message ?? error;
  const line = String(said).replace(/\s+/g, " ").trim();
  return line.length > LONGEST_REFUSAL ? `${line.slice(0, LONGEST_REFUSAL)}...` : line;
}

// PUSH1 1, PUSH0, TSTORE; PUSH0, TLOAD, PUSH0, MSTORE; PUSH1 32, PUSH0, PUSH1 32, MCOPY; PUSH1 32, PUSH1 32, RETURN: stores a one in
// transient storage, and returns it by way of a copy in memory.
const CANCUN_PROBE = "0x60015f5d5f5c5f5260205f60205e60206020f3";
const ONE = `0x${"1".padStart(64, "0")}`;

/**
 * Whether a chain has what the contracts are compiled for: transient storage and MCOPY, of the hardfork Cancun. On an older one
 * the deployment would succeed, and every call that moves money fail.
 *
 * @returns undefined if it has, else what it answered
 */
export async function cancunMissing(node: Node): Promise<string | undefined> {
  const answer = await askCall(node, { data: CANCUN_PROBE });
  if ("refusal" in answer) return answer.refusal;
  return answer.data === ONE ? undefined : `the answer ${answer.data || "0x"}`;
}
