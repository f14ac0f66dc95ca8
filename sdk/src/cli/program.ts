import { Command } from "commander";
import { addApproveCommand } from "./commands/approve.ts";
import { addAuditCommand } from "./commands/audit.ts";
import { addCheckCommand } from "./commands/check.ts";
import { addCheckDeploymentCommand } from "./commands/check-deployment.ts";
import { addCreditCommand } from "./commands/credit.ts";
import { addDevnetCommand } from "./commands/devnet.ts";
import { addFeedCommand } from "./commands/feed.ts";
import { addFinalizeCommand } from "./commands/finalize.ts";
import { addGovernCommands } from "./commands/govern.ts";
import { addGuardCommands } from "./commands/guard.ts";
import { addKeyCommand } from "./commands/key.ts";
import { addMoveCommands } from "./commands/moves.ts";
import { addOperateCommand } from "./commands/operate.ts";
import { addProveCommand } from "./commands/prove.ts";
import { addScheduleCommand } from "./commands/schedule.ts";
import { addSettleCommand } from "./commands/settle.ts";
import { addStatusCommand } from "./commands/status.ts";
import { addSubmitCommand } from "./commands/submit.ts";
import { addVerifyCommand } from "./commands/verify.ts";
import { addWatchCommand } from "./commands/watch.ts";
import { addWithdrawCommand } from "./commands/withdraw.ts";
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
  addScheduleCommand,
  addAuditCommand,
  addCheckDeploymentCommand,
  addFeedCommand,
  addDevnetCommand,
  addKeyCommand,
];

/** What the program is called. */
export const NAME = "zke-insurance-fund";

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
answers for the exchange, as schedule settles and submits its periods. The guardian: pause, unpause, cancel. The governor and the admins:
propose, execute; roles says who may do what. Anyone: donate, sync, write-off. Whoever trusts nobody: audit rebuilds the whole books from
the chain's logs, and check-deployment compares the contracts and reads who has which power. Whoever hosts the page: feed. Whoever sends
needs an account: key new. Whoever builds on a fund: devnet deploys one on a local node.

Exit codes: 0 done, 1 the answer is no, 2 unusable input, 3 the chain refused or could not be reached.`;

/** The program with all its commands; it has read no arguments yet. */
export function createProgram(): Command {
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
