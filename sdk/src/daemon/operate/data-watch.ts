// Looks at the address that the chain names for each own bundle as a stranger would: what nobody can have, watchers take for withheld.
import { PUBLIC_FILES } from "../../bundle/bundle.ts";
import { messageOf } from "../../chain/failures.ts";
import { askApart } from "../../challenge/judge-apart.ts";
import { nameOf } from "../../challenge/moves.ts";
import type { FundIdentity } from "../../commitment/domain.ts";
import type { FetchOptions } from "../../download/bundle.ts";
import type { Submission } from "../../history/submissions.ts";
import type { Daemon } from "../daemon.ts";
import type { Metrics } from "../monitoring/metrics.ts";
import { lookOutside } from "./outside.ts";
import { dataNotice, dataRightNotice } from "./report.ts";

/** How addresses are looked at. */
export interface DataOptions {
  readonly fetch: FetchOptions;
  /** Milliseconds until what could not be had is fetched again, at first; twice as long each time. */
  readonly interval: number;
  /** Milliseconds until what was right is looked at again; an hour unless given. */
  readonly every?: number;
}

/** What is known of an address. */
interface Known {
  readonly state: "right" | "missing" | "differs" | "unknown";
  readonly tries: number;
  readonly again: number;
}

/** Looks at addresses in the background, one at a time. */
export interface DataWatch {
  /** @param folders the own bundle of each settlement that is looked at, by `nameOf` */
  lookAt(pending: readonly Submission[], folders: ReadonlyMap<string, string>): void;
  /** Whether one of these is not looked at yet as often as it takes to say how it is. */
  busy(pending: readonly Submission[], folders: ReadonlyMap<string, string>): boolean;
  foundWrong(): boolean;
}

const HOUR = 3_600_000;
// A host may need a moment to have what was just put there.
const TRIES = 3;

/** Makes what looks at addresses. */
export function createDataWatch(
  daemon: Pick<Daemon, "notices" | "log" | "scratch">,
  identity: FundIdentity,
  { fetch, interval, every = HOUR }: DataOptions,
  metrics: Metrics,
): DataWatch {
  const { notices, log, scratch } = daemon;
  const known = new Map<string, Known>();
  const counted = metrics.gauge("data_addresses", "Addresses of pending bundles, by what a stranger gets there.");
  let running = false;
  let wrong = false;

  const isKnown = (submission: Submission) => {
    const { state, tries } = known.get(nameOf(submission)) ?? { state: "unknown", tries: 0 };
    return state === "right" || tries >= TRIES;
  };
  const isDue = (submission: Submission) => (known.get(nameOf(submission))?.again ?? 0) <= performance.now();

  /** Fetches all of it at first, and later settlement.json alone: that shows whether its host is still there. */
  async function lookFor(submission: Submission, own: string): Promise<void> {
    const isAgain = known.get(nameOf(submission))?.state === "right";
    const files = isAgain ? (["settlement"] as const) : PUBLIC_FILES;
    const outside = await lookOutside(submission.dataURI, submission.settlement, own, {
      ...fetch,
      files,
      into: scratch,
    });
    const { absent, others } = outside;
    try {
      if (absent.size > 0) {
        const reason = [...new Set(absent.values())].join("; ");
        if (outside.unreached !== "network") return keep(submission, "missing", reason);
        return keep(submission, "unknown", `this machine's network seems to fail: ${reason}`);
      }
      if (others.length === 0) return keep(submission, "right", "");
      const { verdict } = await askApart(submission, outside.folder, { absent, identity });
      const isRight = verdict.kind === "right" && verdict.remarks.length === 0;
      return keep(submission, isRight ? "right" : "differs", `${others.join(", ")} there and here differ`);
    } finally {
      await outside.dispose();
    }
  }

  function keep(submission: Submission, state: Known["state"], reason: string): void {
    const name = nameOf(submission);
    const tries = state === "right" ? 0 : (known.get(name)?.tries ?? 0) + 1;
    const rest = state === "right" ? every : Math.min(interval * 2 ** tries, every);
    known.set(name, { state, tries, again: performance.now() + rest });
    const told = dataNotice(submission, state === "differs" ? "differs" : "missing", reason);
    if (state === "right") {
      const before = (["differs", "missing"] as const).map((kind) => dataNotice(submission, kind, "").id);
      if (!before.some((id) => notices.has(id))) return;
      for (const id of before) notices.forget(id);
      notices.add(dataRightNotice(submission));
    } else if (tries >= TRIES && state === "unknown") {
      log("warn", "data-unchecked", `Whether others can have a bundle is not known, since ${reason}`);
    } else if (tries >= TRIES || state === "differs") {
      wrong = true;
      notices.add(told);
    }
  }

  function measure(pending: readonly Submission[]): void {
    for (const state of ["right", "missing", "differs", "unknown"] as const) {
      const of = pending.filter((each) => (known.get(nameOf(each))?.state ?? "unknown") === state);
      counted.set(of.length, { state });
    }
  }

  return {
    lookAt(pending, folders) {
      const names = new Set(pending.map(nameOf));
      for (const name of known.keys()) if (!names.has(name)) known.delete(name);
      measure(pending);
      const next = pending.find((submission) => folders.has(nameOf(submission)) && isDue(submission));
      const own = next && folders.get(nameOf(next));
      if (running || next === undefined || own === undefined) return;
      running = true;
      lookFor(next, own)
        // Such as where the own bundle lacks a file: that says nothing about the address.
        .catch((error: unknown) => keep(next, "unknown", `it could not be compared here: ${messageOf(error)}`))
        // On a full disk nothing can be kept; the loop says so.
        .catch(() => undefined)
        .finally(() => {
          running = false;
        });
    },
    busy: (pending, folders) => running || pending.some((each) => folders.has(nameOf(each)) && !isKnown(each)),
    foundWrong: () => wrong,
  };
}
