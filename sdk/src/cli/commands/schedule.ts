import type { Command } from "commander";
import type { RoleMaker } from "../../daemon/start.ts";
import { SCHEDULING } from "../../problems/english/scheduling.ts";
import { refused } from "../../problems/problem.ts";
import { ALLOWANCE_HELP } from "../support/allowance-option.ts";
import { KEY_HELP } from "../support/chain-options.ts";
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
import { integerOption } from "../support/options.ts";
import { addFormatOptions, type FormatOptionTexts, formatOf } from "../support/settle-tables.ts";

interface ScheduleFlags extends DaemonFlags, FetchFlags, FormatOptionTexts {
  readonly bundles: string;
  readonly tables?: string;
  readonly tablesIn?: string;
  readonly publish?: string;
  readonly publishTo?: string;
  readonly dataUri: string;
  readonly delay: string;
  readonly commandTimeout: string;
  readonly leastCoverage?: string;
  readonly allowance?: string;
}

const HELP = `
For each period of the fund's grid that is over, the oldest first:

  settle    its tables become a bundle, period-<number> in --bundles, which is verified; one that is there already is taken
  publish   unless strangers get the bundle at --data-uri already: it is published without private/, fetched, and compared
  submit    as the command "submit" does: coverage, rule, times and vault are looked at first, and it is never submitted twice
  watch     what strangers get at the address on chain is compared with the bundle, as long as the settlement is pending

Tables: --tables COMMAND is run by the shell with FUND_PERIOD, FUND_START and FUND_END (Unix seconds), and writes into the folder
FUND_TABLES; or --tables-in FOLDER, with {period} where the number goes, which must be moved there when it is complete. In the folder
are positions.csv and liquidations.csv (or .jsonl, .parquet; .gz, .zst; several, as positions-1.csv), and expected.json if the exchange
counted for itself: {"rows": 3, "profit": "12.5", "loss": "7", "liquidations": 2}, each of them optional; else nothing is settled.

Publishing: --publish-to FOLDER gives each bundle a folder of its own there, period-<number>, and replaces nothing. So does --publish-to
s3://BUCKET/FOLDER, in a store that speaks as S3 does: with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY (and AWS_SESSION_TOKEN) from the
environment, in AWS_REGION, at AWS_ENDPOINT_URL_S3 or AWS_ENDPOINT_URL if it is not Amazon's. --publish COMMAND is run with FUND_PERIOD,
FUND_BUNDLE (the folder to be published) and FUND_DATA_URI.

A step that fails is told, and tried again after ever longer pauses; later periods wait. A settlement that was voided or cancelled is not
submitted again: that is told, and a person's to decide.
${DAEMON_HELP}
${KEY_HELP}

Example:
  $ zke-insurance-fund schedule --rpc http://127.0.0.1:8545 --fund 0x... --bundles settlements --tables ./export-tables \\
      --publish-to /srv/public --data-uri 'https://settlements.example.org/period-{period}/' --db schedule.sqlite`;

/** Adds `schedule`: every period of the grid is settled, published and submitted by itself. */
export function addScheduleCommand(program: Command): void {
  const command = program
    .command("schedule")
    .description("Settle, publish and submit each period of the fund's grid when it is over.");
  addFormatOptions(addFetchOptions(addDaemonOptions(command), FROM_PRIVATE_HELP))
    .requiredOption("--bundles <folder>", "the folder in which each settlement has its bundle, the same as operate's")
    .requiredOption("--data-uri <uri>", "where the public finds a bundle, with {period} where the number goes")
    .option("--tables <command>", "a command that writes a period's tables")
    .option("--tables-in <folder>", "the folder of a period's tables, with {period} where the number goes")
    .option("--publish <command>", "a command that publishes a bundle")
    .option("--publish-to <folder>", "the folder, or s3://bucket/folder, in which each bundle is published")
    .option("--delay <seconds>", "how long after its end a period is begun with, by the chain's time", "0")
    .option("--command-timeout <seconds>", "the longest time for a command", "3600")
    .option(
      "--least-coverage <amount>",
      "what of a larger quota the fund must at least be able to cover, in tokens (default: the quota)",
    )
    .option("--allowance <amount>", ALLOWANCE_HELP)
    .option("--least-balance <amount>", "warn below this many tokens (default: twice the least settlement bond)")
    .addHelpText("after", HELP)
    .action(scheduleCommand);
}

async function scheduleCommand(flags: ScheduleFlags): Promise<void> {
  const { scheduleRole } = await import("../../daemon/schedule/start.ts");
  const { bundles, dataUri } = flags;
  const timeout = secondsOption(flags.commandTimeout, "--command-timeout");
  const tables = {
    ...chosen(flags.tables, flags.tablesIn, "--tables, --tables-in"),
    format: await formatOf(flags),
    timeout,
  };
  const publish = publisherOf(chosen(flags.publish, flags.publishTo, "--publish, --publish-to"), timeout);
  const delay = integerOption(flags.delay, "--delay", 32);
  const fetch = await fetchOptionsOf(flags);
  const run = { interval: secondsOption(flags.interval, "--interval"), once: flags.once };
  const makeRole: RoleMaker = (daemon, ...rest) => {
    const { decimals } = daemon;
    const amounts = {
      leastCoverage: tokensOption(flags.leastCoverage, decimals),
      allowance: tokensOption(flags.allowance, decimals),
    };
    const terms = { bundles, dataUri, tables, publish, delay, fetch, ...amounts };
    return scheduleRole(terms, { ...run, limits: limitsOf(flags, decimals) })(daemon, ...rest);
  };
  await runAsDaemon(flags, "schedule", makeRole);
}

/** Just one of a command and a folder. */
function chosen(command: string | undefined, folder: string | undefined, names: string) {
  if (command !== undefined && folder === undefined) return { command };
  if (folder !== undefined && command === undefined) return { folder };
  throw refused(SCHEDULING, "oneOf", { names });
}

/** A command, a folder, or a bucket. */
function publisherOf(target: { command: string } | { folder: string }, timeout: number) {
  const [, place] = ("folder" in target && /^s3:\/\/(.*)$/s.exec(target.folder)) || [];
  if (place === undefined) return { ...target, timeout };
  const { env } = process;
  const keyOf = (name: string) => env[name] || refuseKey(name);
  const [bucket = "", ...folders] = place.split("/");
  if (bucket === "") throw refused(SCHEDULING, "notBucket", {}, { got: `s3://${place}`, column: "--publish-to" });
  const s3 = {
    ...{ bucket, prefix: folders.join("/"), timeout },
    ...{ endpoint: env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL || undefined },
    ...{ region: env.AWS_REGION || env.AWS_DEFAULT_REGION || undefined },
    ...{ accessKeyId: keyOf("AWS_ACCESS_KEY_ID"), secretAccessKey: keyOf("AWS_SECRET_ACCESS_KEY") },
    ...{ sessionToken: env.AWS_SESSION_TOKEN || undefined },
  };
  return { s3 };
}

function refuseKey(name: string): never {
  throw refused(SCHEDULING, "storeKeyMissing", { name }, { column: "--publish-to" });
}
