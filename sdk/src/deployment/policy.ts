// The policy of a deployment: judged by the contract's own bounds, and said in words.
import { formatUnits } from "ethers";
import type { ChainPolicy } from "../chain/types.ts";
import { quoted, type Refusal } from "./refusal.ts";

/** A policy whose every figure is in its bounds; times in seconds, bonds in base units. */
export interface PolicyFigures {
  readonly coverBps: bigint;
  readonly headBps: bigint;
  readonly basisAll: boolean;
  readonly periodHours: bigint;
  readonly maxCoverageBps: bigint;
  readonly challengeWindow: bigint;
  readonly revealWindow: bigint;
  readonly maxLevels: bigint;
  readonly bondBps: bigint;
  readonly settlementBond: bigint;
  readonly demandBond: bigint;
}

const BPS = 10_000n;
const HOUR = 3_600n;
const LARGEST_BOND = 2n ** 96n - 1n;

type Figure = Exclude<keyof PolicyFigures, "basisAll">;

/** What the contract takes, with the unit. The longest window is measured by the other one. */
const BOUNDS: Record<Figure, readonly [least: bigint, most: bigint, unit: string]> = {
  coverBps: [0n, BPS, "basis points"],
  headBps: [1n, BPS, "basis points"],
  periodHours: [0n, 720n, "hours (0: periods of any length)"],
  maxCoverageBps: [1n, BPS, "basis points (10000: no brake)"],
  challengeWindow: [HOUR, 720n * HOUR, "seconds, not below revealWindow"],
  revealWindow: [HOUR, 720n * HOUR, "seconds, not above challengeWindow"],
  maxLevels: [1n, 40n, "levels (a list has at most 2^maxLevels entries)"],
  bondBps: [0n, BPS, "basis points"],
  settlementBond: [1n, LARGEST_BOND, "base units of the token, in quotes"],
  demandBond: [1n, LARGEST_BOND, "base units of the token, in quotes"],
};

const FIGURES = Object.keys(BOUNDS) as Figure[];

/** What is wrong with a policy in itself. */
export function policyRefusals(policy: unknown): Refusal[] {
  if (typeof policy !== "object" || policy === null) {
    const expected = "the policy's fields";
    return [{ parameter: "policy", given: quoted(policy), expected, remedy: "copy them from the example" }];
  }
  const fields = policy as Record<string, unknown>;
  const known: string[] = [...FIGURES, "basisAll"];
  const unknown = Object.keys(fields).filter((name) => !known.includes(name));
  const refusals = [
    ...unknown.map((name) => ({
      parameter: `policy.${name}`,
      given: quoted(fields[name]),
      expected: `one of ${known.join(", ")}`,
      remedy: "remove it, or correct its name",
    })),
    ...FIGURES.flatMap((name) => figureRefusal(name, fields[name])),
    ...basisRefusal(fields.basisAll),
  ];
  return refusals.length > 0 ? refusals : windowRefusal(fields);
}

/** The figures of a policy; undefined if something is wrong with it. */
export function figuresOf(policy: unknown): PolicyFigures | undefined {
  if (policyRefusals(policy).length > 0) return undefined;
  const fields = policy as Record<string, unknown>;
  const entries = FIGURES.map((name) => [name, integerIn(fields[name])] as const);
  return { ...Object.fromEntries(entries), basisAll: fields.basisAll } as unknown as PolicyFigures;
}

/** The figures of a policy that is in force. */
export function figuresFrom({ basis, ...figures }: ChainPolicy): PolicyFigures {
  const entries = Object.entries(figures).map(([name, figure]) => [name, BigInt(figure)]);
  return { ...Object.fromEntries(entries), basisAll: basis === "all" } as unknown as PolicyFigures;
}

/** An integer as parameters have it: a number, or digits in quotes. */
function integerIn(value: unknown): bigint | undefined {
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  return typeof value === "string" && /^-?\d{1,30}$/.test(value) ? BigInt(value) : undefined;
}

function figureRefusal(name: Figure, value: unknown): Refusal[] {
  const [least, most, unit] = BOUNDS[name];
  const integer = integerIn(value);
  if (integer !== undefined && integer >= least && integer <= most) return [];
  const expected = `an integer from ${least} to ${most}, in ${unit}`;
  return [{ parameter: `policy.${name}`, given: quoted(value), expected, remedy: "the contract takes no other" }];
}

function basisRefusal(value: unknown): Refusal[] {
  if (typeof value === "boolean") return [];
  const expected = "false (shares are measured on the head's profit) or true (on all profit)";
  return [{ parameter: "policy.basisAll", given: quoted(value), expected, remedy: "write it without quotes" }];
}

function windowRefusal(fields: Record<string, unknown>): Refusal[] {
  const [challenge, reveal] = [integerIn(fields.challengeWindow), integerIn(fields.revealWindow)];
  if (challenge === undefined || reveal === undefined || challenge >= reveal) return [];
  const expected = `at least revealWindow, ${reveal} seconds`;
  return [{ parameter: "policy.challengeWindow", given: quoted(fields.challengeWindow), expected, remedy: "raise it" }];
}

/** What a token is known by in a plan. */
export interface TokenName {
  readonly symbol: string;
  readonly decimals: number;
}

/** A policy in words. */
export function policyLines(policy: PolicyFigures, token: TokenName): string[] {
  const { periodHours, challengeWindow, revealWindow, maxLevels } = policy;
  const brake =
    policy.maxCoverageBps === BPS
      ? "none: one settlement may reserve all assets"
      : `all pending settlements together reserve at most ${percent(policy.maxCoverageBps)} of the assets`;
  return [
    `rule       the fund covers ${percent(policy.coverBps)} of a loss; the head has ${percent(policy.headBps)} of all profit; shares are measured on ${policy.basisAll ? "all profit" : "the head's profit"}`,
    `periods    ${periodHours === 0n ? "of any length" : `of ${periodHours} h each`}`,
    `brake      ${brake}`,
    `windows    ${duration(challengeWindow)} to demand and challenge, ${duration(revealWindow)} to answer`,
    `lists      at most 2^${maxLevels} = ${grouped(2n ** maxLevels)} entries`,
    `bonds      settlement: ${tokens(policy.settlementBond, token)}, or ${percent(policy.bondBps)} of coverage and shares where that is more; demand: ${tokens(policy.demandBond, token)}`,
  ];
}

/** Base units in tokens, with the asset's name. */
function tokens(units: bigint, { symbol, decimals }: TokenName): string {
  const [whole = "0", fraction = "0"] = formatUnits(units, decimals).split(".");
  return `${grouped(BigInt(whole))}${/^0*$/.test(fraction) ? "" : `.${fraction}`} ${symbol}`;
}

/** An integer with a comma between thousands. */
export const grouped = (value: bigint) => value.toLocaleString("en-US");

const percent = (bps: bigint) => `${Number(bps) / 100} %`;

/** Seconds in hours, and in what is left. */
function duration(seconds: bigint): string {
  const rest = seconds % HOUR;
  return `${seconds / HOUR} h${rest === 0n ? "" : ` ${rest} s`}`;
}
