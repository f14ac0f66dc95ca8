import type { Hex } from "../../columns/hex.ts";
import type { Chain } from "../connection.ts";
import type { Fees, FeeTerms } from "./fees.ts";
import type { Send, SendStore, SignedTransaction } from "./store.ts";

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
  /** The tip that is offered first, in wei a unit of gas; what the node suggests unless given. */
  readonly tip?: bigint | undefined;
  /** How often the chain is asked, sooner at first; 1,000 unless given. What changes is asked for each time. */
  readonly interval?: number | (() => number);
  /** Told of a send that matters more than others, for as long as it does; undefined of others. */
  readonly urgencyOf?: ((id: string) => Urgency | undefined) | undefined;
  /** Told what happens, for logs. */
  readonly onEvent?: (event: SendEvent) => void;
  /** Told when another process of the same account has its turn, and this one waits. */
  readonly onWait?: (() => void) | undefined;
}

/** How a send is treated that matters more than others: that has a deadline, say. */
export interface Urgency {
  /** Instead of the sender's, in wei a unit of gas. */
  readonly feeLimit?: bigint | undefined;
  /** Instead of the sender's, in milliseconds. */
  readonly bumpAfter: number;
}

/**
 * What happened to a send. "waiting" and "unanswered" are told when their note changes: that fees do not suffice, or that the node
 * gives no answer that can be used.
 */
export interface SendEvent {
  readonly kind: "broadcast" | "resumed" | "raised" | "mined" | "dropped" | "unanswered" | "waiting";
  readonly id: string;
  readonly nonce: number;
  /** The hash of its latest attempt. */
  readonly hash: Hex;
  /** Why, where there is something to say. */
  readonly note?: string;
}

/** What the parts of the sender share. */
export interface Sending {
  readonly chain: Chain;
  readonly address: Hex;
  readonly store: SendStore;
  readonly options: Required<Pick<SenderOptions, "confirmations" | "timeout" | "bumpAfter" | "interval">> &
    Pick<SenderOptions, "feeLimit" | "tip" | "urgencyOf">;
  sign(call: Omit<Send, "key" | "attempts">, fees: Fees): Promise<SignedTransaction>;
  tell(kind: SendEvent["kind"], send: Send, note?: string): void;
  /** What a send was last told to wait for. */
  waitsFor(send: Send): string | undefined;
}

/** Within what fees, and after how long higher ones, a send is sent now. */
export function termsOf({ options }: Sending, { id }: Pick<Send, "id">): FeeTerms & Urgency {
  return { tip: options.tip, ...(options.urgencyOf?.(id) ?? options) };
}

export function intervalOf({ options: { interval } }: Sending): number {
  return typeof interval === "function" ? interval() : interval;
}

/** Of a clock that only goes on: a machine's time may be set while something waits. */
export function now(): number {
  return performance.now();
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
