// What is done for a period that is over. Each step finds out by itself whether it is done: from the bundle on disk, from what strangers
// get, and from the chain. So it goes on wherever it was stopped, and nothing else is remembered.

import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import type { SettlementDocument } from "../../bundle/document.ts";
import { bundleProblemText } from "../../bundle/findings.ts";
import { readBundle, writeBundle } from "../../bundle/folder.ts";
import { settleTablesAsync } from "../../bundle/settle.ts";
import { verifyBundleAsync } from "../../bundle/verify.ts";
import { sameRule } from "../../chain/types.ts";
import type { Hex } from "../../columns/hex.ts";
import { sameIdentity } from "../../commitment/domain.ts";
import { isThere } from "../../disk/whole-file.ts";
import { SCHEDULING } from "../../problems/english/scheduling.ts";
import { failed, refused } from "../../problems/problem.ts";
import type { Outside } from "../operate/outside.ts";
import { bundleName, type EndedPeriod, type Publish, type TablesOf } from "./period.ts";
import { copyPublic } from "./publish.ts";

/** The steps of a period, in their order. */
export const STEPS = ["settle", "publish", "submit"] as const;
export type Step = (typeof STEPS)[number];

/** A period's bundle, as it is on disk. */
export interface Settled {
  readonly folder: string;
  readonly document: SettlementDocument;
}

/** What the steps are done with. */
export interface StepTools {
  /** The folder of bundles, in which the period gets one of its own. */
  readonly bundles: string;
  /** A folder for what may be lost. */
  readonly scratch: string;
  readonly tables: TablesOf;
  readonly publish: Publish;
  readonly uriOf: (period: EndedPeriod) => string;
  /** What strangers get at an address, held against a bundle. */
  readonly look: (uri: string, settled: Settled) => Promise<Outside>;
  /** Brings the settlement onto the chain, unless it is there. */
  readonly submit: (settled: Settled, uri: string) => Promise<void>;
  /** Milliseconds until a host is asked again for what was just put there. */
  readonly interval: number;
  readonly signal: AbortSignal;
  /** Told of each step that begins, and of each that is done. */
  readonly onStep?: (step: Step, isDone: boolean) => void;
}

// A host may need a moment to have what was just put there.
const LOOKS = 3;

/**
 * Settles a period, publishes the bundle, and submits the settlement once strangers get the bundle; what is done already is not done
 * again.
 *
 * @throws {InputError} if something that was given is of no use, such as tables or a command
 * @throws {ChainError} if strangers do not get the bundle, or the chain refuses or is not reached
 */
export async function carryOut(period: EndedPeriod, tools: StepTools): Promise<void> {
  const during = async <T>(step: Step, task: () => Promise<T>) => {
    tools.signal.throwIfAborted();
    tools.onStep?.(step, false);
    const result = await task();
    tools.onStep?.(step, true);
    return result;
  };
  const uri = tools.uriOf(period);
  const settled = await during("settle", () => settlePeriod(period, tools));
  await during("publish", () => publishPeriod(period, settled, uri, tools));
  await during("submit", () => tools.submit(settled, uri));
}

/** The period's bundle: the one that is there, else one that is made of its tables. What counts is what is on disk, and it is verified. */
async function settlePeriod(period: EndedPeriod, { bundles, tables, signal }: StepTools): Promise<Settled> {
  const folder = join(bundles, bundleName(period));
  if (!(await isThere(folder))) {
    const { rule, identity, decimals, startTime, endTime } = period;
    const { positions, liquidations } = await tables(period, signal);
    const secret = `0x${randomBytes(32).toString("hex")}` as Hex;
    const terms = { identity, decimals, period: period.period, startTime, endTime, rule, secret };
    const bundle = await settleTablesAsync({ ...terms, positions, liquidations }, { signal });
    await writeBundle(folder, bundle, { signal });
  }
  const bundle = await readBundle(folder);
  const { document } = bundle;
  if (!isOf(document, period)) {
    throw refused(SCHEDULING, "bundleOfOther", { period: period.period }, { file: folder });
  }
  const { ok, findings } = await verifyBundleAsync(bundle, { signal });
  const said = findings.map(bundleProblemText).join("; ");
  if (!ok) throw refused(SCHEDULING, "bundleUnsound", { said }, { file: folder });
  return { folder, document };
}

function isOf({ settlement, policy, decimals, identity }: SettlementDocument, period: EndedPeriod): boolean {
  const { period: number, startTime, endTime } = settlement;
  return (
    number === period.period &&
    startTime === period.startTime &&
    endTime === period.endTime &&
    decimals === period.decimals &&
    sameRule(policy, period.rule) &&
    identity !== undefined &&
    sameIdentity(identity, period.identity)
  );
}

/** Done when strangers get the bundle at its address: that is asked first, and last. */
async function publishPeriod(period: EndedPeriod, settled: Settled, uri: string, tools: StepTools): Promise<void> {
  if ((await problemOutside(settled, uri, tools)) === undefined) return;
  const { scratch, publish, interval, signal } = tools;
  const folder = await mkdtemp(join(scratch, "public-"));
  try {
    await copyPublic(settled.folder, folder);
    await publish(folder, period, signal);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  for (let looks = 1; ; looks++) {
    const said = await problemOutside(settled, uri, tools);
    if (said === undefined) return;
    if (looks === LOOKS) throw failed(SCHEDULING, "notOutside", { uri, said }, { kind: "refused" });
    await wait(interval, undefined, { signal });
  }
}

async function problemOutside(settled: Settled, uri: string, { look }: StepTools): Promise<string | undefined> {
  const outside = await look(uri, settled);
  try {
    const lacking = [...new Set(outside.absent.values())];
    if (lacking.length > 0) return lacking.join("; ");
    return outside.others.length === 0 ? undefined : `${outside.others.join(", ")} there and here differ`;
  } finally {
    await outside.dispose();
  }
}
