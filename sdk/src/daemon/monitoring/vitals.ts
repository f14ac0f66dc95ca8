import { messageOf } from "../../chain/failures.ts";
import { isDatabaseError } from "../../disk/database.ts";
import { ChainError, type ChainErrorKind } from "../../errors.ts";
import { type HeadWatch, watchHead } from "./head.ts";
import type { Metrics } from "./metrics.ts";
import type { Notice } from "./notices.ts";
import type { Health } from "./server.ts";

/** Why a look at the chain failed: the kind of its `ChainError`, or what else it was. */
type FailureKind = ChainErrorKind | "database" | "unexpected";

/** Whether a daemon lives, and does its work. */
export interface Vitals {
  /** Takes a sign of life: the loop turned, or a node was asked. */
  beat(): void;
  /** Takes a look at the chain that succeeded; what a person should learn of it. */
  looked(head: { readonly number: number; readonly time: bigint }): Notice[];
  /** Takes one that failed; what a person should learn of it. */
  failed(error: unknown): Notice[];
  /** Takes whether another daemon acts, and this one waits to take over: alive and ready for that, and it says so. */
  standBy(isStandby: boolean, trouble?: string): void;
  /** Whether the loop turns: a process of which it does not is to be started again. */
  live(): Health;
  /** Whether all that it says is up to date, and why not. */
  ready(): Health;
}

/** What vitals are measured by. */
interface VitalsOptions {
  /** Milliseconds between two looks at the chain. */
  readonly interval: number;
  /** Throws if what must be remembered cannot be written. */
  readonly assertWritable?: () => void;
  /** Milliseconds that only go up. */
  readonly clock?: () => number;
}

/** After how many looks in a row that failed for the node's sake the chain counts as unreachable. */
export const OUTAGE_FAILURES = 3;
// In milliseconds. Judging ten million positions takes a minute, in which nothing else is done.
const LONGEST_SILENCE = 300_000;
const SECOND = 1_000;
const KINDS: readonly FailureKind[] = [
  ...(["node", "incomplete", "differs", "changed", "foreign", "absent", "refused", "reverted", "underway"] as const),
  "unkept",
  ...(["database", "unexpected"] as const),
];

/** Makes the vitals of a daemon that starts now. */
export function createVitals(metrics: Metrics, options: VitalsOptions): Vitals {
  const { interval, assertWritable = () => {}, clock = () => performance.now() } = options;
  const longestSilence = Math.max(LONGEST_SILENCE, 5 * interval);
  const head = watchHead(clock);
  const meters = metersOf(metrics);
  let lastBeat = clock();
  let lastLook: { readonly time: number; readonly clock: number } | undefined;
  let streak = 0;
  let failure: { readonly kind: FailureKind; readonly message: string } | undefined;
  let isStandby = false;
  let standbyTrouble: string | undefined;
  /** Names an outage, as long as it lasts. */
  let outage: string | undefined;

  function reasons(): { reason: string; message: string }[] {
    const is = (reason: string, message: string, isSo: boolean) => (isSo ? [{ reason, message }] : []);
    const database = messageIfThrows(assertWritable);
    const ago = lastLook && clock() - lastLook.clock;
    const isFailing = failure !== undefined && (failure.kind !== "node" || streak >= OUTAGE_FAILURES);
    return [
      ...is("starting", "The chain was not looked at yet.", lastLook === undefined),
      ...is("look-late", `The last look was ${seconds(ago ?? 0)} s ago.`, ago !== undefined && ago >= longestSilence),
      ...is(
        failure?.kind === "node" ? "chain-unreachable" : `look-${failure?.kind}`,
        failure?.message ?? "",
        isFailing,
      ),
      ...is("chain-stalled", stalledMessage(head), head.isStalled),
      ...is("database-failed", database ?? "", database !== undefined),
    ];
  }

  return {
    beat() {
      lastBeat = clock();
    },
    looked(newest) {
      // How long ago is asked of a clock that nobody sets.
      lastLook = { time: Date.now(), clock: clock() };
      meters.looked(lastLook.time / SECOND);
      const told: Notice[] = outage === undefined ? [] : [reachableNotice(outage)];
      [streak, failure, outage] = [0, undefined, undefined];
      const news = head.see(newest);
      meters.head(news, head);
      if (news === "stalled") told.push(stalledNotice(newest.number, head));
      if (news === "resumed") told.push(resumedNotice(newest.number));
      meters.outage(false);
      return told;
    },
    failed(error) {
      failure = { kind: kindOf(error), message: messageOf(error) };
      meters.failed(failure.kind);
      streak = failure.kind === "node" ? streak + 1 : 0;
      if (streak < OUTAGE_FAILURES || outage !== undefined) return [];
      outage = new Date().toISOString();
      meters.outage(true);
      return [unreachableNotice(outage, failure.message)];
    },
    standBy(isNow, trouble) {
      isStandby = isNow;
      standbyTrouble = trouble;
    },
    live: () => ({ ok: clock() - lastBeat < longestSilence, silentSeconds: seconds(clock() - lastBeat) }),
    ready() {
      if (isStandby) {
        const reasons = standbyTrouble === undefined ? [] : [standbyTrouble];
        return { ok: reasons.length === 0, role: "standby", reasons };
      }
      const against = reasons();
      return {
        ok: against.length === 0,
        reasons: against,
        lastLook: lastLook === undefined ? null : new Date(lastLook.time).toISOString(),
        headAgeSeconds: seconds(head.age),
      };
    },
  };
}

function metersOf(metrics: Metrics) {
  const look = metrics.gauge("last_look_timestamp_seconds", "When the chain was last looked at with success.");
  const advanced = metrics.gauge("head_advanced_timestamp_seconds", "When a newer block was last seen.");
  const stalled = metrics.gauge("chain_stalled", "1 while the chain stands still, else 0.");
  const stalls = metrics.counter("chain_stalls_total", "How often the chain was found to stand still.", {});
  const unreachable = metrics.gauge("chain_unreachable", "1 while the chain is unreachable, else 0.");
  const outages = metrics.counter("chain_outages_total", "How often the chain became unreachable.", {});
  const failures = metrics.counter("failed_looks_total", "Looks at the chain that failed, by kind.", { kind: KINDS });
  stalled.set(0);
  unreachable.set(0);
  return {
    looked: (time: number) => look.set(time),
    failed: (kind: FailureKind) => failures.add(1, { kind }),
    head(news: "stalled" | "resumed" | undefined, { isStalled, age }: HeadWatch) {
      advanced.set((Date.now() - age) / SECOND);
      stalled.set(Number(isStalled));
      if (news === "stalled") stalls.add();
    },
    outage(isOne: boolean) {
      unreachable.set(Number(isOne));
      if (isOne) outages.add();
    },
  };
}

/** What became of a look. */
function kindOf(error: unknown): FailureKind {
  if (error instanceof ChainError) return error.kind;
  return isDatabaseError(error) ? "database" : "unexpected";
}

function messageIfThrows(task: () => void): string | undefined {
  try {
    task();
    return undefined;
  } catch (error) {
    return `What must be remembered cannot be written: ${messageOf(error)}`;
  }
}

const seconds = (milliseconds: number) => Math.round(milliseconds / SECOND);

function stalledMessage({ age, limit }: HeadWatch): string {
  return `No newer block was seen for ${seconds(age)} s; ${seconds(limit)} s are usual at most.`;
}

function stalledNotice(number: number, head: HeadWatch): Notice {
  const message = `The chain stands still at block ${number}, or its node does. ${stalledMessage(head)}`;
  return { id: `chain-stalled:${number}:${Date.now()}`, level: "error", event: "chain-stalled", message };
}

function resumedNotice(number: number): Notice {
  const message = `The chain goes on, with block ${number}.`;
  return { id: `chain-resumed:${number}:${Date.now()}`, level: "info", event: "chain-resumed", message };
}

function unreachableNotice(since: string, reason: string): Notice {
  const message = `The chain cannot be asked, after ${OUTAGE_FAILURES} tries: ${reason} Nothing is watched or answered until it can.`;
  return { id: `chain-unreachable:${since}`, level: "error", event: "chain-unreachable", message };
}

function reachableNotice(since: string): Notice {
  const message = `The chain can be asked again; it could not since ${since}.`;
  return { id: `chain-reachable:${since}`, level: "info", event: "chain-reachable", message };
}
