// What keeps a fund safe outside of settlements: the guardian's commands, and those by which anyone gives it money.
import type { Command } from "commander";
import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
import { INTO_FROZEN_HELP } from "../support/allowance-option.ts";
import {
  addSenderOptions,
  KEY_HELP,
  type OpenSender,
  type SenderOptions,
  withSender,
} from "../support/chain-options.ts";
import { isAnswered, requireConsent, YES_HELP } from "../support/consent.ts";
import { integerOption } from "../support/options.ts";
import { EXIT, endWith, printJson, printLines } from "../support/output.ts";

interface GuardOptions extends SenderOptions {
  readonly period?: string;
  readonly amount?: string;
  readonly intoFrozen?: true;
  readonly yes?: true;
  readonly json?: true;
}

/** What came of it: figures for a program, and a sentence. Nothing had to be done if there is no transaction. */
interface Told {
  readonly transaction?: string | undefined;
  readonly figures?: object;
  readonly text: string;
}

interface GuardCommand {
  readonly name: "pause" | "unpause" | "cancel" | "donate" | "sync" | "write-off";
  readonly about: string;
  readonly help: string;
  readonly example?: string;
  readonly options?: readonly (readonly [flags: string, about: string])[];
  /** Does it; `ask` says what it changes, before anything is sent. */
  readonly run: (open: OpenSender, options: GuardOptions, ask: (what: string) => Promise<void>) => Promise<Told>;
}

const amountOf = async (units: bigint, decimals: number) =>
  (await import("../../rule/amount.ts")).formatAmount(units, decimals);

const COMMANDS: readonly GuardCommand[] = [
  {
    name: "pause",
    about: "Stop credits, submissions and finalizing. Guardian only.",
    help: `
Nothing else stops: challenges, demands, answers and withdrawals go on, and so do all windows. A pause lasts until "unpause".
If the fund is paused already, nothing is sent (exit code 1).`,
    async run({ fund, sender }, _, ask) {
      const { pause } = await import("../../entries/chain.ts");
      await ask(`Pauses the fund ${fund.address}: credits, submissions and finalizing stop until it is unpaused.`);
      const { transaction } = await pause(fund, sender);
      return {
        transaction,
        text: transaction ? "The fund is paused." : "The fund was paused before; nothing was sent.",
      };
    },
  },
  {
    name: "unpause",
    about: "End a pause. Guardian only.",
    help: `
Credits, submissions and finalizing go on. If the fund is not paused, nothing is sent (exit code 1).`,
    async run({ fund, sender }, _, ask) {
      const { unpause } = await import("../../entries/chain.ts");
      await ask(`Ends the pause of the fund ${fund.address}: credits, submissions and finalizing go on.`);
      const { transaction } = await unpause(fund, sender);
      return { transaction, text: transaction ? "The pause is over." : "The fund was not paused; nothing was sent." };
    },
  },
  {
    name: "cancel",
    about: "Take a period's pending settlement back. Guardian only.",
    help: `
The period can be submitted again. The bond is split as for a fault: what a challenger would get goes back to the operator, the rest is
the fund's. The settlement's header is found by itself. If none of the period is pending, nothing is sent (exit code 1).`,
    example: "--period 3",
    options: [["--period <number>", "the period"]],
    async run({ fund, sender }, options, ask) {
      const { cancel } = await import("../../entries/chain.ts");
      const period = integerOption(options.period as string, "--period", 64);
      const [decimals, { status, submission, bond, coverage }] = await Promise.all([
        fund.decimals(),
        fund.record(period),
      ]);
      if (status === "pending") {
        const [reserved, held] = await Promise.all([amountOf(coverage, decimals), amountOf(bond, decimals)]);
        await ask(
          `Takes back submission ${submission} of period ${period}: ${reserved} are reserved for it, and its bond is ${held}.`,
        );
      }
      const done = await cancel(fund, sender, period);
      if (done === undefined) return { text: `No settlement of period ${period} is pending; nothing was sent.` };
      const { transaction, ...figures } = done;
      const [returned, forfeited] = await Promise.all([
        amountOf(done.returned, decimals),
        amountOf(done.forfeited, decimals),
      ]);
      const text = `Period ${period} is taken back. Of its bond ${returned} can be claimed by the operator, and ${forfeited} are the fund's.`;
      return { transaction, figures: { period, decimals: String(decimals), ...figures }, text };
    },
  },
  {
    name: "donate",
    about: "Give tokens to the fund.",
    help: `
They are the fund's for good. Each run gives once more; one that was stopped after it had sent is brought to an end by the same command.`,
    example: "--amount 1000",
    options: [
      ["--amount <amount>", "how much, in tokens"],
      ["--into-frozen", INTO_FROZEN_HELP],
    ],
    async run({ fund, sender }, options, ask) {
      const { donate } = await import("../../entries/chain.ts");
      const { allowanceOption } = await import("../support/allowance-option.ts");
      const decimals = await fund.decimals();
      const amount = await allowanceOption(options.amount as string, decimals, "--amount");
      if (amount === 0n) throw refused(USAGE, "amountZero", {}, { got: options.amount });
      await ask(
        `Gives ${await amountOf(amount, decimals)} tokens of ${sender.address} to the fund ${fund.address}, for good.`,
      );
      const { transaction, arrived } = await donate(fund, sender, amount, { intoFrozen: options.intoFrozen });
      const text = `${await amountOf(arrived, decimals)} arrived in the fund.`;
      return { transaction, figures: { decimals: String(decimals), amount, arrived }, text };
    },
  },
  {
    name: "sync",
    about: "Turn tokens that were sent to the fund without a call into a donation.",
    help: `
Anyone may. If there are none, nothing is sent (exit code 1).`,
    async run({ fund, sender }, _, ask) {
      const { sync } = await import("../../entries/chain.ts");
      const decimals = await fund.decimals();
      const { solvency, assets } = await fund.overview();
      if (solvency > 0n) {
        const [surplus, before, after] = await Promise.all(
          [solvency, assets, assets + solvency].map((units) => amountOf(units, decimals)),
        );
        await ask(
          `Turns ${surplus} tokens that were sent to the fund ${fund.address} without a call into a donation, for good: its assets ${before} -> ${after}.`,
        );
      }
      const { transaction, amount } = await sync(fund, sender);
      const text = transaction
        ? `${await amountOf(amount, decimals)} that had been sent without a call are the fund's now.`
        : "No tokens were sent to the fund without a call; nothing was sent.";
      return { transaction, figures: { decimals: String(decimals), amount }, text };
    },
  },
  {
    name: "write-off",
    about: "Take tokens that are missing from the vault out of the fund's assets.",
    help: `
Anyone may. After the token has destroyed what was in the vault, the books say more than is there, and nothing can be submitted or
finalized. What is reserved for pending settlements stays, and so does what is owed to others: the rest can only be donated. If nothing
is missing, or all is reserved, nothing is sent (exit code 1).`,
    async run({ fund, sender }, _, ask) {
      const { writeOff } = await import("../../entries/chain.ts");
      const decimals = await fund.decimals();
      const { solvency, assets, available } = await fund.overview();
      const missing = solvency < 0n ? -solvency : 0n;
      const most = missing < available ? missing : available;
      const show = (units: bigint) => amountOf(units, decimals);
      if (most === 0n) {
        const nothing = missing === 0n ? "No tokens are missing" : "All assets are reserved";
        return {
          transaction: undefined,
          figures: { decimals: String(decimals), amount: 0n },
          text: `${nothing}; nothing was sent.`,
        };
      }
      const rest = missing === most ? "" : `, and ${await show(missing - most)} are missing still`;
      await ask(
        `Takes ${await show(most)} missing tokens out of the fund's assets: ${await show(assets)} -> ${await show(assets - most)}${rest}.`,
      );
      const { transaction, amount } = await writeOff(fund, sender);
      const text = transaction
        ? `${await show(amount)} were missing, and are no more in the fund's assets.`
        : "Nothing is left to be taken out; nothing was sent.";
      return { transaction, figures: { decimals: String(decimals), amount }, text };
    },
  },
];

/** Adds `pause`, `unpause`, `cancel`, `donate`, `sync` and `write-off`. */
export function addGuardCommands(program: Command): void {
  for (const each of COMMANDS) {
    const { name, about, help, example = "", options = [] } = each;
    const command = addSenderOptions(program.command(name).description(about));
    for (const [flags, about] of options) {
      if (flags.includes("<")) command.requiredOption(flags, about);
      else command.option(flags, about);
    }
    command
      .option("--yes", YES_HELP)
      .option("--json", "print one JSON value")
      .addHelpText(
        "after",
        `${help}\n${KEY_HELP}\n\nExample:\n  $ zke-insurance-fund ${`${name} --rpc http://127.0.0.1:8545 --fund 0x... ${example}`.trim()}`,
      )
      .action((options: GuardOptions) => runGuard(each, options));
  }
}

async function runGuard({ run }: GuardCommand, options: GuardOptions): Promise<void> {
  const ask = (what: string) => requireConsent(what, isAnswered(options));
  const done = await withSender(options, async (open) => ({
    account: open.sender.address,
    told: await run(open, options, ask),
  }));
  if (done === undefined) return;
  const { account, told } = done;
  const { transaction, figures, text } = told;
  if (options.json) printJson({ sent: transaction !== undefined, account, ...figures, transaction });
  else printLines(transaction === undefined ? text : `${text} By transaction ${transaction}.`);
  endWith(transaction === undefined ? EXIT.no : EXIT.done);
}
