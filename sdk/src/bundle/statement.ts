import { partsOf, requireGiven, TEXT, UINT256 } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import type { FundIdentity } from "../commitment/domain.ts";
import { SETTLEMENT } from "../commitment/given.ts";
import type { Settlement } from "../commitment/header.ts";
import { verifyProof } from "../commitment/inclusion.ts";
import { keyOf, positionId } from "../commitment/keys.ts";
import { type Position, positionLeafHash } from "../commitment/leaves.ts";
import { InputError } from "../errors.ts";
import { faultOfPosition } from "../faults/positions.ts";
import type { STATEMENTS } from "../problems/english/checks.ts";
import { FILES } from "../problems/english/files.ts";
import { type ProblemIn, refused } from "../problems/problem.ts";
import { shareOf, splitOf } from "../rule/apportionment.ts";
import { RULE } from "../rule/given.ts";
import type { RulePolicy } from "../rule/policy.ts";
import { integersToText, policyOf, policyToJson, settlementOf } from "./document.ts";
import { STATEMENT } from "./given.ts";
import { type HeaderProblem, headerProblems } from "./header-check.ts";
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
  stringOf,
} from "./json.ts";

/** One trader's entry of the asset statement, with all that is needed to check it. Amounts are in base units. */
export interface Statement {
  /** Which fund it is of; undefined if it names none. */
  readonly identity?: FundIdentity | undefined;
  /** Decimal places of the token. */
  readonly decimals: number;
  readonly period: bigint;
  readonly account: string;
  readonly position: string;
  /** Known to the exchange and the trader alone: it links the ids to the public key. */
  readonly salt: Hex;
  /** The place in the list of positions, from 0. */
  readonly index: bigint;
  readonly key: Hex;
  readonly profit: bigint;
  readonly cumulativeProfit: bigint;
  /** What the position pays; 0 beyond the head. */
  readonly share: bigint;
  /** The hashes beside the path from the leaf to the root, from the leaf upward. */
  readonly proof: readonly Hex[];
  readonly settlement: Settlement;
  readonly policy: RulePolicy;
}

/** What is wrong with a statement by itself. */
export type StatementProblem = HeaderProblem | ProblemIn<typeof STATEMENTS>;

/** What a check of a statement found; there is no problem if the statement holds. */
export interface StatementCheck {
  readonly ok: boolean;
  readonly problems: readonly StatementProblem[];
}

/** The name of the format that a statement says it has. */
export const STATEMENT_FORMAT = "zke-statement-v2";

/** What an asset statement calls an entry of its kind. */
export const STATEMENT_TYPE = "Apportionment";
const FIELDS = [
  "format",
  "type",
  "chainId",
  "fund",
  "decimals",
  "period",
  "account",
  "position",
  "salt",
  "index",
  "key",
  "profit",
  "cumulativeProfit",
];
const MORE_FIELDS = ["share", "proof", "settlement", "policy"];

/**
 * The statement as a JSON value, integers as decimal strings.
 *
 * @example
 * JSON.stringify(statementToJson(statement))
 */
export function statementToJson(statement: Statement): JsonObject {
  requireGiven({ statement }, { statement: STATEMENT });
  return jsonOf(statement);
}

/** The same, of what may have marks in place of its values. */
export function jsonOf(statement: Statement): JsonObject {
  const { identity, decimals, settlement, policy, proof, ...entry } = statement;
  return {
    format: STATEMENT_FORMAT,
    type: STATEMENT_TYPE,
    ...identityToJson(identity),
    decimals,
    ...integersToText(entry),
    proof,
    settlement: integersToText(settlement),
    policy: policyToJson(policy),
  };
}

/**
 * Parses a statement. It is only read, not believed: see `checkStatement`.
 *
 * @param text JSON; may be hostile
 * @param file its name, for errors
 * @throws {InputError} if it is not JSON, of another format, or a field is missing, unknown or malformed
 * @example
 * const { account, share, decimals } = parseStatement(text);
 */
export function parseStatement(text: string, file = "the statement"): Statement {
  requireGiven({ text, file }, { text: TEXT, file: TEXT });
  return statementOf(parseJson(text, file), file);
}

/**
 * Takes a JSON value as a statement, as `parseStatement` does.
 *
 * @param value of `parseJson`: of a field that is there twice, a value no longer knows
 * @throws {InputError} if it is of another format, or a field is missing, unknown or malformed
 */
export function statementOf(value: unknown, file: string): Statement {
  try {
    const fields = objectOf(value, "the statement", [...FIELDS, ...MORE_FIELDS]);
    assertTag(fields.format, "format", STATEMENT_FORMAT);
    assertTag(fields.type, "type", STATEMENT_TYPE);
    const account = stringOf(fields.account, "account");
    const position = stringOf(fields.position, "position");
    positionId(account, position);
    return {
      identity: identityOf(fields.chainId, fields.fund),
      decimals: decimalsOf(fields.decimals),
      period: integerOf(fields.period, "period", 64),
      account,
      position,
      salt: bytes32Of(fields.salt, "salt"),
      index: integerOf(fields.index, "index", 64),
      key: bytes32Of(fields.key, "key"),
      profit: integerOf(fields.profit, "profit", 256),
      cumulativeProfit: integerOf(fields.cumulativeProfit, "cumulativeProfit", 256),
      share: integerOf(fields.share, "share", 256),
      proof: proofFrom(fields.proof),
      settlement: settlementOf(fields.settlement),
      policy: policyOf(fields.policy),
    };
  } catch (error) {
    throw error instanceof InputError ? error.at({ file }) : error;
  }
}

/**
 * Checks a statement against the header that stands in it: that the key belongs to the ids, the leaf to the list without a
 * fault of its own, and that the share is the rule's. Whether the header is the one on chain is another question.
 *
 * @example
 * const { ok, problems } = checkStatement(parseStatement(text));
 */
export function checkStatement(statement: Statement): StatementCheck {
  requireGiven({ statement }, { statement: STATEMENT });
  const { period, settlement, policy } = statement;
  const problems: StatementProblem[] = headerProblems(settlement, policy);
  if (period !== settlement.period) {
    problems.push({ code: "otherPeriod", args: { got: period, expected: settlement.period } });
  }
  problems.push(...keyProblems(statement), ...placeProblems(statement), ...shareProblems(statement));
  return { ok: problems.length === 0, problems };
}

/**
 * What the rule charges a position of a settlement, in base units; 0 beyond the head.
 *
 * @throws {InputError} if the rule is out of bounds
 * @example
 * shareOfPosition(statement, statement.settlement, DEFAULT_RULE) // 49382716n
 */
export function shareOfPosition(position: Omit<Position, "key">, settlement: Settlement, rule: RulePolicy): bigint {
  requireGiven({ position, settlement, rule }, { position: PLACED, settlement: SETTLEMENT, rule: RULE });
  return shareOfLeaf(position, settlement, rule);
}

const PLACED = partsOf({ index: UINT256, profit: UINT256, cumulativeProfit: UINT256 });

/** The same, of what is of the right kind: a bundle has millions of statements. */
export function shareOfLeaf(position: Omit<Position, "key">, settlement: Settlement, rule: RulePolicy): bigint {
  return position.index < settlement.headCount ? shareOf(position, splitOf(settlement, rule)) : 0n;
}

function keyProblems({ account, position, salt, key }: Statement): StatementProblem[] {
  const expected = keyOf(salt, positionId(account, position));
  return key === expected ? [] : [{ code: "otherKey", args: { got: key, expected } }];
}

function placeProblems({ settlement, policy, proof, ...leaf }: Statement): StatementProblem[] {
  const { positionCount, positionsRoot: root } = settlement;
  const { index } = leaf;
  if (index >= positionCount) return [{ code: "beyondList", args: { index, all: positionCount } }];
  if (!verifyProof(positionLeafHash(leaf), index, positionCount, proof, root)) {
    return [{ code: "notInList", args: { index, root } }];
  }
  const fault = faultOfPosition(leaf, settlement, policy);
  return fault === undefined ? [] : [{ code: "entryAtFault", args: { fault } }];
}

function shareProblems({ share, settlement, policy, ...leaf }: Statement): StatementProblem[] {
  const expected = shareOfPosition(leaf, settlement, policy);
  return share === expected ? [] : [{ code: "otherShare", args: { got: share, expected } }];
}

function proofFrom(value: unknown): Hex[] {
  if (!Array.isArray(value)) throw refused(FILES, "notList", { name: "proof" });
  return value.map((hash, i) => bytes32Of(hash, `proof[${i}]`));
}
