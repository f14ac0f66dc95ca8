import { requireGiven } from "../columns/given.ts";
import { SUBMISSION } from "./given.ts";
import { type EventPlace, isOnlyOnRecord, NOT_READ, type Submission } from "./submissions.ts";

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
  /** The operator's words; null where only the contract's record was read, which does not hold them. */
  readonly dataURI: string | null;
  /** The transactions in which it was submitted, and ended; null likewise, and while it is pending. */
  readonly submittedIn: string | null;
  readonly endedIn: string | null;
}

/**
 * A submission as it is published.
 *
 * @example
 * JSON.stringify(submissionToJson(submission))
 */
export function submissionToJson(submission: Submission): SubmissionJson {
  requireGiven({ submission }, { submission: SUBMISSION });
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
    dataURI: isOnlyOnRecord(submission) ? null : dataURI,
    submittedIn: readOf(submitted),
    endedIn: ending === undefined ? null : readOf(ending),
  };
}

const readOf = ({ transaction }: EventPlace) => (transaction === NOT_READ ? null : transaction);
