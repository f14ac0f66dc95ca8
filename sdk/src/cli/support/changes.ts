// What can be proposed, from words to data and back.
import type { ChainPolicy, Change, Fund, FundRoles, ScheduledCall } from "../../entries/chain.ts";
import { GOVERNING } from "../../problems/english/governing.ts";
import { refused } from "../../problems/problem.ts";
import { formatAmount, parseAmount } from "../../rule/amount.ts";
import { choiceOption, integerOption } from "./options.ts";
import { formatTime } from "./output.ts";

/** What can be proposed, and what each takes. */
const CHANGES = {
  "set-policy": "FIELD=VALUE ...",
  "set-clearing": "ADDRESS",
  close: "",
  migrate: "ADDRESS",
  grant: "ROLE ADDRESS SECONDS",
  revoke: "ROLE ADDRESS",
  "set-delay": "ROLE SECONDS",
} as const satisfies Record<Change["kind"], string>;

const ROLES: readonly string[] = ["admin", "operator", "guardian", "governor"];
const AMOUNTS = ["settlementBond", "demandBond"];
const SECONDS = ["challengeWindow", "revealWindow"];
const NUMBERS = ["coverBps", "headBps", "periodHours", "maxCoverageBps", "maxLevels", "bondBps"];
const FIELDS = ["basis", ...NUMBERS, ...SECONDS, ...AMOUNTS];

/**
 * Reads what is proposed.
 *
 * @throws {InputError} if it is nothing that can be proposed, or its words are too few, too many, or none of their kind
 */
export function changeOf(kind: string, words: readonly string[], decimals: number): Change {
  const name = choiceOption(kind, "what is proposed", Object.keys(CHANGES) as Change["kind"][]);
  const takes = CHANGES[name].split(" ").filter((word) => word !== "");
  const isFit = name === "set-policy" ? words.length > 0 : words.length === takes.length;
  if (!isFit) {
    const expected = `${name} ${CHANGES[name]}`.trim();
    throw refused(GOVERNING, "proposalWords", { takes: expected }, { got: [name, ...words].join(" ") });
  }
  const [first = "", second = "", third = ""] = words as readonly `0x${string}`[];
  switch (name) {
    case "set-policy":
      return { kind: name, policy: policyOf(words, decimals) };
    case "set-clearing":
      return { kind: name, account: first as `0x${string}` };
    case "close":
      return { kind: name };
    case "migrate":
      return { kind: name, to: first as `0x${string}` };
    case "grant":
      return {
        ...{ kind: name, role: roleOf(first), account: second as `0x${string}` },
        executionDelay: integerOption(third, "the delay in seconds", 32),
      };
    case "revoke":
      return { kind: name, role: roleOf(first), account: second as `0x${string}` };
    case "set-delay":
      return { kind: name, role: roleOf(first), delay: integerOption(second, "the delay in seconds", 32) };
  }
}

function roleOf(text: string): bigint {
  const known = ROLES.indexOf(text.toLowerCase());
  return known >= 0 ? BigInt(known) : integerOption(text, "the role", 64);
}

function policyOf(words: readonly string[], decimals: number): Partial<ChainPolicy> {
  const policy: Record<string, unknown> = {};
  for (const word of words) {
    const [field = "", value = ""] = word.split(/=(.*)/s);
    if (!FIELDS.includes(field)) throw refused(GOVERNING, "policyField", { fields: FIELDS }, { got: word });
    if (field in policy) throw refused(GOVERNING, "policyFieldTwice", {}, { got: word });
    policy[field] = fieldValue(field, value, decimals);
  }
  return policy;
}

function fieldValue(field: string, value: string, decimals: number): unknown {
  if (field === "basis") return choiceOption(value, "basis", ["head", "all"]);
  if (AMOUNTS.includes(field)) return parseAmount(value, { decimals });
  const number = integerOption(value, field, SECONDS.includes(field) ? 24 : 16);
  return SECONDS.includes(field) ? number : Number(number);
}

/** What a change changes, before it is signed: a line each, old and new. */
export async function changeLines(fund: Fund, change: Change, decimals: number): Promise<string[]> {
  const { changedFields } = await import("../../entries/chain.ts");
  switch (change.kind) {
    case "set-policy": {
      const before = await fund.policy();
      const after = { ...before, ...change.policy };
      const text = (field: keyof ChainPolicy, value: unknown) =>
        AMOUNTS.includes(field) ? formatAmount(value as bigint, decimals) : String(value);
      return changedFields(before, after).map(
        (field) => `${field}: ${text(field, before[field])} -> ${text(field, after[field])}`,
      );
    }
    case "set-clearing":
      return [`clearing, who is paid all coverage: ${(await fund.overview()).clearing} -> ${change.account}`];
    case "close":
      return ["closes the fund for good: nothing is credited or submitted any more"];
    case "migrate":
      return [`sends all assets, ${formatAmount((await fund.overview()).assets, decimals)} now, to ${change.to}`];
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

const roleText = (id: bigint) => `role ${id}${id < ROLES.length ? ` (${ROLES[Number(id)]})` : ""}`;

/** A scheduled call, and what it changes by what holds now, before it is executed or taken back. */
export async function callLines(fund: Fund, call: ScheduledCall, does: string): Promise<string[]> {
  const { changeIn } = await import("../../entries/chain.ts");
  const change = changeIn(call);
  const lines = change === undefined ? [] : await changeLines(fund, change, await fund.decimals());
  return [`${does} ${callText(call)}`, ...lines];
}

/** A scheduled call in words. */
function callText({ id, caller, target, name, args, data, readyAt, expiresAt }: ScheduledCall): string {
  const what = name === undefined ? data : `${name}(${args.map((each) => `${each.name}: ${each.value}`).join(", ")})`;
  return `${id}: ${caller} calls ${what} of ${target}, from ${formatTime(readyAt)} to ${formatTime(expiresAt)}`;
}

/** Who may do what, and how soon, as lines. */
export function rolesLines({ manager, roles, scheduled, adminDelay, isClosed, block }: FundRoles): string[] {
  const lines = roles.flatMap(({ id, label, members, may, guardian, grantDelay }) => [
    `${label === "" ? (ROLES[Number(id)] ?? `role ${id}`) : label}: ${may.join(", ") || (id === 0n ? "roles and delays" : "nothing")}`,
    ...members.map(({ account, executionDelay }) => {
      return `  ${account}, ${executionDelay === 0n ? "at once" : `${executionDelay} s after it announces it`}`;
    }),
    ...(members.length === 0 ? ["  nobody"] : []),
    `  a grant counts after ${grantDelay} s; ${roleText(guardian)} may take back what it announces`,
  ]);
  return [
    `Roles at block ${block}, by the manager ${manager}:`,
    ...lines.map((line) => `  ${line}`),
    `  functions change their roles ${adminDelay} s after that is announced, at the soonest`,
    ...(isClosed ? ["  the manager lets NOBODY call these functions now"] : []),
    scheduled.length === 0 ? "Nothing is announced." : "Announced:",
    ...scheduled.map((call) => `  ${callText(call)}`),
  ];
}
