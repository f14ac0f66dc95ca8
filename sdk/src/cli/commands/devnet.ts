import type { Command } from "commander";
import { printJson } from "../support/output.ts";

const HELP = `
For whoever builds on a fund: it needs a local node, anvil or Hardhat's, which stays yours to start, to stop and to move on in time
(evm_increaseTime, evm_mine). The fund is as a real deployment leaves it, opened 30 days ago, over a token with USDT's manners. Each
account has ether and 100,000,000 USDT, and a key that everybody knows: a node that gives no ether away is refused.

It prints one line of JSON:
  {"rpc", "chainId", "token", "fund", "accounts"}; each account has "address" and "privateKey"

Example:
  $ anvil &
  $ zke-insurance-fund devnet > devnet.json`;

/** Adds `devnet`: a fund on a local node, to try it and to test against. */
export function addDevnetCommand(program: Command): void {
  program
    .command("devnet")
    .description("Deploy a token, a fund and its roles on a local node, to try them and to test against.")
    .option("--rpc <url>", "the local node's JSON-RPC address", "http://127.0.0.1:8545")
    .addHelpText("after", HELP)
    .action(async ({ rpc }: { readonly rpc: string }) => {
      const { deployDevnet } = await import("../../entries/node.ts");
      printJson(await deployDevnet(rpc));
    });
}
