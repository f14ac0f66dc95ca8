// Many transactions of one account in as few blocks as they fit in, on a node that mines when it is told to.
import { Transaction, Wallet } from "ethers";
import type { ChainNode } from "../chain/reader.ts";
import type { Hex } from "../columns/hex.ts";
import { DEVNET } from "../problems/english/devnet.ts";
import { failed } from "../problems/problem.ts";
import type { DevnetAccount } from "./accounts.ts";

/** A transaction of a deployment. Without `to`, it creates a contract. */
export interface Step {
  /** What it does; for messages. */
  readonly name: string;
  readonly to?: Hex;
  readonly data: string;
}

// More than any step takes, and less than a transaction may have since Osaka. What is not used is not paid.
const GAS = { create: 12_000_000n, call: 500_000n };
const TIP = 1_000_000_000n;
const MOST_BLOCKS = 10;

/**
 * Sends the steps in their order, and mines them.
 *
 * @throws {ChainError} if the node refuses one, or one is reverted
 */
export async function sendSteps(provider: ChainNode, account: DevnetAccount, steps: readonly Step[]): Promise<void> {
  const { chainId } = await provider.getNetwork();
  const wallet = new Wallet(account.privateKey);
  const nonce = await provider.getTransactionCount(account.address);
  const maxFeePerGas = 10n * ((await provider.getBlock("latest"))?.baseFeePerGas ?? 0n) + TIP;
  const isAutomatic = await provider.send<boolean>("hardhat_getAutomine", []);
  // Else each would have a block of its own, and push the chain's clock a second beyond the world's.
  await provider.send("evm_setAutomine", [false]);
  try {
    const hashes: string[] = [];
    for (const [index, { to = null, data }] of steps.entries()) {
      const fees = { maxFeePerGas, maxPriorityFeePerGas: TIP, gasLimit: to === null ? GAS.create : GAS.call };
      const raw = await wallet.signTransaction({ type: 2, chainId, nonce: nonce + index, to, data, ...fees });
      hashes.push(Transaction.from(raw).hash as string);
      await provider.send("eth_sendRawTransaction", [raw]);
    }
    for (let block = 0; block < MOST_BLOCKS; block++) {
      await provider.send("evm_mine", []);
      if ((await provider.getTransactionCount(account.address)) >= nonce + steps.length) break;
    }
    const receipts = await Promise.all(hashes.map((hash) => provider.getTransactionReceipt(hash)));
    const wrong = receipts.findIndex((receipt) => receipt?.status !== 1);
    const what = steps[wrong]?.name;
    if (what !== undefined) throw failed(DEVNET, "devnetStepFailed", { what }, { kind: "refused" });
  } finally {
    await provider.send("evm_setAutomine", [isAutomatic]);
  }
}
