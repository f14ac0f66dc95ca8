// An EVM in this process, for a single contract: not the one that Hardhat runs on.
import { Common, Hardfork, Mainnet } from "@ethereumjs/common";
import { createAddressFromString, hexToBytes } from "@ethereumjs/util";
import { createVM } from "@ethereumjs/vm";
import { hexlify } from "ethers";

const CALLER = createAddressFromString(`0x${"11".repeat(20)}`);
const GAS = 30_000_000n;

/** Deploys a contract without arguments and returns a way to call it: what it returns, or reverts with. */
export async function deployed(code: string): Promise<(data: string) => Promise<string>> {
  const { evm } = await createVM({ common: new Common({ chain: Mainnet, hardfork: Hardfork.Cancun }) });
  const { createdAddress: to } = await evm.runCall({ caller: CALLER, data: bytesOf(code), gasLimit: GAS });
  if (to === undefined) throw new Error("the contract was not created");
  return async (data) => {
    const { execResult } = await evm.runCall({ caller: CALLER, to, data: bytesOf(data), gasLimit: GAS });
    return hexlify(execResult.returnValue);
  };
}

const bytesOf = (hex: string) => hexToBytes(hex as `0x${string}`);
