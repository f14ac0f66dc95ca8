import { ChainError } from "zke-insurance-fund";
import {
  ADMIN_ROLE,
  type Fund,
  type FundOverview,
  type FundRoles,
  type GovernanceEvent,
  logSpanOf,
  type ManagerEvent,
  readGovernanceEvents,
  readManagerEvents,
  readRoles,
  requireWholeGovernance,
} from "zke-insurance-fund/chain";
import { type PolicyChange, policyDifference } from "../rule/policy-changes.ts";
import { blockTimes } from "./block-times.ts";

// A deployment takes hours at most, and its manager comes first: so many blocks before the fund are looked through as well.
const BLOCKS_BEFORE = 50_000;
// What takes more questions is not read where nobody asked for it by name.
const MOST_QUESTIONS = 40;

/** The block from which on grants are looked for. */
export function firstOfManager(startBlock: string): number {
  return Math.max(0, Number(startBlock) - BLOCKS_BEFORE);
}

/** What was done to a fund outside of settlements. Times in seconds. */
export type Change = { readonly block: number; readonly time: bigint } & (
  | { readonly kind: "policy"; readonly figures: readonly PolicyChange[] }
  | { readonly kind: "paused" /** Undefined while it lasts. */; readonly until: bigint | undefined }
  | { readonly kind: "clearing" | "manager" | "closed" }
);

/** Who may do what with a fund, and what was done to it, at one block. */
export interface Governance {
  readonly roles: FundRoles;
  /** The time of the block, in seconds. */
  readonly time: bigint;
  /** All of them, in the order of the chain; undefined where the node, or the first block that is read, leaves some out. */
  readonly changes: readonly Change[] | undefined;
}

/**
 * Reads who may do what with a fund and what was done to it, and holds the second against what the fund itself says.
 *
 * @param overview the fund's own figures of the block at which it is read
 * @returns "narrow" where the node answers so few blocks at once that it would take too many questions
 * @throws {ChainError} of kind "incomplete" if the node left out the manager's logs; of another if the chain is not reached
 */
export async function readGovernance(
  fund: Fund,
  overview: FundOverview,
  startBlock: string,
): Promise<Governance | "narrow"> {
  const block = Number(overview.block);
  if (isTooMany(fund, block - firstOfManager(startBlock))) return "narrow";
  const [roles, changes] = await Promise.all([
    readWholeRoles(fund, { ...overview, startBlock }),
    readChanges(fund, overview, Number(startBlock)).catch((error: unknown) => {
      if (!(error instanceof ChainError)) throw error;
      return undefined;
    }),
  ]);
  return roles === "narrow" ? roles : { roles, time: overview.time, changes };
}

/** Whether so many blocks of logs take too many questions. */
const isTooMany = (fund: Fund, blocks: number) => logSpanOf(fund.provider).size * MOST_QUESTIONS < blocks;

/**
 * Reads a manager's roles from its own first event on, so that what a node leaves out shows.
 *
 * @returns "narrow" where the manager is older than the blocks that are looked through, and the rest would take too many questions
 * @throws {ChainError} of kind "incomplete" if the node left out logs; of another if the chain is not reached
 */
export async function readWholeRoles(
  fund: Fund,
  query: Pick<FundOverview, "block" | "authority"> & { readonly startBlock: string },
): Promise<FundRoles | "narrow"> {
  const { authority: manager, startBlock } = query;
  const [block, fromBlock] = [Number(query.block), firstOfManager(startBlock)];
  const eventsOf = (from: number, to: number) =>
    readManagerEvents(fund.provider, { manager, fromBlock: from, toBlock: to });
  const events = await eventsOf(fromBlock, block);
  if (fromBlock === 0 || isFirst(events[0])) return readRoles(fund, { block, events });
  if (isTooMany(fund, fromBlock)) return "narrow";
  return readRoles(fund, { block, events: [...(await eventsOf(0, fromBlock - 1)), ...events] });
}

/** Whether an event is the one that a manager begins with: its constructor makes its first admin. */
const isFirst = (event: ManagerEvent | undefined) =>
  event?.name === "RoleGranted" && event.args.roleId === ADMIN_ROLE && event.args.newMember;

async function readChanges(fund: Fund, overview: FundOverview, fromBlock: number): Promise<Change[]> {
  const events = await readGovernanceEvents(fund, { fromBlock, toBlock: Number(overview.block) });
  requireWholeGovernance(events, overview);
  const timeOf = blockTimes(fund.provider);
  const timed = changesIn(events).map(async ({ block, endBlock, ...change }) => ({
    ...change,
    block,
    time: await timeOf(block),
    ...(change.kind === "paused" && { until: endBlock === undefined ? undefined : await timeOf(endBlock) }),
  }));
  return (await Promise.all(timed)) as Change[];
}

type PolicySet = Extract<GovernanceEvent, { readonly name: "PolicySet" }>;
const isPolicy = (event: GovernanceEvent): event is PolicySet => event.name === "PolicySet";

interface Found {
  readonly kind: Change["kind"];
  readonly block: number;
  readonly figures?: readonly PolicyChange[];
  /** Where a pause ended. */
  readonly endBlock?: number;
}

/** What the events tell of; what a fund is deployed with is no change. */
export function changesIn(events: readonly GovernanceEvent[]): Found[] {
  const isLater = (event: GovernanceEvent) => events.find(({ name }) => name === event.name) !== event;
  const next = (at: number, wanted: GovernanceEvent["name"]) => events.slice(at).find(({ name }) => name === wanted);
  const before = (at: number) => events.slice(0, at).reverse().find(isPolicy);
  return events.flatMap((event, at): Found[] => {
    const { blockNumber: block } = event;
    switch (event.name) {
      case "PolicySet": {
        const last = before(at);
        return last === undefined
          ? []
          : [{ kind: "policy", block, figures: policyDifference(last.args.policy, event.args.policy) }];
      }
      case "Paused": {
        const end = next(at, "Unpaused");
        return [{ kind: "paused", block, ...(end !== undefined && { endBlock: end.blockNumber }) }];
      }
      case "ClearingSet":
        return isLater(event) ? [{ kind: "clearing", block }] : [];
      case "AuthorityUpdated":
        return isLater(event) ? [{ kind: "manager", block }] : [];
      case "Closed":
        return [{ kind: "closed", block }];
      default:
        return [];
    }
  });
}
