import { assertTag, bytes32Of, integerOf, type JsonObject, objectOf, parseJson, stringOf } from "../bundle/json.ts";
import type { SubmissionTerms } from "../chain/events.ts";
import type { ChainPolicy, Totals } from "../chain/types.ts";
import { requireGiven, TEXT } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { assertIdentity, checksumAddress } from "../commitment/domain.ts";
import { SETTLEMENT_FIELDS, type Settlement } from "../commitment/header.ts";
import { InputError } from "../errors.ts";
import { FAULTS } from "../faults/fault.ts";
import { FILES } from "../problems/english/files.ts";
import { refused } from "../problems/problem.ts";
import {
  type FundHistory,
  HISTORY_FIELDS,
  HISTORY_FORMAT,
  type HistoryPlace,
  type HistorySubmission,
  PAYMENT_KINDS,
} from "./file.ts";
import { requireOrder } from "./file-order.ts";
import type { Ending } from "./submissions.ts";

const NAME = "history.json";
const FIELDS = ["format", "chainId", "fund", "block", "totals", "policies", "submissions", "credits", "payments"];
const POLICY_BITS: Readonly<Record<string, number>> = {
  ...{ coverBps: 16, headBps: 16, periodHours: 16, maxCoverageBps: 16, challengeWindow: 40, revealWindow: 40 },
  ...{ maxLevels: 16, settlementBond: 96, bondBps: 16, demandBond: 96 },
};
const SUBMISSION = ["submission", "operator", "settlement", "policy", "terms", "dataURI", "submitted", "ended"];
const ENDS = HISTORY_FIELDS.ended;
const BLOCK_BITS = 53;
const SUM_BITS = 256;

/**
 * Parses a history.json. What it tells is held to itself: serial numbers and periods without a gap, times and blocks in order, and sums that are
 * its totals. Whether any of it is true, only the chain can say: see `holdHistory`.
 *
 * @throws {InputError} if it is not JSON, of another format, a field is missing, unknown or malformed, or it contradicts itself
 * @example
 * const { block, submissions } = parseHistory(await readFile("history.json", "utf8"));
 */
export function parseHistory(text: string): FundHistory {
  requireGiven({ text }, { text: TEXT });
  try {
    const file = objectOf(parseJson(text, NAME), NAME, FIELDS);
    assertTag(file.format, "format", HISTORY_FORMAT);
    const policies = listOf(file.policies, "policies", policyOf);
    const block = objectOf(file.block, "block", ["number", "hash", "time"]);
    const history = {
      ...assertIdentity({ chainId: integerOf(file.chainId, "chainId", 256), fund: stringOf(file.fund, "fund") as Hex }),
      block: {
        number: numberOf(block.number, "number"),
        hash: bytes32Of(block.hash, "hash"),
        time: timeOf(block.time),
      },
      totals: integersOf(file.totals, "totals", HISTORY_FIELDS.totals, SUM_BITS) as unknown as Totals,
      submissions: listOf(file.submissions, "submissions", (value) => submissionOf(value, policies)),
      credits: listOf(file.credits, "credits", creditsOf),
      payments: listOf(file.payments, "payments", paymentOf),
    };
    requireOrder(history);
    return history;
  } catch (error) {
    throw error instanceof InputError ? error.at({ file: NAME }) : error;
  }
}

function listOf<T>(value: unknown, name: string, take: (value: unknown) => T): T[] {
  if (!Array.isArray(value)) throw refused(FILES, "notList", { name });
  return value.map((each: unknown) => take(each));
}

const numberOf = (value: unknown, name: string) => Number(integerOf(value, name, BLOCK_BITS));
const timeOf = (value: unknown) => integerOf(value, "time", 64);

function integersOf(value: unknown, name: string, fields: readonly string[], bits: number): Record<string, bigint> {
  const object = objectOf(value, name, fields);
  return Object.fromEntries(fields.map((field) => [field, integerOf(object[field], field, bits)]));
}

const addressOf = (value: unknown, name: string) => checksumAddress(stringOf(value, name) as Hex);

function policyOf(value: unknown): ChainPolicy {
  const object = objectOf(value, "policy", HISTORY_FIELDS.policy);
  const basis = object.basis === "all" ? "all" : "head";
  assertTag(object.basis, "basis", basis);
  const values = HISTORY_FIELDS.policy.map((name) => {
    const bits = POLICY_BITS[name];
    if (bits === undefined) return [name, basis];
    const integer = integerOf(object[name], name, bits);
    return [name, bits > 16 ? integer : Number(integer)];
  });
  return Object.fromEntries(values) as unknown as ChainPolicy;
}

function submissionOf(value: unknown, policies: readonly ChainPolicy[]): HistorySubmission {
  const object = objectOf(value, "submission", SUBMISSION);
  const settlement = headerOf(object.settlement);
  const policy = policies[numberOf(object.policy, "policy")];
  if (policy === undefined) throw refused(FILES, "unknownTag", { name: "policy" }, { got: String(object.policy) });
  return {
    serial: integerOf(object.submission, "submission", 64),
    period: settlement.period,
    operator: addressOf(object.operator, "operator"),
    ...{ settlement, policy },
    terms: integersOf(object.terms, "terms", HISTORY_FIELDS.terms, 128) as unknown as SubmissionTerms,
    dataURI: stringOf(object.dataURI, "dataURI"),
    submitted: placeOf(objectOf(object.submitted, "submitted", HISTORY_FIELDS.place)),
    ended: object.ended === null ? undefined : endOf(object.ended),
  };
}

function headerOf(value: unknown): Settlement {
  const fields = Object.entries(SETTLEMENT_FIELDS);
  const object = objectOf(
    value,
    "settlement",
    fields.map(([name]) => name),
  );
  const taken = fields.map(([name, bits]) => [
    name,
    bits === 256 ? bytes32Of(object[name], name) : integerOf(object[name], name, bits),
  ]);
  return Object.fromEntries(taken) as unknown as Settlement;
}

function placeOf({ block, time, transaction }: JsonObject): HistoryPlace {
  return {
    block: numberOf(block, "block"),
    transaction: bytes32Of(transaction, "transaction"),
    time: timeOf(time),
  };
}

function endOf(value: unknown): Ending & HistoryPlace {
  const states = Object.keys(ENDS) as (keyof typeof ENDS)[];
  const said = typeof value === "object" && value !== null && "state" in value ? value.state : undefined;
  const state = states.find((name) => name === said);
  if (state === undefined) throw refused(FILES, "unknownTag", { name: "ended" }, { expected: states.join(", ") });
  const object = objectOf(value, "ended", ["state", ...ENDS[state], ...HISTORY_FIELDS.place]);
  const place = placeOf(object);
  const sum = (name: string) => integerOf(object[name], name, 128);
  if (state === "finalized")
    return { ...place, state, clearing: addressOf(object.clearing, "clearing"), coverage: sum("coverage") };
  const forfeited = sum("forfeited");
  if (state === "cancelled") return { ...place, state, returned: sum("returned"), forfeited };
  const fault = FAULTS.find((name) => name === object.fault && name !== "None");
  if (fault === undefined && object.fault !== null)
    throw refused(FILES, "unknownTag", { name: "fault" }, { got: stringOf(object.fault, "fault") });
  const challenger = addressOf(object.challenger, "challenger");
  return {
    ...place,
    state,
    fault: fault as Exclude<typeof fault, "None">,
    challenger,
    reward: sum("reward"),
    forfeited,
  };
}

function creditsOf(value: unknown) {
  const object = objectOf(value, "credits", HISTORY_FIELDS.credits);
  return {
    period: integerOf(object.period, "period", 64),
    amount: integerOf(object.amount, "amount", SUM_BITS),
    count: integerOf(object.count, "count", 64),
    lastTime: integerOf(object.lastTime, "lastTime", 64),
  };
}

function paymentOf(value: unknown) {
  const object = objectOf(value, "payment", ["kind", "amount", ...HISTORY_FIELDS.place]);
  const kind = PAYMENT_KINDS.find((name) => name === object.kind);
  if (kind === undefined) throw refused(FILES, "unknownTag", { name: "kind" }, { expected: PAYMENT_KINDS.join(", ") });
  return { kind, amount: integerOf(object.amount, "amount", SUM_BITS), ...placeOf(object) };
}
