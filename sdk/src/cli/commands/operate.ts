import type { Command } from "commander";
import type { RoleMaker } from "../../daemon/start.ts";
import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
import { feeOption, KEY_HELP } from "../support/chain-options.ts";
import {
  addDaemonOptions,
  DAEMON_HELP,
  type DaemonFlags,
  limitsOf,
  runAsDaemon,
  secondsOption,
  tokensOption,
} from "../support/daemon.ts";
import { addFetchOptions, type FetchFlags, FROM_PRIVATE_HELP, fetchOptionsOf } from "../support/fetch-options.ts";

interface OperateFlags extends DaemonFlags, FetchFlags {
  readonly bundles: string;
  readonly leastAllowance?: string;
  readonly checkUri: boolean;
  readonly urgentMaxFee?: string;
}

// What a silence costs is worth more than usual fees, and not any.
const URGENT_TIMES = 4n;

const HELP = `
Every demand is answered from the bundles as soon as it is seen, the most urgent of all settlements first: an answer earns nothing
and costs gas, and silence would void the settlement. What is due is finalized. Any account may do both; it needs ether for gas,
and no role. In the last sixth of its window an answer may cost up to --urgent-max-fee for a unit of gas, of which it takes some
81,000, and more is offered every 15 seconds. Warnings come while there is time: a demand that no bundle answers, too little
ether, too few tokens for the next settlement's bond.

A pending settlement whose header no bundle has is foreign: that is told at first sight, and it is never finalized by this program. The
address of each own bundle is looked at as a stranger would, and what cannot be had there, or differs, is told.
${DAEMON_HELP}
${KEY_HELP}

Example:
  $ zke-insurance-fund operate --rpc http://127.0.0.1:8545 --fund 0x... --bundles settlements --db operate.sqlite`;

/** Adds `operate`: the exchange's side of a settlement's life. */
export function addOperateCommand(program: Command): void {
  const command = program.command("operate").description("Answer demands from the bundles, and finalize what is due.");
  addFetchOptions(addDaemonOptions(command), FROM_PRIVATE_HELP)
    .requiredOption("--bundles <folder>", "the folder in which each settlement has its bundle, as a folder")
    .option("--least-balance <amount>", "warn below this many tokens (default: twice the least settlement bond)")
    .option("--least-allowance <amount>", "warn if the fund may pull less than this from the account")
    .option("--no-check-uri", "do not fetch bundles from where the chain says they are")
    .option(
      "--urgent-max-fee <gwei>",
      `the same as --max-fee for an answer whose deadline is near (default: ${URGENT_TIMES} times that)`,
    )
    .addHelpText("after", HELP)
    .action(operateCommand);
}

async function operateCommand(flags: OperateFlags): Promise<void> {
  const { usualConfirmations } = await import("../../chain/confirmations.ts");
  const { createOperator } = await import("../../daemon/operate/operate.ts");
  const interval = secondsOption(flags.interval, "--interval");
  const fetch = await fetchOptionsOf(flags);
  const makeRole: RoleMaker = (daemon, metrics, signal) => {
    const leastAllowance = tokensOption(flags.leastAllowance, daemon.decimals);
    const limits = { ...limitsOf(flags, daemon.decimals), leastAllowance };
    // On a local chain, what is on this machine is all that there is.
    const allowPrivate = flags.allowPrivate === true || usualConfirmations(daemon.chain.chainId) === 1;
    const data = flags.checkUri
      ? { interval: flags.once ? Math.min(interval, 1_000) : interval, fetch: { ...fetch, allowPrivate, signal } }
      : undefined;
    return createOperator(daemon, { bundles: flags.bundles, limits, data }, metrics);
  };
  await runAsDaemon(flags, "operate", makeRole, { urgentFeeLimit: urgentFeeOf(flags) });
}

function urgentFeeOf({ maxFee, urgentMaxFee }: OperateFlags): bigint {
  const usual = feeOption(maxFee);
  if (urgentMaxFee === undefined) return URGENT_TIMES * usual;
  const urgent = feeOption(urgentMaxFee, "--urgent-max-fee");
  if (urgent >= usual) return urgent;
  throw refused(USAGE, "urgentFeeLow", { usual: maxFee }, { got: urgentMaxFee });
}
