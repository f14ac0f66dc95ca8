import { nameOf } from "../challenge/moves.ts";
import type { Block } from "../follow/source.ts";
import { type Demand, placeName, type Submission, type Submissions } from "../history/submissions.ts";
import type { EventName } from "./monitoring/events.ts";
import type { Notice } from "./monitoring/notices.ts";

/** What a change of the chain can take away. */
export const TAKEN_KINDS = ["settlement", "demand", "answer", "end"] as const;

/** Something that was on chain, and is there no longer. */
export interface Taken {
  readonly kind: (typeof TAKEN_KINDS)[number];
  readonly notice: Notice;
  /** The notices that told of it: when it comes again, it is told again. */
  readonly outdated: readonly string[];
}

/** What a change of the chain has taken away, whoever had sent it. */
export function takenAway(before: Submissions, now: Submissions, head: Block): Taken[] {
  return [...before.values()].flatMap((old) => {
    const current = now.get(old.serial);
    if (current === undefined || nameOf(current) !== nameOf(old)) return [settlementTaken(old, head)];
    const demands = [...old.demands.values()].flatMap((demand) => {
      const known = current.demands.get(placeName(demand));
      if (known === undefined) return [demandTaken(old, demand, head)];
      return demand.state === "answered" && known.state === "open" ? [answerTaken(old, demand, head)] : [];
    });
    return current.ending === undefined && old.ending !== undefined
      ? [...demands, endTaken(old, old.ending.state, head)]
      : demands;
  });
}

function settlementTaken(submission: Submission, head: Block): Taken {
  const outdated = ["pending", "right", "wrong", "finalized", "voided", "cancelled"];
  return {
    kind: "settlement",
    notice: notice("settlement-unseen", submission, head, "is no longer on chain"),
    outdated: outdated.map((state) => `settlement-${state}:${nameOf(submission)}`),
  };
}

function demandTaken(submission: Submission, demand: Demand, head: Block): Taken {
  const said = `is no longer demanded to show entry ${demand.index} of its ${demand.tree}`;
  return { kind: "demand", notice: notice("demand-unseen", submission, head, said, demand), outdated: [] };
}

function answerTaken(submission: Submission, demand: Demand, head: Block): Taken {
  const said = `has again to show entry ${demand.index} of its ${demand.tree}`;
  return { kind: "answer", notice: notice("answer-unseen", submission, head, said, demand), outdated: [] };
}

function endTaken(submission: Submission, state: NonNullable<Submission["ending"]>["state"], head: Block): Taken {
  const said = `is pending again, and no longer ${state === "finalized" ? "final" : state}`;
  const outdated = [`settlement-${state}:${nameOf(submission)}`];
  return { kind: "end", notice: notice(`${state}-unseen`, submission, head, said), outdated };
}

function notice(event: EventName, submission: Submission, { hash }: Block, said: string, demand?: Demand): Notice {
  const { period, serial } = submission;
  const place = demand === undefined ? "" : `:${placeName(demand)}`;
  return {
    // Another change may take the same away again.
    id: `${event}:${nameOf(submission)}${place}:${hash}`,
    level: "warn",
    event,
    message: `The settlement of period ${period} (submission ${serial}) ${said}: the chain has changed.`,
    fields: { period, submission: serial },
  };
}
