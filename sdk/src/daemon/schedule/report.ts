import { messageOf } from "../../chain/failures.ts";
import { ChainError } from "../../errors.ts";
import type { Submission } from "../../history/submissions.ts";
import { formatAmount } from "../../rule/amount.ts";
import type { Notice } from "../monitoring/notices.ts";
import type { EndedPeriod } from "./period.ts";
import type { Settled, Step } from "./steps.ts";

const DOING: Readonly<Record<Step, string>> = { settle: "settled", publish: "published", submit: "submitted" };

/** What is said of a step that failed; once for each reason. */
export function failedNotice({ period }: EndedPeriod, step: Step, error: unknown): Notice {
  const reason = messageOf(error);
  const message = `Period ${period} is over and could not be ${DOING[step]}; it is tried again: ${reason}`;
  const level = isPassing(error) ? "warn" : "error";
  return { id: `${step}-failed:${period}:${reason}`, level, event: `${step}-failed`, message, fields: { period } };
}

/** Whether it is the way to the chain that failed, which says nothing of the step. */
export function isPassing(error: unknown): error is ChainError {
  return error instanceof ChainError && ["node", "unkept", "underway"].includes(error.kind);
}

/** What is said of a period that is over, where nothing is sent. */
export function dueNotice({ period, endTime }: EndedPeriod): Notice {
  const message = `It is time to settle, publish and submit period ${period}.`;
  return { id: `due:period:${period}`, level: "info", event: "period-due", message, fields: { period, endTime } };
}

/** What is said of a settlement that stands on chain. */
export function submittedNotice({ document }: Settled, uri: string, coverage: bigint, transaction?: string): Notice {
  const { settlement, outcome, decimals } = document;
  const { period, loss } = settlement;
  const amount = (units: bigint) => formatAmount(units, decimals);
  const deficit = loss - outcome.shared - coverage;
  const message =
    `Period ${period} is submitted: the fund covers ${amount(coverage)} of its quota ${amount(outcome.quota)}, deficit ${amount(deficit)}; ` +
    `its bundle is at ${uri}.`;
  const fields = { period, coverage, deficit, dataURI: uri, transaction };
  return { id: `submitted:${period}:${transaction ?? ""}`, level: "info", event: "period-submitted", message, fields };
}

/** A settlement that came to nothing. */
export type Stopped = Submission & { readonly status: "voided" | "cancelled" };

/** What is said of a period whose settlement came to nothing: what was wrong with it, a person must find out. */
export function stoppedNotice({ period, serial, status }: Stopped): Notice {
  const message =
    `The settlement of period ${period} was ${status}. It is not submitted again by itself: find out why, settle the period again and submit it ` +
    "by hand. Later periods go on.";
  const fields = { period, submission: serial };
  return { id: `period-${status}:${period}:${serial}`, level: "error", event: `period-${status}`, message, fields };
}
