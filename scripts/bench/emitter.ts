// A local node filled with logs that look like a fund's credits, by a contract of a few instructions that writes as many as it is told.
import { setTimeout as wait } from "node:timers/promises";
import { connectChain, FUND_INTERFACE } from "zke-insurance-fund/chain";
import { HAS_ANVIL, startAnvil } from "../support/anvil.ts";

const CREDITED = FUND_INTERFACE.getEvent("Credited")?.topicHash.slice(2) ?? "";
const LOOK_AGAIN = 5;
// As much as a transaction may take (EIP-7825).
const GAS = "0xffffff";

// sequence = storage[0]; end = sequence + calldata[0]; memory = [_, 1000, storage[1], 128, 1, 1000, _]: a call's one credit of 1000
// loop: memory[0] = memory[6] = sequence; log2(memory, Credited, period 1); memory[2] = now; sequence += 1; if sequence < end, again
// storage = [sequence, now]
const CODE = `
  600054806000350190 6103e8602052 600154604052 6080606052 6001608052 6103e860a052
  5b 80600052 8060c052 6001 7f${CREDITED} 60e06000a2 42604052 600101 818110 602557
  600055 42600155 00
`.replaceAll(/\s/g, "");
const LENGTH = (CODE.length / 2).toString(16).padStart(2, "0");
// Copies what stands behind it into memory, and returns it as the contract's code.
const DEPLOY = `0x60${LENGTH}600c60003960${LENGTH}6000f3${CODE}`;

interface Receipt {
  readonly status: string;
  readonly contractAddress: string;
}

/** A node with logs on it. */
export interface FilledNode {
  readonly rpc: string;
  readonly address: `0x${string}`;
  readonly blocks: number;
  stop(): Promise<void>;
}

/** Starts anvil and fills it; undefined where npm has not installed it. */
export async function filledNode(blocks: number, logsPerBlock: number): Promise<FilledNode | undefined> {
  if (!HAS_ANVIL) return undefined;
  const { rpc, stop } = await startAnvil();
  try {
    const { provider } = await connectChain(rpc);
    const [from] = (await provider.send("eth_accounts", [])) as string[];
    const send = async (transaction: object) => {
      const hash = await provider.send("eth_sendTransaction", [{ from, gas: GAS, ...transaction }]);
      // Asked for as it is: to take thousands of logs apart, once more for each look, would take minutes.
      let receipt: Receipt | null = null;
      while (receipt === null) {
        await wait(LOOK_AGAIN);
        receipt = await provider.send("eth_getTransactionReceipt", [hash]);
      }
      if (receipt.status !== "0x1") throw new Error("the emitter was refused");
      return receipt;
    };
    const { contractAddress } = await send({ data: DEPLOY });
    const data = `0x${logsPerBlock.toString(16).padStart(64, "0")}`;
    for (let block = 0; block < blocks; block++) await send({ to: contractAddress, data });
    provider.destroy();
    return { rpc, address: contractAddress as `0x${string}`, blocks: blocks + 1, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
