// The EVM of ethereumjs, which shares no code with Hardhat's.
import { createBlock } from "@ethereumjs/block";
import { createCustomCommon, Mainnet } from "@ethereumjs/common";
import { createTxFromRLP } from "@ethereumjs/tx";
import { bytesToHex, createAccount, createAddressFromString, hexToBytes } from "@ethereumjs/util";
import { createVM, runTx } from "@ethereumjs/vm";
import { CHAIN_ID, type Chain, ETHER, GENESIS, type Hardfork, lineOf } from "./chain.ts";

const BASE_FEE = 1_000_000_000n;
const BLOCK_GAS = 60_000_000n;

const bytesOf = (hex: string) => hexToBytes(hex as `0x${string}`);

/** A chain of its own under a hardfork, with these accounts. */
export async function ethereumjsChain(hardfork: Hardfork, accounts: readonly string[]): Promise<Chain> {
  const common = createCustomCommon({ chainId: Number(CHAIN_ID) }, Mainnet, { hardfork });
  const vm = await createVM({ common });
  for (const account of accounts) {
    await vm.stateManager.putAccount(createAddressFromString(account), createAccount({ balance: ETHER }));
  }
  let number = 0n;
  let latest = GENESIS;
  const blockAt = (timestamp: number) =>
    createBlock(
      { header: { number, timestamp, gasLimit: BLOCK_GAS, baseFeePerGas: BASE_FEE } },
      { common, skipConsensusFormatValidation: true },
    );

  return {
    async send(signed, time) {
      number += 1n;
      latest = time;
      const tx = createTxFromRLP(bytesOf(signed), { common });
      const { totalGasSpent, receipt, execResult } = await runTx(vm, { tx, block: blockAt(time) });
      const { exceptionError, returnValue } = execResult;
      return {
        succeeded: exceptionError === undefined,
        gasUsed: totalGasSpent,
        logs: receipt.logs.map(([address, topics, data]) =>
          lineOf(
            bytesToHex(address),
            topics.map((topic) => bytesToHex(topic)),
            bytesToHex(data),
          ),
        ),
        reason: exceptionError?.error === "revert" ? bytesToHex(returnValue) : "0x",
      };
    },
    async call(to, data) {
      const block = blockAt(latest);
      const call = { to: createAddressFromString(to), data: bytesOf(data), isStatic: true, block, gasLimit: BLOCK_GAS };
      const { execResult } = await vm.evm.runCall(call);
      return { succeeded: execResult.exceptionError === undefined, data: bytesToHex(execResult.returnValue) };
    },
    codeAt: async (address) => bytesToHex(await vm.stateManager.getCode(createAddressFromString(address))),
  };
}
