import type { TransactionRequest } from "ethers";
import type { Hex } from "../../columns/hex.ts";
import { ChainError } from "../../errors.ts";
import type { Chain } from "../connection.ts";
import { chainErrorOf, isUnreachable, nodeMessage } from "../failures.ts";
import type { ChainReceipt } from "../reader.ts";
import { type Fees, raisedFees, suggestedFees } from "./fees.ts";
import { type Attempt, latestOf, type Send, type SendStore } from "./store.ts";

/** What signs: an ethers wallet, or anything else that keeps a key. */
export interface TransactionSigner {
  readonly address: string;
  signTransaction(transaction: TransactionRequest): Promise<string>;
}

/** How a sender sends and waits; times in milliseconds. */
export interface SenderOptions {
  /** Where what was signed is kept; in memory unless given. */
  readonly store?: SendStore;
  /** How many blocks must stand on a transaction, its own included; 1 unless given. */
  readonly confirmations?: number;
  /** How long to wait for a transaction in all; 600,000 unless given. */
  readonly timeout?: number;
  /** After how long a transaction that is not mined gets higher fees; 60,000 unless given. */
  readonly bumpAfter?: number;
  /** Fees are never above this, in wei a unit of gas; no limit unless given. */
  readonly feeLimit?: bigint | undefined;
  /** How often the chain is asked, sooner at first; 1,000 unless given. What changes is asked for each time. */
  readonly interval?: number | (() => number);
  /** Told of a send that matters more than others, for as long as it does; undefined of others. */
  readonly urgencyOf?: ((id: string) => Urgency | undefined) | undefined;
  /** Told what happens, for logs. */
  readonly onEvent?: (event: SendEvent) => void;
}

/** How a send is treated that matters more than others: that has a deadline, say. */
export interface Urgency {
  /** Instead of the sender's. */
  readonly feeLimit?: bigint | undefined;
  /** Instead of the sender's, in milliseconds. */
  readonly bumpAfter: number;
}

/** What happened to a send. */
export interface SendEvent {
  readonly kind: "broadcast" | "resumed" | "raised" | "mined" | "dropped" | "unanswered";
  readonly id: string;
  readonly nonce: number;
  /** The hash of its latest attempt. */
  readonly hash: Hex;
}

/** What the parts of the sender share. */
export interface Sending {
  readonly chain: Chain;
  readonly address: Hex;
  readonly store: SendStore;
  readonly options: Required<Pick<SenderOptions, "confirmations" | "timeout" | "bumpAfter" | "interval">> &
    Pick<SenderOptions, "feeLimit" | "urgencyOf">;
  sign(call: Omit<Send, "key" | "attempts">, fees: Fees): Promise<Attempt>;
  tell(kind: SendEvent["kind"], send: Send): void;
}

/** Answers to a broadcast that may mean that the transaction is known, mined, or only in want of higher fees. */
const QUESTIONS =
  /already known|already imported|already exists|known transaction|nonce too low|nonce has already been used|invalid nonce|underpriced|base ?fee|fee ?cap|max fee per gas/i;
const FIRST_INTERVAL = 50;
const SLOWER = 1.5;
// A node that is behind can know an account's nonce and not yet the receipt; only what stays so for a while counts.
const INTERVALS_BEFORE_DROPPED = 10;

/**
 * Hands a send to the node: its latest attempt, or an earlier one where that is refused, for want of ether say.
 *
 * @returns undefined if it may be on its way; else why it is not, and then it is dropped: its nonce is free again, so that
 * at most one of the two can ever be mined
 */
export async function broadcast(sending: Sending, send: Send): Promise<ChainError | undefined> {
  const { provider, host } = sending.chain;
  let refusal: unknown;
  for (const { raw, hash } of send.attempts.toReversed()) {
    try {
      await provider.send("eth_sendRawTransaction", [raw]);
      sending.tell("broadcast", send);
      return undefined;
    } catch (error) {
      if (isUnreachable(error)) {
        sending.tell("unanswered", send);
        return undefined;
      }
      if (QUESTIONS.test(nodeMessage(error) ?? "") || (await provider.getTransaction(hash)) !== null) return undefined;
      refusal ??= error;
    }
  }
  // Of several attempts, one may be where this node does not look: only time tells, and the nonce stays taken.
  if (send.attempts.length > 1) return undefined;
  sending.store.end(send, "dropped");
  sending.tell("dropped", send);
  const failure = chainErrorOf(refusal, { host, decimals: send.decimals });
  return failure instanceof ChainError ? failure : new ChainError("The chain refused.", { cause: refusal });
}

/**
 * Waits until a send is confirmed, with higher fees when it is stuck.
 *
 * @returns the receipt; undefined if another transaction has taken its nonce
 * @throws {ChainError} if that takes too long; it is still on its way then
 */
export async function followToEnd(sending: Sending, begun: Send): Promise<ChainReceipt | undefined> {
  const { timeout } = sending.options;
  const deadline = now() + timeout;
  let send = begun;
  let offered = now();
  let pause = FIRST_INTERVAL;
  let goneSince: number | undefined;
  let wasMined = false;
  let unanswered: unknown;
  for (;;) {
    try {
      // Another process that waits for the same send may have raised its fees.
      send = sending.store.current(send);
      const seen = await look(sending, send);
      unanswered = undefined;
      if (typeof seen === "object") return ended(sending, send, seen);
      // Thrown out of the chain by a reorg, and perhaps forgotten by the node.
      if (seen === "waiting" && wasMined && (await broadcast(sending, send)) !== undefined) return undefined;
      wasMined = seen === "mined";
      goneSince = seen === "gone" ? (goneSince ?? now()) : undefined;
      const isGone = goneSince !== undefined && now() - goneSince >= INTERVALS_BEFORE_DROPPED * intervalOf(sending);
      if (isGone) return ended(sending, send, undefined);
      if (seen === "waiting" && now() - offered >= termsOf(sending, send).bumpAfter) {
        send = await raise(sending, send);
        offered = now();
      }
    } catch (error) {
      if (!isUnreachable(error)) throw error;
      unanswered = error;
    }
    if (now() >= deadline) throw overdue(sending, send, unanswered);
    await sleep(Math.min(pause, Math.max(deadline - now(), 0)));
    pause = Math.min(pause * SLOWER, intervalOf(sending));
  }
}

/**
 * Looks for every hash that the nonce ever had: the receipt once it is deep enough in the chain, "mined" before that,
 * "gone" if the nonce was used by none of them, else "waiting".
 */
async function look(sending: Sending, { attempts, nonce }: Send): Promise<ChainReceipt | "mined" | "gone" | "waiting"> {
  const { provider } = sending.chain;
  // Asked first: a transaction mined between the two questions must not seem gone.
  const used = await provider.getTransactionCount(sending.address, "latest");
  for (const { hash } of attempts.toReversed()) {
    const receipt = await provider.getTransactionReceipt(hash);
    if (receipt === null) continue;
    const head = await provider.getBlockNumber();
    if (head - receipt.blockNumber + 1 < sending.options.confirmations) return "mined";
    const block = await provider.getBlock(receipt.blockNumber);
    return block?.hash === receipt.blockHash ? receipt : "mined";
  }
  return used > nonce ? "gone" : "waiting";
}

function ended<T extends ChainReceipt | undefined>(sending: Sending, send: Send, receipt: T): T {
  const end = receipt === undefined ? "dropped" : "mined";
  sending.store.end(send, end);
  sending.tell(end, send);
  return receipt;
}

/** Offers more for a send that is stuck; where the limit is reached, hands it in again as it is. */
async function raise(sending: Sending, send: Send): Promise<Send> {
  const { provider } = sending.chain;
  const { feeLimit } = termsOf(sending, send);
  const fees = raisedFees(latestOf(send), await suggestedFees(provider, feeLimit), feeLimit);
  const raised = fees === undefined ? send : sending.store.addAttempt(send, await sending.sign(send, fees));
  if (raised !== send) sending.tell("raised", raised);
  const { raw } = latestOf(raised);
  // Whatever the node answers, the next look tells how things are: an earlier attempt may be mined meanwhile.
  await provider.send("eth_sendRawTransaction", [raw]).catch(() => sending.tell("unanswered", raised));
  return raised;
}

/** Within what fees, and after how long higher ones, a send is sent now. */
export function termsOf({ options }: Sending, { id }: Pick<Send, "id">): Pick<SenderOptions, "feeLimit"> & Urgency {
  return options.urgencyOf?.(id) ?? options;
}

function intervalOf({ options: { interval } }: Sending): number {
  return typeof interval === "function" ? interval() : interval;
}

function overdue({ chain, options }: Sending, send: Send, unanswered: unknown): unknown {
  if (unanswered !== undefined) return chainErrorOf(unanswered, { host: chain.host });
  return new ChainError(
    `Transaction ${latestOf(send).hash} (nonce ${send.nonce}) was not confirmed within ${options.timeout / 1000} s. ` +
      "It is still on its way; run the command again to wait for it.",
  );
}

/** Of a clock that only goes on: a machine's time may be set while something waits. */
function now(): number {
  return performance.now();
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
