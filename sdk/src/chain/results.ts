// What the contract says, as it comes out of the ABI's decoder, in the types of types.ts.
import { Result } from "ethers";
import { NODES } from "#words";
import { failed } from "../problems/problem.ts";
import type { RulePolicy } from "../rule/policy.ts";
import { type SettlementStatus, STATUSES } from "./names.ts";
import type { ChainPolicy, PeriodRecord, Values } from "./types.ts";

/** What a view answered; undefined if it is not laid out as that view's answers are: then it is none's that is known. */
export function answerOf<V extends Values>(
  contract: { decodeFunctionResult(view: string, data: string): V },
  view: string,
  data: string,
): V | undefined {
  try {
    return whole(contract.decodeFunctionResult(view, data));
  } catch {
    return undefined;
  }
}

/**
 * What a call's data say; undefined if they are not those of one of the contract's functions, as it takes them: whoever announces a
 * call may announce any bytes.
 */
export function callFrom<C extends { readonly args: Values }>(
  contract: { parseTransaction(call: { data: string }): C | null },
  data: string,
): C | undefined {
  try {
    const described = contract.parseTransaction({ data }) ?? undefined;
    if (described !== undefined) whole(described.args);
    return described;
  } catch {
    return undefined;
  }
}

/** Text that is not UTF-8 is read as none: whoever writes it must not stop whoever reads. */
export function textAt(values: Values, at: number): string {
  try {
    return values[at];
  } catch {
    return "";
  }
}

/**
 * The same values, of which each can be taken: the decoder says what is wrong with a value only to whoever takes it.
 *
 * @throws what the decoder throws
 */
function whole<V extends Values>(values: V): V {
  for (const value of values) if (value instanceof Result) whole(value);
  return values;
}

/** Takes what the contract says of a policy. */
export function policyFrom(result: Values): ChainPolicy {
  const { rule, figures } = ruleApart(result);
  const { periodHours, maxCoverageBps, maxLevels, bondBps } = figures;
  return {
    ...rule,
    ...figures,
    periodHours: Number(periodHours),
    maxCoverageBps: Number(maxCoverageBps),
    maxLevels: Number(maxLevels),
    bondBps: Number(bondBps),
  } as ChainPolicy;
}

/**
 * Takes what the contract says of a period.
 *
 * @throws {ChainError} if its status is none that is known
 */
export function recordFrom(result: Values): PeriodRecord {
  const { rule, figures } = ruleApart(result);
  return { ...figures, rule, status: statusOf(figures.status) } as PeriodRecord;
}

function statusOf(number: bigint): SettlementStatus {
  const status = STATUSES[Number(number)];
  if (status !== undefined) return status;
  throw failed(NODES, "unknownStatus", { number }, { kind: "foreign" });
}

/** The rule among a struct's fields, and the other fields by the contract's names, which are ours. */
function ruleApart(result: Values): { readonly rule: RulePolicy; readonly figures: ReturnType<Values["toObject"]> } {
  const { coverBps, headBps, basisAll, ...figures } = result.toObject();
  return {
    rule: { coverBps: Number(coverBps), headBps: Number(headBps), basis: basisAll ? "all" : "head" },
    figures,
  };
}
