// What changes, in words: of a fund's policy and money, and of who may do what.
import type { Fund, FundOverview } from "../chain/fund.ts";
import { FUND } from "../chain/given.ts";
import { DEPLOYED_ADMINS, DEPLOYED_ROLES } from "../chain/roles/deployed.ts";
import type { FundRoles } from "../chain/roles/roles.ts";
import type { ScheduledCall } from "../chain/roles/scheduled.ts";
import type { ChainPolicy } from "../chain/types.ts";
import { requireGiven, TEXT } from "../columns/given.ts";
import { formatAmount } from "../rule/amount.ts";
import { formatTime } from "../rule/time.ts";
import { DECIMALS } from "../tables/given.ts";
import { BEFORE, NOW, ROLES, SCHEDULED } from "./given.ts";
import { CHANGE, type Change, changedFields, changeIn } from "./governing.ts";

/** What holds before a change: of an overview. */
export type Before = Pick<FundOverview, "policy" | "clearing" | "assets">;

/** The names of the roles as the deployment has them, in lower case; each stands at its number. */
export const ROLE_NAMES: readonly string[] = [DEPLOYED_ADMINS, ...DEPLOYED_ROLES].map(({ name }) => name.toLowerCase());
const AMOUNTS: readonly (keyof ChainPolicy)[] = ["settlementBond", "demandBond"];

/** A role's name, by its number as the deployment has it. */
export const roleText = (id: bigint) => `role ${id}${id < ROLE_NAMES.length ? ` (${ROLE_NAMES[Number(id)]})` : ""}`;

/** What a policy changes of another one: a text each, old and new. */
export function policyWords(before: ChainPolicy, after: ChainPolicy, decimals: number): string[] {
  const text = (field: keyof ChainPolicy, value: unknown) =>
    AMOUNTS.includes(field) ? formatAmount(value as bigint, decimals) : String(value);
  return changedFields(before, after).map(
    (field) => `${field}: ${text(field, before[field])} -> ${text(field, after[field])}`,
  );
}

/**
 * What a change changes of what holds now: a text each, old and new.
 *
 * @param decimals decimal places of the token
 * @example
 * changeWords({ kind: "set-policy", policy: { bondBps: 250 } }, await fund.overview(), 6) // ["bondBps: 100 -> 250"]
 */
export function changeWords(change: Change, before: Before, decimals: number): string[] {
  requireGiven({ change, before, decimals }, { change: CHANGE, before: BEFORE, decimals: DECIMALS });
  switch (change.kind) {
    case "set-policy":
      return policyWords(before.policy, { ...before.policy, ...change.policy }, decimals);
    case "set-clearing":
      return [`clearing, who is paid all coverage: ${before.clearing} -> ${change.account}`];
    case "close":
      return ["closes the fund for good: nothing is credited or submitted any more"];
    case "migrate":
      return [`sends all assets, ${formatAmount(before.assets, decimals)} now, to ${change.to}`];
    case "grant":
      return [
        `${roleText(change.role)}: ${change.account} has it, and acts ${change.executionDelay} s after it announces it`,
      ];
    case "revoke":
      return [`${roleText(change.role)}: ${change.account} has it no more`];
    case "set-delay":
      return [`${roleText(change.role)}: a grant counts after ${change.delay} s`];
  }
}

/**
 * The same, by what holds at the newest block.
 *
 * @throws {ChainError} if the chain is not reached
 * @example
 * (await changeLines(fund, { kind: "set-policy", policy: { bondBps: 250 } }, 6)).join("\n") // "bondBps: 100 -> 250"
 */
export async function changeLines(fund: Fund, change: Change, decimals: number): Promise<string[]> {
  requireGiven({ fund, change, decimals }, { fund: FUND, change: CHANGE, decimals: DECIMALS });
  return changeWords(change, await fund.overview(), decimals);
}

/**
 * A scheduled call, and what it changes by what holds now: before it is executed or taken back.
 *
 * @throws {ChainError} if the chain is not reached
 * @example
 * const { scheduled } = await readRoles(fund, { block: await chain.provider.getBlockNumber() });
 * for (const call of scheduled) console.log((await callLines(fund, call, "Executes")).join("\n"));
 */
export async function callLines(fund: Fund, call: ScheduledCall, does: string): Promise<string[]> {
  requireGiven({ fund, call, does }, { fund: FUND, call: SCHEDULED, does: TEXT });
  const change = changeIn(call);
  const lines = change === undefined ? [] : await changeLines(fund, change, await fund.decimals());
  return [`${does} ${call.id}: ${call.caller} calls ${calledText(call)}, ${whenText(call)}`, ...lines];
}

/** What a scheduled call changes, old and new; nothing where that is not known. @param decimals decimal places of the token */
export function scheduledWords(call: ScheduledCall, before: Before, decimals: number): string[] {
  const change = changeIn(call);
  return change === undefined ? [] : changeWords(change, before, decimals);
}

/**
 * A scheduled call in one sentence's words: what it changes, old and new, by whom, and when.
 *
 * @param decimals decimal places of the token
 * @example
 * scheduledText(call, await fund.overview(), 6)
 */
export function scheduledText(call: ScheduledCall, before: Before, decimals: number): string {
  requireGiven({ call, before, decimals }, { call: SCHEDULED, before: BEFORE, decimals: DECIMALS });
  const words = scheduledWords(call, before, decimals);
  const what = words.length === 0 ? "" : ` (${words.join("; ")})`;
  return `${call.caller} calls ${calledText(call)}${what}, ${whenText(call)}`;
}

/** A call with its arguments; text among them is anybody's, and stands in quotes. */
export function calledText({ target, name, args, data }: Pick<ScheduledCall, "target" | "name" | "args" | "data">) {
  const text = (value: string) => (PLAIN.test(value) ? value : JSON.stringify(value));
  const what =
    name === undefined ? data : `${name}(${args.map((each) => `${each.name}: ${text(each.value)}`).join(", ")})`;
  return `${what} of ${target}`;
}

/** Numbers, addresses, bytes, lists of them, and words. */
const PLAIN = /^[\w, ]*$/;

const whenText = ({ readyAt, expiresAt }: ScheduledCall) => `from ${formatTime(readyAt)} to ${formatTime(expiresAt)}`;

/** A role by the name that it has in every fund, and what its admin calls it where that is another: a label proves nothing. */
function headingOf(id: bigint, label: string): string {
  const name = ROLE_NAMES[Number(id)];
  if (name === label.toLowerCase()) return label;
  return `${name ?? `role ${id}`}${label === "" ? "" : `, called ${JSON.stringify(label)}`}`;
}

/**
 * Who may do what, and how soon, as lines; what is announced with what it changes.
 *
 * @param now what holds at the same block
 * @param decimals decimal places of the token
 * @example
 * const now = await fund.overview();
 * console.log(rolesLines(await readRoles(fund, { block: Number(now.block) }), now, 6).join("\n"));
 */
export function rolesLines(fundRoles: FundRoles, now: Before & Pick<FundOverview, "time">, decimals: number): string[] {
  requireGiven({ roles: fundRoles, now, decimals }, { roles: ROLES, now: NOW, decimals: DECIMALS });
  const { manager, roles, scheduled, adminDelay, isClosed, block } = fundRoles;
  const later = (since: bigint) => (since > now.time ? `from ${formatTime(since)} on, ` : "");
  const soon = (delay: bigint) => (delay === 0n ? "at once" : `${delay} s after it announces it`);
  const lines = roles.flatMap(({ id, label, members, may, guardian, grantDelay }) => [
    `${headingOf(id, label)}: ${may.join(", ") || (id === 0n ? "roles and delays" : "nothing")}`,
    ...members.map(({ account, since, executionDelay, comingExecutionDelay: coming }) => {
      const changes = coming === undefined ? "" : `; from ${formatTime(coming.since)} on ${soon(coming.delay)}`;
      return `  ${account}, ${later(since)}${soon(executionDelay)}${changes}`;
    }),
    ...(members.length === 0 ? ["  nobody"] : []),
    `  a grant counts after ${grantDelay} s; ${roleText(guardian)} may take back what it announces`,
  ]);
  return [
    `Roles at block ${block}, by the manager ${manager}:`,
    ...lines.map((line) => `  ${line}`),
    `  functions change their roles ${adminDelay} s after that is announced, at the soonest`,
    ...(isClosed ? ["  the manager lets NOBODY call these functions now"] : []),
    ...announcedLines(scheduled, now, decimals),
  ];
}

/** What is announced and what it changes, as lines. */
function announcedLines(
  scheduled: readonly ScheduledCall[],
  now: Before & Pick<FundOverview, "time">,
  decimals: number,
): string[] {
  if (scheduled.length === 0) return ["Nothing is announced."];
  return [
    "Announced:",
    ...scheduled.map((call) => {
      const due = call.readyAt <= now.time ? " CAN BE MADE NOW:" : "";
      return `  ${call.id}:${due} ${scheduledText(call, now, decimals)}`;
    }),
  ];
}
