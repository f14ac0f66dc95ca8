// What can be proposed, from words to data.
import type { ChainPolicy, Change } from "../../entries/chain.ts";
import { ROLE_NAMES } from "../../operations/change-words.ts";
import { GOVERNING } from "../../problems/english/governing.ts";
import { refused } from "../../problems/problem.ts";
import { parseAmount } from "../../rule/amount.ts";
import { choiceOption, integerOption } from "./options.ts";

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

/** The number of a role, from its name as the deployment has it, or its number. */
export function roleOf(text: string): bigint {
  const known = ROLE_NAMES.indexOf(text.toLowerCase());
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
