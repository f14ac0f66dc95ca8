import type { Command } from "commander";
import { KEY_HELP } from "./chain-options.ts";
import { addDaemonOptions, DAEMON_HELP, type DaemonFlags, limitsOf, runAsDaemon, tokensOption } from "./daemon.ts";

interface OperateFlags extends DaemonFlags {
  readonly bundles: string;
  readonly leastAllowance?: string;
}

const HELP = `
Every demand is answered from the bundles as soon as it is seen: whoever answers gets half of the demand's bond, and silence
would void the settlement. What is due is finalized. Any account may do both; it needs ether for gas, and no role. Warnings come
while there is time: a demand that no bundle answers, too little ether, too few tokens for the next settlement's bond.
${DAEMON_HELP}
${KEY_HELP}

Example:
  $ zke-insurance-fund operate --rpc http://127.0.0.1:8545 --fund 0x... --bundles settlements --db operate.sqlite`;

/** Adds `operate`: the exchange's side of a settlement's life. */
export function addOperateCommand(program: Command): void {
  addDaemonOptions(program.command("operate").description("Answer demands from the bundles, and finalize what is due."))
    .requiredOption("--bundles <folder>", "the folder in which each settlement has its bundle, as a folder")
    .option("--least-balance <amount>", "warn below this many tokens (default: twice the least settlement bond)")
    .option("--least-allowance <amount>", "warn if the fund may pull less than this from the account")
    .addHelpText("after", HELP)
    .action(operateCommand);
}

async function operateCommand(flags: OperateFlags): Promise<void> {
  const { createOperator } = await import("../operate/operate.ts");
  await runAsDaemon(flags, "operate", (daemon, metrics) => {
    const leastAllowance = tokensOption(flags.leastAllowance, daemon.decimals);
    const limits = { ...limitsOf(flags, daemon.decimals), leastAllowance };
    return createOperator(daemon, { bundles: flags.bundles, limits }, metrics);
  });
}
