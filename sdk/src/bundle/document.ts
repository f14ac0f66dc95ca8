import { OBJECT, requireGiven, TEXT } from "../columns/given.ts";
import { domainOf, type FundIdentity } from "../commitment/domain.ts";
import { hashSettlement, SETTLEMENT_FIELDS, type Settlement } from "../commitment/header.ts";
import { InputError } from "../errors.ts";
import type { Outcome } from "../rule/apportionment.ts";
import { RULE } from "../rule/given.ts";
import { assertRulePolicy, type Basis, type RulePolicy } from "../rule/policy.ts";
import { DOCUMENT, HASHED } from "./given.ts";
import {
  assertTag,
  bytes32Of,
  decimalsOf,
  identityOf,
  identityToJson,
  integerOf,
  type JsonObject,
  objectOf,
  parseJson,
  smallInteger,
  stringOf,
} from "./json.ts";

/** The content of settlement.json: what goes on chain, the rule it follows, and what the rule makes of it. */
export interface SettlementDocument {
  /** Which fund it is for; without it the settlement has no hash, and cannot be submitted. */
  readonly identity?: FundIdentity | undefined;
  /** Decimal places of the token; amounts are in base units. */
  readonly decimals: number;
  readonly policy: RulePolicy;
  readonly settlement: Settlement;
  readonly outcome: Outcome;
}

/** The name of the format that settlement.json says it has. */
export const SETTLEMENT_FORMAT = "zke-settlement-v2";

const DOCUMENT_FIELDS = ["format", "chainId", "fund", "decimals", "policy", "settlement", "outcome"];
const POLICY_FIELDS = ["coverBps", "headBps", "basis"];
const OUTCOME_FIELDS = ["toShare", "quota", "shared"] as const;
const HEADER_FIELDS = Object.entries(SETTLEMENT_FIELDS) as [keyof Settlement, number][];

/**
 * The document as a JSON value, integers as decimal strings.
 *
 * @example
 * JSON.stringify(documentToJson(bundle.document))
 */
export function documentToJson(document: SettlementDocument): JsonObject {
  requireGiven({ document }, { document: DOCUMENT });
  const { identity, decimals, policy, settlement, outcome } = document;
  return {
    format: SETTLEMENT_FORMAT,
    ...identityToJson(identity),
    decimals,
    policy: policyToJson(policy),
    settlement: integersToText(settlement),
    outcome: integersToText(outcome),
  };
}

/**
 * Parses settlement.json.
 *
 * @param file its name, for errors
 * @throws {InputError} if it is not JSON, of another format, or a field is missing, unknown or malformed
 * @example
 * const { settlement } = parseDocument(await readFile("period-1/settlement.json", "utf8"), "settlement.json");
 */
export function parseDocument(text: string, file: string): SettlementDocument {
  requireGiven({ text, file }, { text: TEXT, file: TEXT });
  try {
    const document = objectOf(parseJson(text, file), "the settlement file", DOCUMENT_FIELDS);
    assertTag(document.format, "format", SETTLEMENT_FORMAT);
    return {
      identity: identityOf(document.chainId, document.fund),
      decimals: decimalsOf(document.decimals),
      policy: policyOf(document.policy),
      settlement: settlementOf(document.settlement),
      outcome: outcomeFrom(document.outcome),
    };
  } catch (error) {
    throw error instanceof InputError ? error.at({ file }) : error;
  }
}

/**
 * The hash by which the fund knows the settlement; undefined if it names no fund.
 *
 * @example
 * settlementHashOf(bundle.document) // "0x..."
 */
export function settlementHashOf(document: Pick<SettlementDocument, "identity" | "settlement">) {
  requireGiven({ document }, { document: HASHED });
  return document.identity && hashSettlement(document.settlement, domainOf(document.identity));
}

/**
 * A header, a leaf or an outcome as a JSON value: integers become decimal strings.
 *
 * @example
 * integersToText({ period: 7n }) // { period: "7" }
 */
export function integersToText(fields: object): JsonObject {
  requireGiven({ fields }, { fields: OBJECT });
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name, typeof value === "bigint" ? value.toString() : value]),
  );
}

/**
 * A rule as a JSON value.
 *
 * @example
 * policyToJson(DEFAULT_RULE) // { coverBps: 2000, headBps: 9000, basis: "head" }
 */
export function policyToJson(policy: RulePolicy): JsonObject {
  requireGiven({ policy }, { policy: RULE });
  const { coverBps, headBps, basis } = policy;
  return { coverBps, headBps, basis };
}

/**
 * Takes a JSON value as a header.
 *
 * @throws {InputError} if a field is missing, unknown or malformed
 */
export function settlementOf(value: unknown): Settlement {
  const fields = objectOf(
    value,
    "settlement",
    HEADER_FIELDS.map(([name]) => name),
  );
  const read = ([name, bits]: [string, number]) => {
    const field = `settlement.${name}`;
    return [name, bits === 256 ? bytes32Of(fields[name], field) : integerOf(fields[name], field, bits)];
  };
  return Object.fromEntries(HEADER_FIELDS.map(read)) as unknown as Settlement;
}

/**
 * Takes a JSON value as a rule.
 *
 * @throws {InputError} if a field is missing, unknown or malformed, or the rule is out of bounds
 */
export function policyOf(value: unknown): RulePolicy {
  const fields = objectOf(value, "policy", POLICY_FIELDS);
  const policy = {
    coverBps: smallInteger(fields.coverBps, "policy.coverBps"),
    headBps: smallInteger(fields.headBps, "policy.headBps"),
    basis: stringOf(fields.basis, "policy.basis") as Basis,
  };
  assertRulePolicy(policy);
  return policy;
}

function outcomeFrom(value: unknown): Outcome {
  const fields = objectOf(value, "outcome", OUTCOME_FIELDS);
  const read = (name: string) => [name, integerOf(fields[name], `outcome.${name}`, 128)];
  return Object.fromEntries(OUTCOME_FIELDS.map(read)) as Outcome;
}
