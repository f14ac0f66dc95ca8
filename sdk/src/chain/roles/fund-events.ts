// What was done to a fund itself by those who have a role: its own events, held against its own views.
import { GAPS } from "#words";
import { BIGINT, FLAG, listOf, partsOf, requireGiven, TEXT } from "../../columns/given.ts";
import type { PowerGap } from "../../problems/english/gaps.ts";
import { failed } from "../../problems/problem.ts";
import { type EventName, eventOf, eventTopics, type FundEvent } from "../events.ts";
import type { Fund, FundOverview } from "../fund.ts";
import { BLOCK_RANGE, EVENT, LOGS_OF_FUND } from "../given.ts";
import { type LogRange, logsInRange } from "../logs.ts";

const NAMES = [
  "PolicySet",
  "ClearingSet",
  "Paused",
  "Unpaused",
  "Closed",
  "Migrated",
  "WrittenOff",
  "AuthorityUpdated",
] as const satisfies readonly EventName[];

/** An event of what was done to a fund outside of settlements. */
export type GovernanceEvent = FundEvent<(typeof NAMES)[number]>;

/**
 * Reads what was done to a fund outside of settlements, in the order of the chain; the last block is included.
 *
 * @throws {ChainError} if the chain is not reached
 * @example
 * const events = await readGovernanceEvents(fund, { fromBlock, toBlock });
 */
export async function readGovernanceEvents(
  fund: Pick<Fund, "address" | "provider">,
  range: Pick<LogRange, "fromBlock" | "toBlock" | "most">,
): Promise<GovernanceEvent[]> {
  requireGiven({ fund, range }, { fund: LOGS_OF_FUND, range: BLOCK_RANGE });
  const topics = eventTopics(NAMES);
  const events: GovernanceEvent[] = [];
  for await (const log of logsInRange(fund.provider, { address: fund.address, topics: [topics], ...range })) {
    const event = eventOf(log);
    if (event !== undefined && isGovernance(event)) events.push(event);
  }
  return events;
}

/** Whether an event is of what was done to a fund outside of settlements. */
export const isGovernance = (event: FundEvent): event is GovernanceEvent =>
  (NAMES as readonly string[]).includes(event.name);

const OVERVIEW = partsOf({
  ...{ policy: partsOf({}), clearing: TEXT, authority: TEXT, paused: FLAG, closed: FLAG },
  totals: partsOf({ migrated: BIGINT, writtenOff: BIGINT }),
});

/**
 * Requires that a fund's events, from its first on, come to what the fund itself says at the same block.
 *
 * @throws {ChainError} of kind "incomplete" if they do not
 * @example
 * const now = await fund.overview();
 * requireWholeGovernance(await readGovernanceEvents(fund, { fromBlock, toBlock: Number(now.block) }), now);
 */
export function requireWholeGovernance(events: readonly GovernanceEvent[], now: FundOverview): void {
  requireGiven({ events, now }, { events: listOf(EVENT), now: OVERVIEW });
  const gap = gapIn(events, now);
  if (gap !== undefined) throw failed(GAPS, "missingLogs", { gap }, { kind: "incomplete" });
}

function gapIn(events: readonly GovernanceEvent[], now: FundOverview): PowerGap | undefined {
  const is = <N extends GovernanceEvent["name"]>(name: N) =>
    events.filter((event) => event.name === name) as (GovernanceEvent & { readonly name: N })[];
  const policies = is("PolicySet");
  const lost = policies.findIndex(({ args }, at) => args.version !== BigInt(at));
  if (lost >= 0 || policies.length === 0) return { code: "policy", args: { version: Math.max(lost, 0) } };
  const { policy } = policies.at(-1)?.args ?? {};
  const fields = Object.entries(now.policy) as [keyof typeof now.policy, unknown][];
  if (fields.some(([field, value]) => policy?.[field] !== value))
    return { code: "policy", args: { version: policies.length } };
  if (is("ClearingSet").at(-1)?.args.account !== now.clearing) return { code: "clearing", args: {} };
  if (is("AuthorityUpdated").at(-1)?.args.authority !== now.authority) return { code: "authority", args: {} };
  const pause = [...events].reverse().find(({ name }) => name === "Paused" || name === "Unpaused");
  if ((pause?.name === "Paused") !== now.paused) return { code: now.paused ? "pause" : "unpause", args: {} };
  if (is("Closed").length > 0 !== now.closed) return { code: "closure", args: {} };
  const sumOf = (name: "Migrated" | "WrittenOff") => is(name).reduce((sum, { args }) => sum + args.amount, 0n);
  if (sumOf("Migrated") !== now.totals.migrated) return { code: "migration", args: {} };
  return sumOf("WrittenOff") === now.totals.writtenOff ? undefined : { code: "writeOff", args: {} };
}
