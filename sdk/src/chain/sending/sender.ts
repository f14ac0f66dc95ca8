import { keccak256 } from "ethers";
import type { Hex } from "../../columns/hex.ts";
import { ChainError } from "../../errors.ts";
import type { Chain } from "../connection.ts";
import { chainErrorOf } from "../failures.ts";
import type { ChainReceipt } from "../reader.ts";
import { sentenceOf } from "../refusal-text.ts";
import { revertOf } from "../reverts.ts";
import {
  broadcast,
  followToEnd,
  type SenderOptions,
  type Sending,
  type TransactionSigner,
  termsOf,
} from "./broadcast.ts";
import { suggestedFees } from "./fees.ts";
import { type Intent, latestOf, memoryStore, type Send } from "./store.ts";

/** Sends transactions of one account, each exactly once. */
export interface Sender {
  readonly address: Hex;
  /** Brings to an end what an earlier run left on its way. Call it before deciding what to send. */
  recover(): Promise<void>;
  /**
   * Sends a transaction and waits until it is confirmed. If one of the same id is on its way, it waits for that.
   *
   * @throws {ChainError} if the chain refuses it, reverts it, is not reached, or does not mine it in time; in the last two
   * cases it is still on its way, and `recover` takes it up
   */
  send(intent: Intent): Promise<ChainReceipt>;
}

const DEFAULTS = { confirmations: 1, timeout: 600_000, bumpAfter: 60_000, interval: 1_000 };
// Gas can cost more when it is mined than when it was estimated, if other transactions come between.
const GAS_MARGIN = { numerator: 5n, denominator: 4n };

/**
 * Makes a sender. A transaction is stored before it is broadcast, and every hash that its nonce ever had is looked for, so
 * that a sender that was killed and started again neither loses nor repeats one, if its store is on disk.
 */
export function createSender(chain: Chain, signer: TransactionSigner, given: SenderOptions = {}): Sender {
  const { chainId, genesis, provider, host } = chain;
  const address = signer.address as Hex;
  const account = `${chainId}:${genesis}:${address}`;
  const store = given.store ?? memoryStore();
  const sending: Sending = {
    chain,
    address,
    store,
    options: { ...DEFAULTS, ...given },
    async sign({ to, data, nonce, gasLimit }, { maxFeePerGas, maxPriorityFeePerGas }) {
      const fees = { maxFeePerGas, maxPriorityFeePerGas };
      const raw = await signer.signTransaction({ type: 2, chainId, to, data, nonce, gasLimit, ...fees });
      return { hash: keccak256(raw) as Hex, raw: raw as Hex, ...fees };
    },
    tell: (kind, send) => given.onEvent?.({ kind, id: send.id, nonce: send.nonce, hash: latestOf(send).hash }),
  };
  const underWay = ({ id }: Intent) => store.open(account).find((send) => send.id === id);

  async function begin(intent: Intent): Promise<Send> {
    const gas = await provider.estimateGas({ from: address, to: intent.to, data: intent.data });
    const fees = await suggestedFees(provider, termsOf(sending, intent).feeLimit);
    const gasLimit = (gas * GAS_MARGIN.numerator) / GAS_MARGIN.denominator;
    return store.exclusively(async () => {
      const same = underWay(intent);
      if (same !== undefined) return same;
      const call = { ...intent, account, nonce: await freeNonce(), gasLimit };
      const added = store.add({ ...call, attempts: [await sending.sign(call, fees)] });
      // Still in turn: some nodes refuse a nonce whose predecessor they do not know yet.
      const refusal = await broadcast(sending, added);
      if (refusal !== undefined) throw refusal;
      return added;
    });
  }

  async function freeNonce(): Promise<number> {
    let nonce = await provider.getTransactionCount(address, "pending");
    const taken = store.nonces(account, nonce);
    while (taken.has(nonce)) nonce++;
    return nonce;
  }

  async function send(intent: Intent): Promise<ChainReceipt> {
    const begun = underWay(intent) ?? (await begin(intent));
    const receipt = await followToEnd(sending, begun);
    if (receipt === undefined) throw dropped(begun);
    if (receipt.status === 0) throw await reverted(sending, { ...begun, ...intent }, receipt);
    return receipt;
  }

  async function recover(): Promise<void> {
    store.reopen(account, await provider.getTransactionCount(address, "latest"));
    for (const left of store.open(account)) {
      sending.tell("resumed", left);
      const refusal = await broadcast(sending, left);
      if (refusal === undefined) await followToEnd(sending, left);
    }
  }

  const inSentences = async <T>(task: Promise<T>, decimals?: number): Promise<T> => {
    try {
      return await task;
    } catch (error) {
      throw chainErrorOf(error, { host, decimals });
    }
  };
  return {
    address,
    recover: () => inSentences(recover()),
    send: (intent) => inSentences(send(intent), intent.decimals),
  };
}

function dropped({ nonce }: Send): ChainError {
  return new ChainError(
    `Another transaction of the same account took the place of this one (nonce ${nonce}), so it was not done. ` +
      "Look at what the chain has now, and run the command again if it is still needed.",
  );
}

/** Why a transaction reverted, as far as the chain still tells when it is asked again. */
async function reverted(
  { chain, address }: Sending,
  { to, data, decimals }: Intent,
  receipt: ChainReceipt,
): Promise<ChainError> {
  const said = `Transaction ${receipt.hash} was mined, but reverted`;
  try {
    await chain.provider.call({ from: address, to, data, blockTag: receipt.blockNumber });
  } catch (error) {
    const revert = revertOf(error);
    if (revert !== undefined) return new ChainError(`${said}: ${sentenceOf(revert, decimals)}`, { cause: error });
  }
  return new ChainError(`${said}; run the command again to see what the chain says now.`);
}
