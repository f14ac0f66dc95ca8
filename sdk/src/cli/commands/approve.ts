import type { Command } from "commander";
import { allowanceOption } from "../support/allowance-option.ts";
import { addSenderOptions, KEY_HELP, type SenderOptions, withSender } from "../support/chain-options.ts";
import { isAnswered, requireConsent, YES_HELP } from "../support/consent.ts";
import { printJson, printLines, tableLines } from "../support/output.ts";

interface ApproveOptions extends SenderOptions {
  readonly amount: string;
  readonly yes?: true;
  readonly json?: true;
}

const HELP = `
Credits and submissions take tokens from the operator, and the token must allow that. One standing allowance saves an approval each
time; each credit and submission uses some of it up. The fund takes from an account in the account's own calls alone. What might be
taken before counts no more; --amount 0 takes the allowance back. If it is that amount already, nothing is sent.
${KEY_HELP}

Example:
  $ zke-insurance-fund approve --rpc http://127.0.0.1:8545 --fund 0x... --amount 5000000 --yes`;

/** Adds `approve`: the fund may take from an account, for credits and submissions to come. */
export function addApproveCommand(program: Command): void {
  addSenderOptions(
    program.command("approve").description("Let the fund take tokens for credits and submissions to come."),
  )
    .requiredOption("--amount <amount>", "how much it may take in all, in tokens")
    .option("--yes", YES_HELP)
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(approveCommand);
}

async function approveCommand(options: ApproveOptions): Promise<void> {
  const { allowanceOf, approve } = await import("../../entries/chain.ts");
  const { formatAmount } = await import("../../rule/amount.ts");
  const result = await withSender(options, async ({ fund, sender }) => {
    const decimals = await fund.decimals();
    const amount = await allowanceOption(options.amount, decimals, "--amount");
    const before = await allowanceOf(fund.provider, await fund.token(), sender.address, fund.address);
    if (before !== amount) {
      const change = `${formatAmount(before, decimals)} -> ${formatAmount(amount, decimals)}`;
      const what = `Lets the fund ${fund.address} take tokens of ${sender.address} in its own calls: ${change}.`;
      await requireConsent(what, isAnswered(options));
    }
    return { account: sender.address, decimals, ...(await approve(fund, sender, amount)) };
  });
  if (result === undefined) return;
  const { account, decimals, allowance, before, approvals } = result;
  const sent = approvals.length > 0;
  if (options.json) return printJson({ sent, account, decimals: String(decimals), allowance, before, approvals });
  printLines(
    `${sent ? "The" : "Nothing was sent: the"} fund may take ${formatAmount(allowance, decimals)} from ${account}.`,
    ...tableLines([
      ["before", formatAmount(before, decimals)],
      ...approvals.map((hash) => ["approval", hash] as const),
    ]),
  );
}
