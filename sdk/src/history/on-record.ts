import { GAPS } from "#words";
import { RECORD } from "../chain/given.ts";
import type { PeriodRecord } from "../chain/types.ts";
import { sameRule } from "../chain/types.ts";
import { requireGiven, WORD } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { hashSettlement } from "../commitment/header.ts";
import type { ChainError } from "../errors.ts";
import { type ArgsOf, failed } from "../problems/problem.ts";
import { outcomeOf } from "../rule/apportionment.ts";
import { SUBMISSION } from "./given.ts";
import { openDemands, type Submission } from "./submissions.ts";

/** What is to be found on record, as a period's events tell it. */
export interface ToldOfRecord {
  readonly period: bigint;
  readonly serial: bigint;
  readonly header: Submission["settlement"];
  readonly status: PeriodRecord["status"];
  readonly openDemands: number;
  /** These two where they are known. */
  readonly quietUntil?: bigint | undefined;
  readonly lastTime?: bigint | undefined;
}

/**
 * Compares what a period's events come to with what the contract stores of its latest submission, at the same block.
 *
 * @returns what is missing, of kind "incomplete"; undefined if nothing is
 */
export function gapInRecord(told: ToldOfRecord, record: PeriodRecord, domain: Hex): ChainError | undefined {
  const { period, serial } = told;
  const gap = (what: ArgsOf<typeof GAPS.leftOutOnRecord>["what"], found = 0n, counted = 0n) =>
    failed(
      GAPS,
      "leftOutOnRecord",
      { period, serial, what, found, counted, status: record.status },
      { kind: "incomplete" },
    );
  if (serial !== record.submission || hashSettlement(told.header, domain) !== record.settlementHash) {
    return gap("submission", serial, record.submission);
  }
  if (told.status !== record.status) return gap("end");
  const open = BigInt(told.openDemands);
  if (open !== record.openDemands) return gap("demands", open, record.openDemands);
  if ((told.quietUntil ?? record.quietUntil) !== record.quietUntil) return gap("answer");
  return (told.lastTime ?? record.lastTime) === record.lastTime ? undefined : gap("event");
}

/**
 * The same of a submission, and whether what it fixed by its events is what the contract has and the rule makes of it.
 *
 * @example
 * const gap = gapInSubmission(submission, await fund.record(7n), await fund.domain());
 * if (gap !== undefined) throw gap;
 */
export function gapInSubmission(submission: Submission, record: PeriodRecord, domain: Hex): ChainError | undefined {
  requireGiven({ submission, record, domain }, { submission: SUBMISSION, record: RECORD, domain: WORD });
  const { period, serial, settlement, policy, terms, quietUntil } = submission;
  const { status } = submission;
  const gap = gapInRecord(
    {
      ...{ period, serial, header: settlement, quietUntil },
      status: status === "cancelled" ? "voided" : status,
      openDemands: status === "pending" ? openDemands(submission).length : Number(record.openDemands),
    },
    record,
    domain,
  );
  if (gap !== undefined) return gap;
  const { shared } = outcomeOf(settlement, record.rule);
  const isAsFixed =
    sameRule(policy, record.rule) &&
    terms.challengeEnd === record.challengeEnd &&
    terms.coverage === record.coverage &&
    terms.shared === shared &&
    terms.deficit === settlement.loss - shared - terms.coverage;
  if (isAsFixed) return undefined;
  const args = { period, serial, what: "terms", found: 0n, counted: 0n, status: record.status } as const;
  return failed(GAPS, "leftOutOnRecord", args, { kind: "incomplete" });
}
