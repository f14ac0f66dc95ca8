import type { ChainPolicy } from "../../chain/types.ts";
import { nameOf } from "../../challenge/moves.ts";
import type { Demand, Submission } from "../../history/submissions.ts";
import type { Daemon } from "../daemon.ts";
import type { View } from "../look.ts";
import { DAY, type Limits, meansCheck } from "../means.ts";
import type { Metrics } from "../monitoring/metrics.ts";
import type { Role } from "../run.ts";
import { createDataWatch, type DataOptions } from "./data-watch.ts";
import { answerable, isDue, operateMoves, type Prover } from "./decide.ts";
import { type Library, type Listed, openLibrary } from "./library.ts";
import { ownershipCheck } from "./own.ts";
import { complaints, endNotice, meters, pendingNotice, stoppedNotice } from "./report.ts";

/** How an operator operates. */
export interface OperateOptions {
  /** The folder of bundles. */
  readonly bundles: string;
  readonly limits: Limits;
  /** How the bundles' addresses are looked at as a stranger would; they are not unless given. */
  readonly data?: DataOptions | undefined;
}

/** An operator's side. */
export interface Operator extends Role {
  /** Whether a demand cannot be answered, or was not in time; a settlement is foreign, or has no whole bundle, here or for others. */
  foundWrong(): boolean;
}

// The next settlement's bond, and once more while the one before is still held.
const BONDS = { of: ({ settlementBond }: ChainPolicy) => settlementBond, wanted: 2n };

/**
 * Makes an operator's side: it answers every demand from its bundles, finalizes what is due, and warns while there is time.
 *
 * @throws {InputError} if there is no such folder of bundles
 */
export async function createOperator(daemon: Daemon, options: OperateOptions, metrics: Metrics): Promise<Operator> {
  const { chain, fund, dispatcher, notices } = daemon;
  const library = await openLibrary(options.bundles, { chainId: chain.chainId, fund: fund.address });
  const measure = meters(metrics);
  const checkMeans = meansCheck(daemon, BONDS, options.limits, metrics);
  const checkOwn = ownershipCheck(library, notices, metrics);
  const data =
    options.data && createDataWatch(daemon, { chainId: chain.chainId, fund: fund.address }, options.data, metrics);
  let folders: ReadonlyMap<string, string> = new Map();
  let wrong = false;
  return {
    async act(view) {
      const { submissions, head, cursor } = view;
      const now = head.time;
      const pending = pendingOf(view);
      const lists = await demandedLists(library, pending, now);
      const listedOf = ({ serial }: Submission, { tree }: Demand) => lists.get(`${serial} ${tree}`);
      const proverOf = (submission: Submission, demand: Demand): Prover | undefined => {
        const listed = listedOf(submission, demand);
        return listed !== undefined && "list" in listed ? (index) => listed.list.prove(index) : undefined;
      };
      const own = await checkOwn(pending);
      folders = own.folders;
      wrong ||= !own.isWhole;
      const isOwn = (submission: Submission) => folders.has(nameOf(submission));
      const mayFinalize = await canFinalize(daemon, pending.filter(isOwn), now);
      daemon.make(operateMoves({ submissions, now, proverOf, mayFinalize, isOwn }), cursor);
      data?.lookAt(pending, folders);
      for (const submission of pending) {
        const found = complaints(submission, now, (demand) => missingOf(listedOf(submission, demand)));
        wrong ||= found.length > 0;
        for (const notice of [pendingNotice(submission), ...found]) notices.add(notice);
      }
      reportEnds(daemon, submissions.values());
      measure(pending, now);
      await checkMeans(now);
    },
    idle: (view) => !dispatcher.busy(view.cursor) && data?.busy(pendingOf(view), folders) !== true,
    foundWrong: () => wrong || data?.foundWrong() === true,
  };
}

function pendingOf({ submissions }: View): Submission[] {
  return [...submissions.values()].filter(({ status }) => status === "pending");
}

/** The lists that open demands ask for, by the submission's serial number and their names. */
async function demandedLists(
  library: Library,
  pending: readonly Submission[],
  now: bigint,
): Promise<ReadonlyMap<string, Listed>> {
  library.keepOnly(pending.map(({ settlement }) => settlement));
  const lists = new Map<string, Listed>();
  for (const submission of pending) {
    for (const tree of new Set(answerable(submission, now).map((demand) => demand.tree))) {
      lists.set(`${submission.serial} ${tree}`, await library.listOf(submission.settlement, tree));
    }
  }
  return lists;
}

function missingOf(listed: Listed | undefined): string | undefined {
  return listed !== undefined && "missing" in listed ? listed.missing : undefined;
}

/** Whether the fund lets settlements be finalized; asked only if one is due. */
async function canFinalize({ fund, notices }: Daemon, pending: readonly Submission[], now: bigint): Promise<boolean> {
  if (!pending.some((submission) => isDue(submission, now))) return false;
  const { paused, solvency } = await fund.overview();
  if (!paused && solvency >= 0n) return true;
  notices.add(stoppedNotice(paused, now / DAY));
  return false;
}

/** Only of those that were seen when they were pending: a new database is not to tell the whole past. */
function reportEnds({ notices }: Daemon, submissions: Iterable<Submission>): void {
  for (const submission of submissions) {
    const end = endNotice(submission);
    if (end !== undefined && notices.has(pendingNotice(submission).id)) notices.add(end);
  }
}
