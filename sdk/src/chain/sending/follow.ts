import { ChainError } from "../../errors.ts";
import { DATABASES } from "../../problems/english/databases.ts";
import { SENDING } from "../../problems/english/sending.ts";
import { failed, say } from "../../problems/problem.ts";
import { messageOf } from "../failures.ts";
import type { ChainReceipt } from "../reader.ts";
import { handInAgain, raise } from "./broadcast.ts";
import { intervalOf, now, type Sending, sleep, termsOf } from "./options.ts";
import { latestOf, type Send } from "./store.ts";

/** Another transaction used the nonce. */
export interface Displaced {
  /** The block that used it, which has none of the send's transactions; undefined if that is long ago. */
  readonly displacedIn: number | undefined;
}

/** Where a send stands: its nonce is unused, used but its receipt not deep enough or not there yet; or how it ended. */
type Standing = "waiting" | "used" | ChainReceipt | Displaced;

const FIRST_INTERVAL = 50;
const SLOWER = 1.5;
// The receipt of what was mined so many blocks ago is known to every node that is of use; and each still has their states.
const LONG_AGO = 64;

/**
 * Waits until a send is confirmed, with higher fees when it is stuck. Whatever a node answers meanwhile, or does not, it is asked
 * again.
 *
 * @throws {ChainError} of kind "underway" if that takes too long
 */
export async function followToEnd(sending: Sending, begun: Send): Promise<ChainReceipt | Displaced> {
  const deadline = now() + sending.options.timeout;
  const pursuit = new Pursuit(sending, begun);
  for (let pause = FIRST_INTERVAL; ; pause = Math.min(pause * SLOWER, intervalOf(sending))) {
    const end = await pursuit.look();
    if (end !== undefined) return end;
    if (now() >= deadline) throw pursuit.overdue();
    await sleep(Math.min(pause, Math.max(deadline - now(), 0)));
  }
}

class Pursuit {
  readonly #sending: Sending;
  #send: Send;
  #offered = now();
  #wasUsed = false;
  #trouble: string | undefined;

  constructor(sending: Sending, send: Send) {
    this.#sending = sending;
    this.#send = send;
  }

  async look(): Promise<ChainReceipt | Displaced | undefined> {
    try {
      // Another process that waits for the same send may have raised its fees.
      this.#send = (await this.#sending.store.current(this.#send)) ?? (await this.#keepAgain());
      const standing = await standingOf(this.#sending, this.#send);
      if (typeof standing === "object") return await this.#end(standing);
      if (standing === "waiting") await this.#press();
      this.#wasUsed = standing === "used";
      this.#trouble = undefined;
    } catch (error) {
      this.#note(messageOf(error));
    }
    return undefined;
  }

  overdue(): ChainError {
    const { hash } = latestOf(this.#send);
    const { options, chain } = this.#sending;
    const waitsFor = this.#sending.waitsFor(this.#send);
    const waited = { nonce: this.#send.nonce, seconds: options.timeout / 1000, waitsFor };
    const args = { transaction: hash, ...waited, node: chain.host, said: this.#trouble };
    return failed(SENDING, "unconfirmed", args, { kind: "underway", transaction: hash });
  }

  /** A store that was set back to an older state, as a copy that takes over may be, has lost what is on its way. */
  async #keepAgain(): Promise<Send> {
    this.#note(say(DATABASES, { code: "storeBehind", args: {} }).reason);
    const { key: _, ...send } = this.#send;
    return this.#sending.store.add(send).catch((error: unknown) => {
      // Nothing is handed in of which the store may not know.
      if (error instanceof ChainError && error.kind === "unkept") throw error;
      // Another has its nonce by now: only the chain tells which of the two is mined.
      return this.#send;
    });
  }

  /** Hands in again what a reorganization threw out of the chain, and offers more for what waits for long. */
  async #press(): Promise<void> {
    const sending = this.#sending;
    if (this.#wasUsed) [this.#send] = await handInAgain(sending, this.#send);
    if (now() - this.#offered < termsOf(sending, this.#send).bumpAfter) return;
    this.#send = await raise(sending, this.#send);
    this.#offered = now();
  }

  async #end(end: ChainReceipt | Displaced): Promise<ChainReceipt | Displaced> {
    const kind = "displacedIn" in end ? "dropped" : "mined";
    this.#sending.tell(kind, this.#send);
    try {
      await this.#sending.store.end(this.#send, kind);
    } catch (error) {
      // It is looked for again, and found, when the store can be written.
      this.#note(messageOf(error));
    }
    return end;
  }

  #note(trouble: string): void {
    if (this.#trouble !== trouble) this.#sending.tell("unanswered", this.#send, trouble);
    this.#trouble = trouble;
  }
}

/** Looks for every hash that the nonce ever had. */
async function standingOf(sending: Sending, send: Send): Promise<Standing> {
  const { provider } = sending.chain;
  // Asked first: a transaction mined between the two questions must not seem displaced.
  const used = await provider.getTransactionCount(sending.address, "latest");
  for (const { hash } of send.attempts.toReversed()) {
    const receipt = await provider.getTransactionReceipt(hash);
    if (receipt === null) continue;
    const head = await provider.getBlockNumber();
    if (head - receipt.blockNumber + 1 < sending.options.confirmations) return "used";
    const block = await provider.getBlock(receipt.blockNumber);
    return block?.hash === receipt.blockHash ? receipt : "used";
  }
  return used > send.nonce ? displacement(sending, send) : "waiting";
}

/**
 * A node can know that a nonce was used, and not yet by what. So the block that used it is looked for: if it has one of the send's
 * transactions, its receipt will come.
 */
async function displacement(
  { chain: { provider }, address, options }: Sending,
  { nonce, attempts }: Send,
): Promise<Displaced | "used"> {
  const isUsedAt = async (block: number) => (await provider.getTransactionCount(address, block)) > nonce;
  const head = await provider.getBlockNumber();
  let [unused, used] = [head - LONG_AGO, head];
  if (!(await isUsedAt(head))) return "used";
  if (unused >= 0 && (await isUsedAt(unused))) return { displacedIn: undefined };
  unused = Math.max(unused, -1);
  while (used - unused > 1) {
    const middle = Math.floor((unused + used) / 2);
    if (await isUsedAt(middle)) used = middle;
    else unused = middle;
  }
  const block: { transactions?: unknown } | null = await provider.send("eth_getBlockByNumber", [
    `0x${used.toString(16)}`,
    false,
  ]);
  const hashes = block?.transactions;
  if (!Array.isArray(hashes) || head - used + 1 < options.confirmations) return "used";
  const has = new Set(hashes.map((hash) => String(hash).toLowerCase()));
  return attempts.some(({ hash }) => has.has(hash.toLowerCase())) ? "used" : { displacedIn: used };
}
