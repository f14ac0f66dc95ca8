import { nameOf } from "../../challenge/moves.ts";
import { describeFault } from "../../faults/fault.ts";
import { type Demand, faultOf, openDemands, placeName, type Submission } from "../../history/submissions.ts";
import type { EventName } from "../monitoring/events.ts";
import type { Level } from "../monitoring/log.ts";
import type { Metrics } from "../monitoring/metrics.ts";
import type { Notice } from "../monitoring/notices.ts";
import { answerable } from "./decide.ts";

/** What is said of a settlement that waits for its end. */
export function pendingNotice(submission: Submission): Notice {
  return notice(submission, "info", "settlement-pending", "is pending.");
}

/** What is said of a settlement that the exchange did not make. */
export function foreignNotice(submission: Submission, reason: string): Notice {
  const said =
    `is foreign: no bundle in --bundles has its roots (${reason}). It is not finalized by this program, and no demand can be answered. ` +
    "If nobody forgot to put a bundle there, the operator's key is in other hands.";
  return notice(submission, "error", "settlement-foreign", said);
}

/** What is said of an own settlement whose bundle lacks a list: any demand would void it. */
export function missingNotice(submission: Submission, reason: string): Notice {
  return notice(
    submission,
    "error",
    "bundle-missing",
    `has a bundle that is not whole, so that demands cannot be answered: ${reason}.`,
  );
}

/** What is said once a bundle is there after all. */
export function foundNotice(submission: Submission): Notice {
  return notice(submission, "info", "bundle-found", "has its bundle now.");
}

/** What is said where strangers cannot have a bundle, or get another one. */
export function dataNotice(submission: Submission, kind: "missing" | "differs", reason: string): Notice {
  const what = kind === "missing" ? "cannot be had by others" : "is another one to others";
  const said = `has a bundle that ${what}, at ${cut(submission.dataURI) || "no address"}: ${cut(reason)}. Watchers will demand entries.`;
  return notice(submission, "error", `data-${kind}`, said);
}

/** What is said once they get it. */
export function dataRightNotice(submission: Submission): Notice {
  return notice(submission, "info", "data-right", "has a bundle that others get now.");
}

// An address may be as long as a block; what is posted may not.
const LONGEST = 400;
const cut = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text);

/** What is said of demands that cannot be answered, or were not in time: silence voids. */
export function complaints(
  submission: Submission,
  now: bigint,
  missing: (demand: Demand) => string | undefined,
): Notice[] {
  const open = openDemands(submission);
  const missed = open.filter(({ deadline }) => now > deadline);
  const unanswerable = answerable(submission, now).flatMap((demand) => {
    const reason = missing(demand);
    return reason === undefined ? [] : [{ demand, reason }];
  });
  return [
    ...missed.map((demand) =>
      notice(submission, "error", "demand-missed", `was not shown in time: ${entry(demand)}.`, demand),
    ),
    ...unanswerable.map(({ demand, reason }) =>
      notice(
        submission,
        "error",
        "demand-unanswerable",
        `is demanded to show ${entry(demand)}, and no bundle has it: ${reason}.`,
        demand,
      ),
    ),
  ];
}

/** What is said of a settlement at its end. */
export function endNotice(submission: Submission): Notice | undefined {
  switch (submission.status) {
    case "pending":
      return undefined;
    case "finalized":
      return notice(submission, "info", "settlement-finalized", "is final.");
    case "cancelled":
      return notice(
        submission,
        "warn",
        "settlement-cancelled",
        "was taken back by the guardian; it can be submitted again.",
      );
    case "voided": {
      const fault = faultOf(submission);
      const reason = fault === undefined ? "" : ` ${describeFault(fault)}`;
      return notice(submission, "error", "settlement-voided", `was voided.${reason} It can be submitted again.`);
    }
  }
}

/** What is said when a settlement is due, and the fund lets none be finalized; once a day. */
export function stoppedNotice(paused: boolean, day: bigint): Notice {
  const reason = paused ? "the fund is paused" : "tokens are missing in the fund";
  const message = `A settlement is due, and cannot be finalized: ${reason}.`;
  return { id: `finalize-stopped:${paused}:${day}`, level: "warn", event: "finalize-stopped", message };
}

/** Shows to Prometheus what waits. */
export function meters(metrics: Metrics): (pending: readonly Submission[], now: bigint) => void {
  const count = metrics.gauge("pending_settlements", "Settlements that wait for their end.");
  const demands = metrics.gauge("open_demands", "Demands that nobody has answered yet.");
  const seconds = metrics.gauge("next_deadline_seconds", "Chain time left to the first deadline of a demand.");
  return (pending, now) => {
    const open = pending.flatMap(openDemands);
    count.set(pending.length);
    demands.set(open.length);
    seconds.clear();
    if (open.length > 0) seconds.set(Math.min(...open.map(({ deadline }) => Number(deadline - now))));
  };
}

const entry = ({ tree, index }: Demand) => `entry ${index} of its ${tree}`;

function notice(submission: Submission, level: Level, event: EventName, said: string, demand?: Demand): Notice {
  const { period, serial } = submission;
  const place = demand === undefined ? "" : `:${placeName(demand)}`;
  const fields = { period, submission: serial, ...(demand && { deadline: demand.deadline }) };
  const message = `The settlement of period ${period} ${said}`;
  return { id: `${event}:${nameOf(submission)}${place}`, level, event, message, fields };
}
