import type { Command } from "commander";
import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
import { addFundOptions, confirmationsOption, type FundOptions, withFund } from "../support/chain-options.ts";
import { urlOption } from "../support/daemon.ts";
import { addAgreeOption } from "../support/node-options.ts";
import { integerOption } from "../support/options.ts";
import { formatTime, printJson, printLines } from "../support/output.ts";

interface FeedFlags extends FundOptions {
  readonly out: string;
  readonly periods: string;
  readonly name?: string;
  readonly page?: string;
  readonly confirmations?: string;
  readonly json?: true;
}

const HELP = `
For whoever hosts the fund's page: run it from cron, with a folder of the web server's. It writes
  feed.xml     an Atom feed of the settlements: submitted, final, voided, taken back
  status.json  the fund's figures at one block, and its newest settlements
  figure.svg   the assets as a small picture for other pages: <img src=".../figure.svg">
Each file is replaced as a whole, and left alone where nothing in it changed. Where a node leaves out a log, or is not reached, the exit
code is 3, and the files stay as they are: status.json and figure.svg name the block and the time that they are of.

Example, each five minutes:
  */5 * * * * zke-insurance-fund feed --rpc-file rpc.txt --fund 0x... --out /var/www/fund --name Example --page https://fund.example/`;

const LONGEST_NAME = 60;
// No control signs, and none that turn the direction of what follows.
const PLAIN = /^[^\p{Cc}\p{Cf}]+$/u;

/** Adds `feed`: what a host publishes of the fund. */
export function addFeedCommand(program: Command): void {
  addAgreeOption(
    addFundOptions(
      program.command("feed").description("Write a feed, a status file and a picture of the fund, for a web server."),
    ),
  )
    .requiredOption("--out <dir>", "where the files are written")
    .option("--periods <number>", "how many of the newest periods they tell of", "50")
    .option("--name <text>", "the exchange's name")
    .option("--page <url>", "the address of the fund's page, where entries lead")
    .option("--confirmations <number>", "how many blocks must stand on what is told (default: 3; on a local chain 1)")
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(feedCommand);
}

async function feedCommand(flags: FeedFlags): Promise<void> {
  const periods = Number(integerOption(flags.periods, "--periods", 16));
  const publisher = { name: nameOption(flags.name), page: pageOption(flags.page) };
  const asked = confirmationsOption(flags.confirmations);
  await withFund(flags, async ({ chain, fund }) => {
    const { readFeed, writeFeed } = await import("../../entries/node.ts");
    const { usualConfirmations } = await import("../../chain/confirmations.ts");
    const data = await readFeed(fund, { periods, confirmations: asked ?? usualConfirmations(chain.chainId) });
    const changed = await writeFeed(flags.out, data, publisher);
    const { block, time } = data.overview;
    if (flags.json) return printJson({ out: flags.out, block, time, submissions: data.submissions.length, changed });
    const what = changed.length === 0 ? "nothing changed" : changed.join(", ");
    printLines(`${flags.out}: ${what}; as of block ${block}, ${formatTime(time)}`);
  });
}

function nameOption(name = ""): string {
  if (name === "" || (name.length <= LONGEST_NAME && PLAIN.test(name))) return name;
  throw refused(USAGE, "optionName", { name: "--name", most: LONGEST_NAME }, { got: name });
}

/** An address to which the place on the page can be added. */
function pageOption(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const url = urlOption(text, "--page");
  url.hash = "";
  return url.href;
}
