import type { Command } from "commander";
import type { Hex } from "../../columns/hex.ts";
import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
import { addSenderOptions, KEY_HELP, type SenderOptions, withSender } from "../support/chain-options.ts";
import { EXIT, endWith, printJson, printLines } from "../support/output.ts";

interface WithdrawOptions extends SenderOptions {
  readonly to?: string;
  readonly all?: true;
  readonly json?: true;
}

const HELP = `
What the fund owes is never sent by itself: coverage waits for clearing, bonds and rewards for their owners, until they withdraw.
If nothing is claimable, nothing is sent (exit code 1).

With --all the account's own tokens go to --to as well: all that a key that has leaked could take but its ether.
${KEY_HELP}

Example:
  $ zke-insurance-fund withdraw --rpc http://127.0.0.1:8545 --fund 0x...`;

/** Adds `withdraw`: an account takes what is claimable by it. */
export function addWithdrawCommand(program: Command): void {
  addSenderOptions(program.command("withdraw").description("Withdraw what is claimable by the signing account."))
    .option("--to <address>", "where the tokens go (default: the signing account)")
    .option("--all", "the account's own tokens of the fund's asset, too")
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(withdrawCommand);
}

async function withdrawCommand(options: WithdrawOptions): Promise<void> {
  const { isAddress } = await import("ethers");
  const { moveTokens, withdraw } = await import("../../entries/chain.ts");
  if (options.to !== undefined && !isAddress(options.to)) {
    throw refused(USAGE, "optionAddress", { name: "--to" }, { got: options.to });
  }
  if (options.all && options.to === undefined)
    throw refused(USAGE, "optionMissing", { name: "--to", expected: "where all of it goes" });
  const result = await withSender(options, async ({ fund, sender }) => {
    const to = (options.to ?? sender.address) as Hex;
    const decimals = await fund.decimals();
    const own = options.all && (await moveTokens(fund, sender, to));
    return { account: sender.address, to, decimals, own, ...(await withdraw(fund, sender, to)) };
  });
  if (result === undefined) return;
  const { account, to, decimals, own, amount, transaction } = result;
  const sent = transaction !== undefined || own?.transaction !== undefined;
  if (options.json) printJson({ sent, account, to, decimals: String(decimals), amount, transaction, own });
  else {
    const { formatAmount } = await import("../../rule/amount.ts");
    const sum = (units: bigint) => formatAmount(units, decimals);
    if (own?.transaction)
      printLines(`${account} moved ${sum(own.amount)} of its own to ${to}, by transaction ${own.transaction}.`);
    else if (own) printLines(`${account} has no tokens of its own.`);
    printLines(
      transaction === undefined
        ? `Nothing is claimable by ${account}${sent ? "." : "; nothing was sent."}`
        : `${account} withdrew ${sum(amount)} to ${to}, by transaction ${transaction}.`,
    );
  }
  endWith(sent ? EXIT.done : EXIT.no);
}
