import { Transaction, Wallet } from "ethers";
import { type Chain, type ChainNode, createSender, memoryStore, type SenderOptions } from "zke-insurance-fund/chain";

const GWEI = 1_000_000_000n;
export const KEY = `0x${"11".repeat(32)}`;
export const INTENT = { id: "pay once", to: `0x${"22".repeat(20)}`, data: "0x1234" } as const;

/** A node of an account's own: what is in its pool, and what is mined, is set by hand. */
export function fakeNode() {
  const pool = new Map<number, string>();
  const state = {
    count: 0,
    mostWei: undefined as bigint | undefined,
    /** How many transactions the node takes into its pool. */
    mostPending: Number.POSITIVE_INFINITY,
    /** Nonces whose transactions revert. */
    reverting: new Set<number>(),
    /** What was asked of the node about calls, and handed in, in order. */
    heard: [] as string[],
    receipts: new Map<string, object>(),
    mined: [] as string[],
  };
  const provider = {
    estimateGas: async ({ data }: { data: string }) => {
      state.heard.push(`estimate ${data}`);
      return 100_000n;
    },
    call: async () => "0x",
    getBlock: async () => ({ number: 1, hash: "0xb", baseFeePerGas: GWEI }),
    getBlockNumber: async () => 1,
    getTransactionCount: async (_: string, tag: string | number) => {
      if (tag === 0) return 0;
      return state.count + (tag === "pending" ? pool.size : 0);
    },
    getTransaction: async (hash: string) => ([...pool.values()].includes(hash) ? {} : null),
    getTransactionReceipt: async (hash: string) => state.receipts.get(hash) ?? null,
    async send(method: string, [raw]: string[] = []) {
      if (method === "eth_maxPriorityFeePerGas") return "0x3b9aca00";
      if (method === "eth_getBlockByNumber") return { transactions: state.mined };
      const transaction = Transaction.from(raw);
      const cost = (transaction.maxFeePerGas ?? 0n) * transaction.gasLimit;
      state.heard.push(`take ${transaction.data}`);
      if ((state.mostWei !== undefined && cost > state.mostWei) || pool.size >= state.mostPending) {
        const message = "insufficient funds for gas * price + value";
        throw Object.assign(new Error(message), { error: { code: -32_000, message } });
      }
      pool.set(transaction.nonce, transaction.hash as string);
      return transaction.hash;
    },
  };
  const chain = {
    provider: provider as unknown as ChainNode,
    chainId: 1n,
    genesis: "0xg",
    host: "fake",
  } as Chain;
  const store = memoryStore();
  /** Mines what is in the pool. */
  const mine = () => {
    for (const [nonce, hash] of pool) {
      const status = state.reverting.has(nonce) ? 0 : 1;
      state.receipts.set(hash, { hash, blockNumber: 1, blockHash: "0xb", status, logs: [] });
    }
    state.count += pool.size;
    pool.clear();
  };
  const sender = (options: SenderOptions) => createSender(chain, new Wallet(KEY), { store, interval: 10, ...options });
  return { state, pool, store, mine, sender };
}
