import type { Submission } from "./submissions.ts";

/** What is published of a submission: every integer a decimal text; amounts in base units, times in Unix seconds. */
export interface SubmissionJson {
  readonly period: string;
  /** Its serial number. */
  readonly submission: string;
  readonly status: Submission["status"];
  readonly startTime: string;
  readonly endTime: string;
  readonly submittedTime: string;
  readonly challengeEnd: string;
  readonly loss: string;
  readonly profit: string;
  readonly coverage: string;
  readonly shared: string;
  readonly deficit: string;
  readonly liquidationCount: string;
  readonly positionCount: string;
  readonly headCount: string;
  /** The operator's words. */
  readonly dataURI: string;
  /** The transactions in which it was submitted, and ended; null while it is pending. */
  readonly submittedIn: string;
  readonly endedIn: string | null;
}

/** A submission as it is published. */
export function submissionToJson(submission: Submission): SubmissionJson {
  const { serial, status, settlement, terms, submittedAt, submitted, ending, dataURI } = submission;
  return {
    period: String(settlement.period),
    submission: String(serial),
    status,
    startTime: String(settlement.startTime),
    endTime: String(settlement.endTime),
    submittedTime: String(submittedAt),
    challengeEnd: String(terms.challengeEnd),
    loss: String(settlement.loss),
    profit: String(settlement.profit),
    coverage: String(terms.coverage),
    shared: String(terms.shared),
    deficit: String(terms.deficit),
    liquidationCount: String(settlement.liquidationCount),
    positionCount: String(settlement.positionCount),
    headCount: String(settlement.headCount),
    dataURI,
    submittedIn: submitted.transaction,
    endedIn: ending?.transaction ?? null,
  };
}
