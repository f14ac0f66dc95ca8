import type { Command } from "commander";
import { EXIT, endWith, note, printJson } from "../support/output.ts";

interface ProveOptions {
  readonly bundle: string;
  readonly account: string;
  readonly position: string;
  readonly json?: true;
}

const HELP = `
The statement is printed as JSON. It names the position's place in the list, its share, and the proof that the entry is
part of the settlement that everybody sees; the trader checks it with "check". Positions beyond the head have one, too:
their share is 0. The bundle's private/ is needed.

Example:
  $ zke-insurance-fund prove --bundle period-1 --account alice --position BTCUSDT > statement.json`;

/** Adds `prove`: the statement of one position. */
export function addProveCommand(program: Command): void {
  program
    .command("prove")
    .description("Make the statement of one position, with its share and its proof.")
    .requiredOption("--bundle <folder>", "the settlement's bundle")
    .requiredOption("--account <id>", "the account, as it stood in the table of positions")
    .requiredOption("--position <id>", "the position, as it stood in the table of positions")
    .option("--json", "print the statement on one line")
    .addHelpText("after", HELP)
    .action(proveCommand);
}

async function proveCommand({ bundle: folder, account, position, json }: ProveOptions): Promise<void> {
  const { proveInFolder, statementToJson } = await import("../../entries/bundle.ts");
  const { formatAmount } = await import("../../rule/amount.ts");
  const onWholeList = (reason: string) => note(`The whole list is read, since ${reason}.`);
  const statement = await proveInFolder(folder, account, position, { onWholeList });
  if (statement === undefined) {
    const message = `The settlement has no position ${JSON.stringify(position)} of account ${JSON.stringify(account)}.`;
    note(message, "Positions without a profit are not in the list, and none is where there is nothing to share.");
    if (json) printJson({ found: false, account, position });
    endWith(EXIT.no);
    return;
  }
  printJson(statementToJson(statement), json ? undefined : 2);
  if (json) return;
  const { share, profit, index, decimals } = statement;
  const { headCount, positionCount } = statement.settlement;
  note(
    `The share is ${formatAmount(share, decimals)} of a profit of ${formatAmount(profit, decimals)}: ` +
      `index ${index} of ${positionCount} positions, of which the first ${headCount} share.`,
  );
}
