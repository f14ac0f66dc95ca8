import type { Verdict } from "../../challenge/judge.ts";
import { nameOf } from "../../challenge/moves.ts";
import { describeFault } from "../../faults/fault.ts";
import { faultOf, type Submission } from "../../history/submissions.ts";
import type { EventName } from "../monitoring/events.ts";
import type { Fields, Level } from "../monitoring/log.ts";
import type { Notice } from "../monitoring/notices.ts";

/** What is said of a submission's bundle. */
export function verdictNotices(submission: Submission, verdict: Verdict): Notice[] {
  const { positionCount, liquidationCount } = submission.settlement;
  switch (verdict.kind) {
    case "right": {
      const lists = `${positionCount} positions and ${liquidationCount} liquidations`;
      const right = notice(submission, "info", "settlement-right", `follows the rule: ${lists} give its header.`);
      if (verdict.remarks.length === 0) return [right];
      const said = `has a bundle that is wrong beside what is committed: ${verdict.remarks.join("; ")}.`;
      return [right, notice(submission, "warn", "bundle-wrong", said)];
    }
    case "fault": {
      const said = `breaks the rule. ${describeFault(verdict.fault)}`;
      return [notice(submission, "error", "settlement-wrong", said, { fault: verdict.fault })];
    }
    case "withheld": {
      const said = `is kept from the public: ${verdict.reasons.join("; ")}.`;
      return [notice(submission, "error", "bundle-withheld", said, { trees: verdict.trees })];
    }
  }
}

/** What is said when every demand was answered without a fault, and the bundle still is not there. */
export function unprovenNotice(submission: Submission): Notice {
  const said =
    "is kept from the public, though every demanded entry was shown and none breaks the rule. Take it as a warning.";
  return notice(submission, "warn", "settlement-unproven", said);
}

/** What is said of a submission at its end. */
export function endNotice(submission: Submission, verdict: Verdict): Notice | undefined {
  const { status } = submission;
  const fault = faultOf(submission);
  if (status === "pending") return undefined;
  if (status === "voided") {
    const reason = fault === undefined ? "" : ` ${describeFault(fault)}`;
    return notice(submission, "warn", "settlement-voided", `was voided.${reason}`, { fault });
  }
  if (status === "cancelled")
    return notice(submission, "warn", "settlement-cancelled", "was taken back by the guardian.");
  const right = verdict.kind === "right";
  const doubt = right ? "" : ", though it could not be recomputed";
  return notice(submission, right ? "info" : "error", "settlement-finalized", `is final${doubt}.`);
}

// An address may be as long as a block; what is posted may not.
const LONGEST_TEXT = 1_000;
const LONGEST_ADDRESS = 200;
const cut = (text: string, most = LONGEST_TEXT) => (text.length > most ? `${text.slice(0, most)}...` : text);

function notice(submission: Submission, level: Level, event: EventName, said: string, fields: Fields = {}): Notice {
  const { period, serial, dataURI } = submission;
  return {
    id: `${event}:${nameOf(submission)}`,
    level,
    event,
    message: cut(`The settlement of period ${period} ${said}`),
    fields: { period, submission: serial, dataURI: cut(dataURI, LONGEST_ADDRESS), ...fields },
  };
}
