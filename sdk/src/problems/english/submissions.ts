import type { Show } from "../problem.ts";
import { type Rule, ruleText } from "./checks.ts";
import type { Status, Tree } from "./reverts.ts";

/** What limits what a fund can cover: amounts in base units, the brake in basis points. */
interface Limits {
  readonly assets: bigint;
  readonly reserved: bigint;
  readonly limit: bigint;
  /** Undefined if the fund has no brake. */
  readonly brakeBps: number | undefined;
}

/** A period that cannot be settled again, and what it was settled by. */
interface StandingPeriod {
  readonly period: bigint;
  readonly status: Status;
  readonly next: bigint;
  readonly startTime: bigint;
  readonly endTime: bigint;
  readonly rule: { readonly coverBps: number; readonly headBps: number; readonly basis: string };
}

/** Settlements that the contract would refuse, and terms that a fund does not have. */
export const SUBMISSIONS = {
  periodTaken: (args: { period: bigint; status: Status; got: string; expected: string }) =>
    `Period ${args.period} is ${args.status} with another settlement, ${args.expected}; this one is ${args.got}.`,
  ruleOfFund: ({ period, got, expected }: { period: bigint; got: Rule; expected: Rule }) =>
    `The bundle follows another rule than the fund had when period ${period} started: ${ruleText(got)}, ` +
    `and the fund has ${ruleText(expected)}. Settle the period again by that rule.`,
  endOfPeriod: (args: { period: bigint; hours: number; got: bigint; expected: bigint }, { time }: Show) =>
    `Period ${args.period} is ${args.hours} h long by the fund's policy and ends at ${args.expected} (${time(args.expected)}); ` +
    `this settlement ends at ${args.got} (${time(args.got)}). Settle the period again up to that time.`,
  listTooLong: ({ tree, count, levels }: { tree: Tree; count: bigint; levels: number }) =>
    `The list of ${tree} has ${count} entries, and the fund's policy allows ${1n << BigInt(levels)} (2^${levels}).`,
  leastAboveQuota: () => "the least coverage is above the quota, and the fund never covers more",
  coverageShort: (
    args: Limits & { period: bigint; coverage: bigint; least: bigint; quota: bigint },
    { amount }: Show,
  ) =>
    `The fund can cover ${amount(args.coverage)} of period ${args.period} now, and ${amount(args.least)} was asked for at the least` +
    `${args.least === args.quota ? ", its whole quota" : ""}; nothing was sent. ${limitText(args, amount)} ` +
    `Or say that less is enough (--least-coverage ${amount(args.coverage)}).`,
  resultUnread: ({ transaction, block, said }: { transaction: string; block: number; said: string }) =>
    `It is done, by transaction ${transaction} in block ${block}, but what it came to could not be read: ${said}`,
  periodNotNext: ({ next }: { next: bigint }) => ({
    reason: "the period is not the fund's next one",
    expected: `${next}, the next one, or a voided one`,
  }),
  periodStands: ({ period, status, next, startTime, endTime, rule }: StandingPeriod) => ({
    reason: `period ${period} is ${status} on chain`,
    expected:
      `${next}, the next one, or a voided one; to make the bundle of this one again from the same tables and secret, leave --rpc out, ` +
      `and give its terms: --period ${period} --start ${startTime} --end ${endTime} --cover-bps ${rule.coverBps} ` +
      `--head-bps ${rule.headBps} --basis ${rule.basis}, with --fund, --chain-id and --decimals`,
  }),
  nothingPending: ({ period, status }: { period: bigint; status: Status | "cancelled" }) =>
    `The settlement of period ${period} is ${status}: nothing can be done about it.`,
  vaultFrozen: ({ reason }: { reason: string }) =>
    `The token lets nothing out of the fund's vault (${reason}): the token is paused, or the vault is frozen. What is paid in now may be ` +
    "stuck there; nothing was sent. Pay in nevertheless only if you mean to (--into-frozen).",
  vaultShort: ({ missing }: { missing: bigint }, { amount }: Show) =>
    `${amount(missing)} are missing in the fund's vault: withdrawals are paid to whoever comes first, and nothing is submitted or ` +
    "finalized before a donation or a write-off. Nothing was sent. Pay in nevertheless only if you mean to (--into-frozen).",
  payeeNobody: () => ({ reason: "nobody can be paid at this address", expected: "an account's address" }),
  payeeOwn: ({ what }: { what: string }) => ({
    reason: `this is the address of the fund's own ${what === "fund" ? "contract" : what}: what is paid there is lost for ever`,
    expected: "an account's address",
  }),
  payeeSender: () => ({ reason: "this is the sending account itself", expected: "another account's address" }),
  nothingGiven: () => ({ reason: "nothing is given", expected: "an amount above zero" }),
  noSubmission: ({ serial }: { serial: bigint }) => `The fund has no submission ${serial}.`,
};

/** What limits the coverage, and what would raise it. */
function limitText({ assets, reserved, limit, brakeBps }: Limits, amount: Show["amount"]): string {
  if (brakeBps === undefined && reserved === 0n) return `The fund has no more than ${amount(assets)}: donate to it.`;
  if (brakeBps === undefined) {
    return (
      `The fund has ${amount(assets)}, and ${amount(reserved)} of it is reserved for pending settlements: ` +
      "donate to it, or wait whether one of them is voided."
    );
  }
  return (
    `By the fund's brake, ${brakeBps} bps of ${amount(assets)}, all pending settlements together may reserve ` +
    `${amount(limit)}, and ${amount(reserved)} is reserved: ${reserved > 0n ? "wait until one of them is final, or " : ""}donate to it.`
  );
}
