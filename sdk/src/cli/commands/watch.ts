import type { Command } from "commander";
import { DAILY_BONDS } from "../../daemon/watch/defaults.ts";
import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
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
import { addFetchOptions, type FetchFlags, fetchOptionsOf } from "../support/fetch-options.ts";
import { integerOption } from "../support/options.ts";

interface WatchFlags extends DaemonFlags, FetchFlags {
  readonly random: string;
  readonly bondsPerDay?: string;
  readonly answersPerDay: string;
  readonly tries: string;
}

const HELP = `
Every pending settlement's bundle is fetched from where the chain says it is, and recomputed. What breaks the rule is
challenged, and voided by the contract. Where data is missing or is not what was committed, entries are demanded: first, cut and
last, and some at random, each with a neighbour. Where a list is as long as the committed one, and differs from it in some entries,
demands lead down to these: as many as the list has levels, and one, at most. What the answers show is judged with what is published
beside it, and what stays unanswered voids the settlement. Bonds of demands come from the account's claimable sum and its tokens;
those left open by a void are taken back.

What others demand is answered, for the gas alone, if the bundle has it and the answer's deadline is near: the settlement is right,
and its operator may be asleep.
${DAEMON_HELP}
${KEY_HELP}

Example:
  $ zke-insurance-fund watch --rpc http://127.0.0.1:8545 --fund 0x... --db watch.sqlite --dry-run`;

/** Adds `watch`: every settlement is verified, and what is wrong is voided. */
export function addWatchCommand(program: Command): void {
  const command = program.command("watch").description("Watch a fund: verify settlements, and void what is wrong.");
  addFetchOptions(addDaemonOptions(command), "fetch bundles from private addresses, too")
    .option("--random <number>", "how many pairs of entries of a withheld list are demanded at random, 1 at least", "1")
    .option(
      "--bonds-per-day <amount>",
      `put at most so many tokens into bonds of demands within a day (default: ${DAILY_BONDS} bonds of the policy in force at the start)`,
    )
    .option("--answers-per-day <number>", "answer at most so many demands a day for others who do not; 0: none", "100")
    .option("--least-balance <amount>", "warn below this many tokens (default: the bonds for one withheld settlement)")
    .option(
      "--tries <number>",
      "how often a bundle is looked for before its entries are demanded; half an hour where its host alone does not answer",
      "3",
    )
    .addHelpText("after", HELP)
    .action(watchCommand);
}

async function watchCommand(flags: WatchFlags): Promise<void> {
  const { createWatch } = await import("../../daemon/watch/watch.ts");
  const interval = secondsOption(flags.interval, "--interval");
  const options = {
    random: randomOption(flags.random),
    answersPerDay: Number(integerOption(flags.answersPerDay, "--answers-per-day", 32)),
    tries: Number(integerOption(flags.tries, "--tries", 16)),
    // Who waits for the end of a single run is not kept waiting.
    interval: flags.once ? Math.min(interval, 1_000) : interval,
  };
  const fetch = await fetchOptionsOf(flags);
  await runAsDaemon(flags, "watch", (daemon, metrics, signal) => {
    const bondsPerDay = tokensOption(flags.bondsPerDay, daemon.decimals);
    const limits = limitsOf(flags, daemon.decimals);
    return createWatch(daemon, { ...options, bondsPerDay, limits, fetch: { ...fetch, signal } }, metrics);
  });
}

/** What is demanded in fixed places alone, a liar prepares: at least one pair is picked where nobody can foresee it. */
function randomOption(text: string): number {
  const random = Number(integerOption(text, "--random", 8));
  if (random >= 1) return random;
  throw refused(USAGE, "randomZero", {}, { got: text });
}
