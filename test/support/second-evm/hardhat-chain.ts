// Hardhat's EVM (EDR), asked by JSON-RPC.
import { keccak256, toQuantity } from "ethers";
import { network } from "hardhat";
import { type Answer, CHAIN_ID, type Chain, ETHER, GENESIS, type Hardfork, lineOf } from "./chain.ts";

interface Receipt {
  readonly status: string;
  readonly gasUsed: string;
  readonly logs: readonly { readonly address: string; readonly topics: readonly string[]; readonly data: string }[];
}

/** A chain of its own under a hardfork, with these accounts. */
export async function hardhatChain(hardfork: Hardfork, accounts: readonly string[]): Promise<Chain> {
  const { provider } = await network.create({
    override: {
      // Hardhat calls it by its event.
      hardfork: hardfork === "paris" ? "merge" : hardfork,
      chainId: Number(CHAIN_ID),
      initialDate: new Date(GENESIS * 1000).toISOString(),
    },
  });
  const ask = (method: string, ...params: unknown[]) => provider.request({ method, params });
  for (const account of accounts) await ask("hardhat_setBalance", account, toQuantity(ETHER));

  return {
    async send(signed, time) {
      await ask("evm_setNextBlockTimestamp", time);
      let reason = "0x";
      try {
        await ask("eth_sendRawTransaction", signed);
      } catch (error) {
        reason = dataOf(error);
      }
      const receipt = (await ask("eth_getTransactionReceipt", keccak256(signed))) as Receipt | null;
      if (receipt === null) throw new Error(`Hardhat took no transaction: ${reason}`);
      const logs = receipt.logs.map(({ address, topics, data }) => lineOf(address, topics, data));
      return { succeeded: BigInt(receipt.status) === 1n, gasUsed: BigInt(receipt.gasUsed), logs, reason };
    },
    async call(to, data): Promise<Answer> {
      try {
        return { succeeded: true, data: (await ask("eth_call", { to, data }, "latest")) as string };
      } catch (error) {
        return { succeeded: false, data: dataOf(error) };
      }
    },
    codeAt: async (address) => (await ask("eth_getCode", address, "latest")) as string,
  };
}

/** What a call reverted with: under an error of the network lies one of the chain. */
function dataOf(error: unknown): string {
  const { data, cause } = error as { data?: unknown; cause?: unknown };
  if (typeof data === "string") return data;
  if (typeof (data as { data?: unknown } | undefined)?.data === "string") return (data as { data: string }).data;
  if (cause !== undefined) return dataOf(cause);
  throw error;
}
