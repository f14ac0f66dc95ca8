// What is announced before it is done, and who may do what.
import type { Command } from "commander";
import { GOVERNING } from "../../problems/english/governing.ts";
import { refused } from "../../problems/problem.ts";
import {
  addFundOptions,
  addSenderOptions,
  type FundOptions,
  KEY_HELP,
  type SenderOptions,
  withFund,
  withSender,
} from "../support/chain-options.ts";
import { isAnswered, requireConsent, YES_HELP } from "../support/consent.ts";
import { EXIT, endWith, formatTime, printJson, printLines, tableLines } from "../support/output.ts";

interface GovernOptions extends SenderOptions {
  readonly yes?: true;
  readonly json?: true;
}

const PROPOSE_HELP = `
What can be proposed, by the governor of the fund, by an admin of the roles:
  set-policy FIELD=VALUE ...   coverBps, headBps, basis (head or all), periodHours, maxCoverageBps, challengeWindow and
                               revealWindow (seconds), maxLevels, settlementBond and demandBond (tokens), bondBps
  set-clearing ADDRESS         who is paid the coverage
  close                        ends credits and submissions for good
  migrate ADDRESS              sends what is left of a closed fund
  grant ROLE ADDRESS SECONDS   a role, and how long before it acts the account must announce it
  revoke ROLE ADDRESS
  set-delay ROLE SECONDS       how long after a grant a role counts
A role is admin, operator, guardian, governor, or its number. It says what changes, old and new, and asks. Everybody sees what is
announced, and may leave before it is done. The same proposal again sends nothing.
${KEY_HELP}

Example:
  $ zke-insurance-fund propose set-policy coverBps=2500 --rpc http://127.0.0.1:8545 --fund 0x...`;

const ID_HELP = `
A proposal's id is what "propose" printed; "roles" lists all that are announced. If there is none of that id, nothing is sent (exit code 1).
${KEY_HELP}`;

const RENOUNCE_HELP = `
At once, for good, and without an announcement: for an account whose key has leaked, or that shall have nothing to say any more. A
role is admin, operator, guardian, governor, or its number. Only an admin can give it again, in 14 days as the fund is deployed. If the
account does not have it, nothing is sent (exit code 1).
${KEY_HELP}

Example:
  $ zke-insurance-fund renounce operator --rpc http://127.0.0.1:8545 --fund 0x...`;

/** Adds `propose`, `execute`, `withdraw-proposal`, `renounce` and `roles`. */
export function addGovernCommands(program: Command): void {
  const sending = (name: string, about: string) =>
    addSenderOptions(program.command(name).description(about))
      .option("--yes", YES_HELP)
      .option("--json", "print one JSON value");
  sending("propose", "Announce a change of the fund or its roles, to be executed when its delay has passed.")
    .argument("<what>", "what is proposed")
    .argument("[words...]", "what it takes")
    .addHelpText("after", PROPOSE_HELP)
    .action(proposeCommand);
  sending("execute", "Do what was announced, when its delay has passed.")
    .argument("<id>", "the proposal")
    .addHelpText("after", ID_HELP)
    .action((id: string, options: GovernOptions) => endProposal("execute", id, options));
  sending("withdraw-proposal", "Take back what was announced.")
    .argument("<id>", "the proposal")
    .addHelpText("after", ID_HELP)
    .action((id: string, options: GovernOptions) => endProposal("withdrawProposal", id, options));
  sending("renounce", "Give up a role of the signing account's, at once.")
    .argument("<role>", "the role")
    .addHelpText("after", RENOUNCE_HELP)
    .action(renounceCommand);
  addFundOptions(
    program.command("roles").description("Say who may do what with the fund, how soon, and what is announced."),
  )
    .option("--json", "print one JSON value")
    .action(rolesCommand);
}

async function proposeCommand(what: string, words: readonly string[], options: GovernOptions): Promise<void> {
  const { changeOf } = await import("../support/changes.ts");
  const { changeLines, propose } = await import("../../entries/chain.ts");
  const done = await withSender(options, async ({ fund, sender }) => {
    const decimals = await fund.decimals();
    const change = changeOf(what, words, decimals);
    const lines = await changeLines(fund, change, decimals);
    await requireConsent([`Proposes for the fund ${fund.address}:`, ...lines].join("\n  "), isAnswered(options));
    return { account: sender.address, change: change.kind, result: await propose(fund, sender, change) };
  });
  if (done === undefined) return;
  const { account, change, result } = done;
  const { id, readyAt, expiresAt, transaction } = result;
  const sent = transaction !== undefined;
  if (options.json) return printJson({ sent, account, change, id, readyAt, expiresAt, transaction });
  printLines(
    sent ? `${change} is announced.` : `Nothing was sent: ${change} was announced before.`,
    ...tableLines([
      ["proposal", id],
      ["can be executed", `from ${formatTime(readyAt)} to ${formatTime(expiresAt)}`],
      ...(sent ? [["transaction", transaction] as const] : []),
    ]),
  );
}

const ID = /^0x[0-9a-f]{64}$/i;

async function endProposal(by: "execute" | "withdrawProposal", id: string, options: GovernOptions): Promise<void> {
  if (!ID.test(id)) throw refused(GOVERNING, "proposalId", {}, { got: id });
  const chain = await import("../../entries/chain.ts");
  const ended = await withSender(options, async ({ fund, sender, fromBlock }) => {
    const block = await sender.newest();
    const query = { block, ...(fromBlock !== undefined && { fromBlock }) };
    const call = await chain.findProposal(fund, id as `0x${string}`, query);
    const account = sender.address;
    if (call === undefined) return { account, call, transaction: undefined };
    const lines = await chain.callLines(fund, call, by === "execute" ? "Executes" : "Takes back");
    await requireConsent(lines.join("\n  "), isAnswered(options));
    return { account, call, transaction: await chain[by](fund, sender, call) };
  });
  if (ended === undefined) return;
  const { account, call, transaction } = ended;
  const sent = transaction !== undefined;
  if (options.json) printJson({ sent, account, id, name: call?.name, transaction });
  else if (!sent) printLines(`Nothing is announced by the id ${id}; nothing was sent.`);
  else {
    const done = by === "execute" ? "done" : "taken back";
    printLines(`${call?.name ?? "The call"} is ${done}, by transaction ${transaction}.`);
  }
  endWith(sent ? EXIT.done : EXIT.no);
}

async function renounceCommand(name: string, options: GovernOptions): Promise<void> {
  const { roleOf } = await import("../support/changes.ts");
  const { renounce } = await import("../../entries/chain.ts");
  const role = roleOf(name);
  const done = await withSender(options, async ({ fund, sender }) => {
    const { address: account } = sender;
    await requireConsent(`Gives up the role ${name} of ${account} in the fund ${fund.address}.`, isAnswered(options));
    return { account, transaction: await renounce(fund, sender, role) };
  });
  if (done === undefined) return;
  const { account, transaction } = done;
  const sent = transaction !== undefined;
  if (options.json) printJson({ sent, account, role, transaction });
  else if (!sent) printLines(`${account} does not have the role ${name}; nothing was sent.`);
  else printLines(`${account} has the role ${name} no more, by transaction ${transaction}.`);
  endWith(sent ? EXIT.done : EXIT.no);
}

async function rolesCommand(options: FundOptions & { readonly json?: true }): Promise<void> {
  const { readRoles, rolesLines } = await import("../../entries/chain.ts");
  const { roles, now, decimals } = await withFund(options, async ({ chain, fund, fromBlock }) => {
    const block = await chain.provider.getBlockNumber();
    const [now, decimals] = await Promise.all([fund.overview(block), fund.decimals()]);
    const read = await readRoles(fund, { block, ...(fromBlock !== undefined && { fromBlock }) });
    return { roles: read, now, decimals };
  });
  if (options.json) printJson({ ...roles, block: String(roles.block) });
  else printLines(...rolesLines(roles, now, decimals));
}
