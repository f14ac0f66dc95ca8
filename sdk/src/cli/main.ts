#!/usr/bin/env node
import { Command, CommanderError } from "commander";
import type { InputError } from "../errors.ts";
import { USAGE } from "../problems/english/usage.ts";
import { refused } from "../problems/problem.ts";
import { addApproveCommand } from "./commands/approve.ts";
import { addAuditCommand } from "./commands/audit.ts";
import { addCheckCommand } from "./commands/check.ts";
import { addCreditCommand } from "./commands/credit.ts";
import { addFeedCommand } from "./commands/feed.ts";
import { addFinalizeCommand } from "./commands/finalize.ts";
import { addGovernCommands } from "./commands/govern.ts";
import { addGuardCommands } from "./commands/guard.ts";
import { addKeyCommand } from "./commands/key.ts";
import { addMoveCommands } from "./commands/moves.ts";
import { addOperateCommand } from "./commands/operate.ts";
import { addProveCommand } from "./commands/prove.ts";
import { addSettleCommand } from "./commands/settle.ts";
import { addStatusCommand } from "./commands/status.ts";
import { addSubmitCommand } from "./commands/submit.ts";
import { addVerifyCommand } from "./commands/verify.ts";
import { addWatchCommand } from "./commands/watch.ts";
import { addWithdrawCommand } from "./commands/withdraw.ts";
import { EXIT, endWith, Interrupted, note, outliveReaders, reportFailure } from "./support/output.ts";
import { packageVersion } from "./support/version.ts";

// One file a command, and one each for the five moves, the guardian's and the governor's: each adds itself to the program, and loads what is large only when it runs.
const COMMANDS = [
  addSettleCommand,
  addVerifyCommand,
  addProveCommand,
  addCheckCommand,
  addApproveCommand,
  addCreditCommand,
  addSubmitCommand,
  addFinalizeCommand,
  addStatusCommand,
  addWithdrawCommand,
  addMoveCommands,
  addGuardCommands,
  addGovernCommands,
  addWatchCommand,
  addOperateCommand,
  addAuditCommand,
  addFeedCommand,
  addKeyCommand,
];

const NAME = "zke-insurance-fund";

const HELP = `
A period of the fund, from an exchange's tables to statements that anyone can check:

  $ ${NAME} settle --positions positions.csv --liquidations liquidations.csv \\
      --period 1 --start 1760129700 --end 1760130420 --out period-1
  $ ${NAME} verify --bundle period-1
  $ ${NAME} prove --bundle period-1 --account alice --position BTCUSDT > statement.json
  $ ${NAME} check --statement statement.json

On chain, with --rpc and --fund for each: credit as liquidations happen, submit the bundle, finalize it when its windows have
passed, withdraw; status shows where things stand, and check and verify ask the chain, too. Whoever doubts a settlement: challenge
what breaks the rule, demand what is kept secret, expire what stays unanswered; watch does all of that by itself, and operate
answers for the exchange. The guardian: pause, unpause, cancel. The governor and the admins: propose, execute; roles says who may do
what. Anyone: donate, sync, write-off. Whoever trusts nobody: audit rebuilds the whole books from the chain's logs. Whoever hosts the page: feed.
Whoever sends needs an account: key new.

Exit codes: 0 done, 1 the answer is no, 2 unusable input, 3 the chain refused or could not be reached.`;

function createProgram(): Command {
  const program = new Command(NAME)
    .description("Settle, prove and verify the apportionments of the transparent insurance fund.")
    .version(packageVersion(), "--version", "print the version")
    .helpOption("--help", "print this help")
    .helpCommand(false)
    .addHelpText("after", HELP)
    .exitOverride()
    .configureOutput({ outputError: () => {} });
  for (const add of COMMANDS) add(program);
  return program;
}

/** What the parser says of the arguments, as an error of the caller's; undefined where it only printed what was asked for. */
function usageError(error: CommanderError, command: string | undefined): InputError | undefined {
  if (error.exitCode === 0) return undefined;
  const asked = command === undefined || command.startsWith("-") ? "" : ` ${command}`;
  const reason = error.code === "commander.help" ? "a command is missing" : error.message.replace(/^error: /, "");
  const help = error.code === "commander.unknownCommand" ? "" : asked;
  return refused(USAGE, "usage", { said: reason.split("\n").join(" "), help: `${NAME}${help}` });
}

async function main(args: readonly string[]): Promise<void> {
  try {
    await createProgram().parseAsync(args, { from: "user" });
  } catch (error) {
    const failure = error instanceof CommanderError ? usageError(error, args[0]) : error;
    if (failure !== undefined) reportFailure(failure, args.includes("--json"));
    // What was stopped may still be at work, and must not go on.
    if (failure instanceof Interrupted) process.exit();
  }
}

outliveReaders();
process.on("uncaughtException", (error) => {
  reportFailure(error, false);
  process.exit(EXIT.unusable);
});

endWith(EXIT.done);
if (Object.keys(process.env).some((name) => /^https?_proxy$/i.test(name))) {
  const { honourProxies } = await import("../download/proxy.ts");
  if (!honourProxies())
    note("HTTPS_PROXY and HTTP_PROXY are set: this Node honours them if NODE_USE_ENV_PROXY=1 is, from 22.21 on.");
}
await main(process.argv.slice(2));
