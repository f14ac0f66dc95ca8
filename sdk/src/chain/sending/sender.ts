import { keccak256 } from "ethers";
import {
  type Check,
  COUNT,
  countFrom,
  FUNCTION,
  ifGiven,
  listOf,
  partsOf,
  requireGiven,
  TEXT,
  UINT256,
} from "../../columns/given.ts";
import type { Hex } from "../../columns/hex.ts";
import { ChainError } from "../../errors.ts";
import { SENDING } from "../../problems/english/sending.ts";
import { failed } from "../../problems/problem.ts";
import type { Chain } from "../connection.ts";
import { chainErrorOf } from "../failures.ts";
import { CHAIN, INTENT, SIGNER, STORE } from "../given.ts";
import type { ChainReceipt } from "../reader.ts";
import { refusalOf, revertOf, sentenceOf } from "../reverts.ts";
import { broadcast, handInAgain, tellOfLimit } from "./broadcast.ts";
import { estimateGas } from "./estimate.ts";
import { type Fees, firstFees, suggestedFees } from "./fees.ts";
import { type Displaced, followToEnd } from "./follow.ts";
import { newestBlock } from "./newest.ts";
import { type SenderOptions, type Sending, termsOf } from "./options.ts";
import { signedBy, type TransactionSigner } from "./signing.ts";
import { type Intent, latestOf, memoryStore, type Send, turnsByName } from "./store.ts";

/** Sends transactions of one account, each exactly once. */
export interface Sender {
  readonly address: Hex;
  /** Brings to an end what an earlier run left on its way. Call it before deciding what to send. */
  recover(): Promise<void>;
  /** What is on its way, by what the store keeps. */
  underWay(): Promise<readonly { readonly id: string; readonly nonce: number; readonly hash: Hex }[]>;
  /**
   * Sends a transaction and waits until it is confirmed. If one of the same id is on its way, it waits for that.
   *
   * @throws {ChainError} if the chain refuses it, reverts it, is not reached, or does not mine it in time; in the last two
   * cases it is still on its way, and `recover` takes it up
   */
  send(intent: Intent): Promise<ChainReceipt>;
  /**
   * Sends several, each by the nonce after that of the one before, without waiting for the one before; and waits until all that were
   * handed in are confirmed. Where a node takes only some, for want of ether say, these are all.
   *
   * @param onReceipt told of each that is confirmed, in order, and its place in the row
   * @returns how many were handed in: one at least of a row that is not empty
   * @throws {ChainError} as `send` does, of the first that fails; those after it have ended by then, unless it is still on its way
   */
  sendRow(intents: readonly Intent[], onReceipt: (receipt: ChainReceipt, at: number) => void): Promise<number>;
  /** Told of all that is sent in a row, before the first of it, by operations that do so; for a sender that only plans. */
  announce?(intents: readonly Intent[]): void;
  /**
   * The newest block, by its number, in which all is done that this account is known to have done. What decides on a send is read
   * there: a node that is behind knows less.
   *
   * @throws {ChainError} if no node gets there in time
   */
  newest(): Promise<number>;
  /** The receipt of a send of this id that was mined before, by what the store keeps; "unknown" if the node has none now. */
  sentBefore(id: string): Promise<{ readonly hash: Hex; readonly receipt: ChainReceipt | "unknown" } | undefined>;
  /**
   * Runs one task of the account at a time, in this process and in all that share its store: what one looks up must still hold when
   * it sends.
   *
   * @throws {ChainError} if the turn does not come in time
   */
  inTurn<T>(task: () => Promise<T>): Promise<T>;
}

const DEFAULTS = { confirmations: 1, timeout: 600_000, bumpAfter: 60_000, interval: 1_000 };
// Gas can cost more when it is mined than when it was estimated, if other transactions come between.
const GAS_MARGIN = { numerator: 5n, denominator: 4n };

/** What a send needs that was asked of the chain. */
interface Prepared {
  /** How many transactions of the account were known. */
  readonly seen: number;
  readonly fees: Fees;
  readonly gasLimit: bigint;
}

/** By account: several senders of one, in one process, take turns as well. */
const inProcess = turnsByName();

const INTERVAL: Check = (value, what) => (typeof value === "function" ? FUNCTION : countFrom(1))(value, what);
const OPTIONS = partsOf({
  ...{ store: ifGiven(STORE), confirmations: ifGiven(countFrom(1)), interval: ifGiven(INTERVAL) },
  ...{ timeout: ifGiven(COUNT), bumpAfter: ifGiven(COUNT), feeLimit: ifGiven(UINT256), tip: ifGiven(UINT256) },
  ...{ urgencyOf: ifGiven(FUNCTION), onEvent: ifGiven(FUNCTION), onWait: ifGiven(FUNCTION) },
});

/**
 * Makes a sender. A transaction is stored before it is broadcast, and every hash that its nonce ever had is looked for, so
 * that a sender that was killed and started again neither loses nor repeats one, if its store is on disk.
 *
 * @param signer what it signs is compared with what was asked for, before it is kept or sent
 * @example
 * const sender = createSender(chain, wallet, { store: sqliteStore("transactions.sqlite"), confirmations: 2 });
 */
export function createSender(chain: Chain, signer: TransactionSigner, given: SenderOptions = {}): Sender {
  requireGiven({ chain, signer, options: given }, { chain: CHAIN, signer: SIGNER, options: OPTIONS });
  const { chainId, genesis, provider, host } = chain;
  const address = signer.address as Hex;
  const account = `${chainId}:${genesis}:${address}`;
  const store = given.store ?? memoryStore();
  const waiting = new Map<number, string>();
  const sending: Sending = {
    chain,
    address,
    store,
    options: { ...DEFAULTS, ...given },
    async sign({ to, data, nonce, gasLimit }, { maxFeePerGas, maxPriorityFeePerGas }) {
      const fees = { maxFeePerGas, maxPriorityFeePerGas };
      const raw = await signedBy(signer, { type: 2, chainId, to, data, value: 0n, nonce, gasLimit, ...fees });
      return { hash: keccak256(raw) as Hex, raw, ...fees };
    },
    tell(kind, send, note) {
      if (kind === "waiting" && waiting.get(send.key) === note) return;
      if (kind === "waiting" && note !== undefined) waiting.set(send.key, note);
      else if (kind !== "unanswered") waiting.delete(send.key);
      given.onEvent?.({ kind, id: send.id, nonce: send.nonce, hash: latestOf(send).hash, ...(note && { note }) });
    },
    waitsFor: ({ key }) => waiting.get(key),
  };
  /** How many transactions of the account the block has that was read last to decide on the next send. */
  let decided: number | undefined;
  const newest = () => newestBlock(sending, account);
  const openSend = async ({ id }: Intent) => (await store.open(account)).find((send) => send.id === id);

  /** What is asked of the chain before the first of a row is handed in: nodes that count what is pending would answer otherwise then. */
  async function prepare(intents: readonly Intent[]): Promise<(() => Promise<Send>)[]> {
    const seen = decided ?? (await provider.getTransactionCount(address, "latest"));
    decided = undefined;
    // Some nodes estimate after what is pending, where what is to be sent may be refused for having been done.
    await requireKnown(seen);
    const suggested = await suggestedFees(provider, { tip: sending.options.tip });
    return Promise.all(
      intents.map(async ({ likeNow, ...intent }) => {
        const gas = await estimateGas(provider, { from: address, to: intent.to, data: likeNow ?? intent.data }, newest);
        const fees = firstFees(suggested, termsOf(sending, intent));
        const gasLimit = (gas * GAS_MARGIN.numerator) / GAS_MARGIN.denominator;
        return () => begin(intent, { seen, fees, gasLimit });
      }),
    );
  }

  async function begin(intent: Intent, { seen, fees, gasLimit }: Prepared): Promise<Send> {
    return store.exclusively(account, async () => {
      const same = await openSend(intent);
      if (same !== undefined) return same;
      await requireKnown(seen);
      const call = { ...intent, account, nonce: await freeNonce(), gasLimit };
      const added = await store.add({ ...call, attempts: [await sending.sign(call, fees)] });
      // Still in turn: some nodes refuse a nonce whose predecessor they do not know yet.
      const refusal = await broadcast(sending, added);
      if (refusal !== undefined) throw refusal;
      return added;
    });
  }

  /**
   * That the chain has more of the account than its store means that another program uses the account, or that the store was set back to
   * an older state. What was decided without these transactions is not sent: one of them may have done it.
   */
  async function requireKnown(seen: number): Promise<void> {
    // In this order: what another process sends meanwhile is in the store before it is in the node's pool.
    const count = await provider.getTransactionCount(address, "pending");
    const last = (await store.lastNonce(account)) ?? -1;
    const known = Math.max(last + 1, seen);
    if (count > known) throw failed(SENDING, "unknownSends", { nonce: known, account: address }, { kind: "changed" });
  }

  async function freeNonce(): Promise<number> {
    let nonce = await provider.getTransactionCount(address, "pending");
    const taken = await store.nonces(account, nonce);
    while (taken.has(nonce)) nonce++;
    return nonce;
  }

  async function send(intent: Intent): Promise<ChainReceipt> {
    const open = await openSend(intent);
    // Kept, and perhaps never handed in: whether a database has kept something is not known while its answer is missing.
    if (open !== undefined) await handInAgain(sending, open);
    const begun = open ?? (await (await prepare([intent]))[0]?.());
    return confirmed(begun as Send, intent);
  }

  async function sendRow(intents: readonly Intent[], onReceipt: (receipt: ChainReceipt, at: number) => void) {
    const [first] = intents;
    if (first === undefined) return 0;
    if (intents.length === 1 || (await openSend(first)) !== undefined) {
      onReceipt(await send(first), 0);
      return 1;
    }
    const row = await beginRow(intents);
    let failure: unknown;
    for (const [at, begun] of row.entries()) {
      try {
        onReceipt(await confirmed(begun, intents[at] as Intent), at);
      } catch (error) {
        failure ??= error;
        if (error instanceof ChainError && error.kind === "underway") break;
      }
    }
    if (failure !== undefined) throw failure;
    return row.length;
  }

  async function beginRow(intents: readonly Intent[]): Promise<Send[]> {
    const row: Send[] = [];
    for (const next of await prepare(intents)) {
      try {
        row.push(await next());
      } catch (error) {
        if (row.length === 0) throw error;
        // Those before it are followed first; then it is the first of a row, and fails there if it must.
        break;
      }
    }
    return row;
  }

  async function confirmed(begun: Send, intent: Intent): Promise<ChainReceipt> {
    await tellOfLimit(sending, begun).catch(() => {});
    const end = await followToEnd(sending, begun);
    if ("displacedIn" in end) throw displaced(begun, end);
    if (end.status === 0) throw await reverted(sending, { ...begun, ...intent }, end);
    return end;
  }

  async function recover(): Promise<void> {
    const before = new Set((await store.open(account)).map(({ key }) => key));
    await store.reopen(account, await provider.getTransactionCount(address, "latest"));
    const row: Send[] = [];
    for (const left of await store.open(account)) {
      sending.tell("resumed", left);
      const refusal = await broadcast(sending, left, before.has(left.key));
      if (refusal === undefined) row.push(left);
    }
    for (const left of row) await followToEnd(sending, left);
  }

  async function sentBefore(id: string) {
    const sent = await store.mined(account, id);
    if (sent === undefined) return undefined;
    for (const { hash } of sent.attempts.toReversed()) {
      const receipt = await provider.getTransactionReceipt(hash);
      if (receipt !== null) return { hash, receipt };
    }
    return { hash: latestOf(sent).hash, receipt: "unknown" as const };
  }

  async function underWay() {
    const left = await store.open(account);
    return left.map((send) => ({ id: send.id, nonce: send.nonce, hash: latestOf(send).hash }));
  }

  const inSentences = async <T>(task: Promise<T>, decimals?: number): Promise<T> => {
    try {
      return await task;
    } catch (error) {
      // What is said of a transaction that was sent is a sentence already.
      const isTold = error instanceof ChainError && error.transaction !== undefined;
      throw isTold ? error : chainErrorOf(error, { host, decimals });
    }
  };
  return {
    address,
    recover: () => inSentences(recover()),
    underWay: () => inSentences(underWay()),
    async send(intent) {
      requireGiven({ intent }, { intent: INTENT });
      return inSentences(send(intent), intent.decimals);
    },
    async sendRow(intents, onReceipt) {
      requireGiven({ intents, onReceipt }, { intents: listOf(INTENT), onReceipt: FUNCTION });
      return inSentences(sendRow(intents, onReceipt), intents[0]?.decimals);
    },
    async newest() {
      const block = await inSentences(newest());
      decided = await inSentences(provider.getTransactionCount(address, block));
      return block;
    },
    async sentBefore(id) {
      requireGiven({ id }, { id: TEXT });
      return inSentences(sentBefore(id));
    },
    async inTurn(task) {
      requireGiven({ task }, { task: FUNCTION });
      const { timeout: patience } = sending.options;
      return inProcess(account, () => store.inTurn(account, { patience, onWait: given.onWait }, task));
    },
  };
}

function displaced({ nonce, attempts }: Send, { displacedIn }: Displaced): ChainError {
  const transaction = attempts.at(-1)?.hash;
  const details = { kind: "changed", transaction } as const;
  return displacedIn === undefined
    ? failed(SENDING, "nonceLongUsed", { nonce, transaction }, details)
    : failed(SENDING, "displaced", { nonce, block: displacedIn }, details);
}

/** Why a transaction reverted, as far as the chain still tells when it is asked again. */
async function reverted({ chain, address }: Sending, intent: Intent, receipt: ChainReceipt): Promise<ChainError> {
  const { to, data, decimals } = intent;
  const transaction = receipt.hash;
  try {
    await chain.provider.call({ from: address, to, data, blockTag: receipt.blockNumber });
  } catch (error) {
    const revert = revertOf(error);
    if (revert !== undefined) {
      const args = { transaction, said: sentenceOf(revert, decimals), refusal: refusalOf(revert) };
      return failed(SENDING, "minedReverted", args, { kind: "reverted", revert, transaction, cause: error });
    }
  }
  return failed(SENDING, "minedReverted", { transaction }, { kind: "reverted", transaction });
}
