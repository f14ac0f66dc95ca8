import type { Command } from "commander";
import type { FundIdentity } from "../../commitment/domain.ts";
import type { PeriodTerms } from "../../entries/chain.ts";
import { InputError } from "../../errors.ts";
import type { BASICS } from "../../problems/english/basics.ts";
import { TABLES } from "../../problems/english/tables.ts";
import { USAGE } from "../../problems/english/usage.ts";
import { type ProblemIn, refused } from "../../problems/problem.ts";
import { DEFAULT_RULE, type RulePolicy } from "../../rule/policy.ts";
import { isMilliseconds } from "../../rule/time.ts";
import { withFund } from "./chain-options.ts";
import { choiceOption, integerOption } from "./options.ts";

/** Which period of which fund is settled, by which rule: as far as the options say it. */
export interface TermsOptions {
  readonly fund?: string;
  readonly rpc?: string;
  readonly chainId?: string;
  readonly decimals?: string;
  readonly period?: string;
  readonly start?: string;
  readonly end?: string;
  readonly basis?: string;
  readonly coverBps?: string;
  readonly headBps?: string;
}

/** Which period of which fund is settled, by which rule. */
export type SettleTerms = Omit<PeriodTerms, "identity" | "endTime"> & {
  readonly identity?: FundIdentity | undefined;
  readonly endTime: bigint;
};

/** Decimal places of the asset where neither a fund nor an option says how many it has: USDT's. */
const DECIMALS = 6;

/** Adds the options that say it. */
export function addTermsOptions(command: Command): Command {
  return command
    .option("--fund <address>", "the fund that the settlement is for; without it, the settlement cannot be submitted")
    .option("--rpc <url>", "JSON-RPC address of the fund's chain: what the fund says may then be left out")
    .option("--chain-id <number>", "the fund's chain, if it is not asked")
    .option("--decimals <number>", "decimal places of the asset, if the chain is not asked (default: 6)")
    .option("--period <number>", "the period's number; the first is 1")
    .option("--start <time>", "when the period starts, in Unix seconds")
    .option("--end <time>", "when the period ends, in Unix seconds")
    .option("--basis <basis>", 'measure shares against the profit of the "head", or "all" (default: head)')
    .option("--cover-bps <bps>", "the fund's part of the losses, in basis points (default: 2000)")
    .option("--head-bps <bps>", "the head's part of all profit, in basis points (default: 9000)");
}

/**
 * Reads the options, and the fund where its chain is given.
 *
 * @throws {InputError} if an option is missing, not usable, or not what the fund says
 * @throws {ChainError} if the chain is not reached
 */
export async function termsOf(options: TermsOptions): Promise<SettleTerms> {
  const given = await givenTerms(options);
  const { fund, rpc, chainId, decimals } = options;
  if (fund === undefined) {
    for (const [name, value] of Object.entries({ "--rpc": rpc, "--chain-id": chainId })) {
      if (value !== undefined) throw missing("--fund", `${name} and --fund together`);
    }
    return complete({ ...given, decimals: given.decimals ?? DECIMALS });
  }
  if (rpc !== undefined) return withTerms(given, await askFund(rpc, fund, given));
  const lacking = chainId === undefined ? "--chain-id" : decimals === undefined ? "--decimals" : undefined;
  if (lacking === undefined) return complete(given);
  throw missing(lacking, "with --fund, either --rpc, or --chain-id and --decimals");
}

/** What the options say, each by itself. */
interface GivenTerms {
  readonly identity: FundIdentity | undefined;
  readonly decimals: number | undefined;
  readonly period: bigint | undefined;
  readonly startTime: bigint | undefined;
  readonly endTime: bigint | undefined;
  readonly rule: Partial<RulePolicy>;
}

async function givenTerms(options: TermsOptions): Promise<GivenTerms> {
  const { assertDecimals } = await import("../../rule/amount.ts");
  const integer = (text: string | undefined, name: string, bits: number) =>
    text === undefined ? undefined : integerOption(text, name, bits);
  const small = (text: string | undefined, name: string) => {
    const value = integer(text, name, 16);
    return value === undefined ? undefined : Number(value);
  };
  const { fund, basis } = options;
  const chainId = integer(options.chainId, "--chain-id", 256);
  const decimals = small(options.decimals, "--decimals");
  const rule = {
    coverBps: small(options.coverBps, "--cover-bps"),
    headBps: small(options.headBps, "--head-bps"),
    basis: basis === undefined ? undefined : choiceOption(basis, "--basis", ["head", "all"]),
  };
  return {
    identity: fund === undefined || chainId === undefined ? undefined : await identityFrom(chainId, fund),
    decimals: decimals === undefined ? undefined : assertDecimals(decimals),
    period: integer(options.period, "--period", 64),
    startTime: secondsOption(integer(options.start, "--start", 64), "--start"),
    endTime: secondsOption(integer(options.end, "--end", 64), "--end"),
    rule: Object.fromEntries(Object.entries(rule).filter(([, figure]) => figure !== undefined)),
  };
}

function secondsOption(time: bigint | undefined, column: string): bigint | undefined {
  if (time === undefined || !isMilliseconds(time)) return time;
  throw refused(TABLES, "timeMilliseconds", {}, { column, got: String(time) });
}

async function identityFrom(chainId: bigint, fund: string): Promise<FundIdentity> {
  const { assertIdentity } = await import("../../commitment/domain.ts");
  try {
    return assertIdentity({ chainId, fund: fund as FundIdentity["fund"] });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw refused(USAGE, "identityOptions", { problem: error as ProblemIn<typeof BASICS> }, error.details);
  }
}

function askFund(rpc: string, address: string, { period }: GivenTerms): Promise<PeriodTerms> {
  return withFund({ rpc, fund: address }, async ({ fund }) => {
    const { readPeriodTerms } = await import("../../entries/chain.ts");
    return readPeriodTerms(fund, period);
  });
}

/** What the fund says, and what it leaves open; an option that says anything else is refused. */
function withTerms(given: GivenTerms, said: PeriodTerms): SettleTerms {
  const { rule } = given;
  const compared: [name: string, given: unknown, said: unknown][] = [
    ["--chain-id", given.identity?.chainId, said.identity.chainId],
    ["--decimals", given.decimals, said.decimals],
    ["--start", given.startTime, said.startTime],
    ["--end", said.endTime === undefined ? undefined : given.endTime, said.endTime],
    ["--basis", rule.basis, said.rule.basis],
    ["--cover-bps", rule.coverBps, said.rule.coverBps],
    ["--head-bps", rule.headBps, said.rule.headBps],
  ];
  for (const [name, option, figure] of compared) {
    if (option === undefined || option === figure) continue;
    const facts = { got: String(option), expected: String(figure) };
    throw refused(USAGE, "otherThanFund", { name, period: said.period }, facts);
  }
  const endTime = said.endTime ?? given.endTime;
  if (endTime !== undefined) return { ...said, endTime };
  throw missing("--end", "a time: the fund leaves it open how long a period is");
}

const missing = (name: string, expected: string) => refused(USAGE, "optionMissing", { name, expected });

/** Terms of which nothing may be missing. */
function complete(terms: GivenTerms): SettleTerms {
  const needed = (value: bigint | undefined, name: string): bigint => {
    if (value !== undefined) return value;
    throw missing(name, "it may be left out where --rpc and --fund are given");
  };
  return {
    identity: terms.identity,
    decimals: terms.decimals as number,
    period: needed(terms.period, "--period"),
    startTime: needed(terms.startTime, "--start"),
    endTime: needed(terms.endTime, "--end"),
    rule: { ...DEFAULT_RULE, ...terms.rule },
  };
}
