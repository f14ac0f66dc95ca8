// What is told of a fund outside of its settlements: each thing once, in words.

import { FUND_INTERFACE } from "../chain/fund.ts";
import type { ManagerEvent } from "../chain/roles/events.ts";
import type { GovernanceEvent } from "../chain/roles/fund-events.ts";
import { callIn, type ScheduledCall } from "../chain/roles/scheduled.ts";
import { type Before, calledText, policyWords, roleText, scheduledText } from "../operations/change-words.ts";
import type { Standing } from "../operations/standing.ts";
import { formatAmount } from "../rule/amount.ts";
import { formatTime } from "../rule/time.ts";
import { EVENTS, type EventName } from "./monitoring/events.ts";
import type { Notice } from "./monitoring/notices.ts";

/** What can be told of it. */
export const OVERSIGHT_EVENTS = [
  "change-scheduled",
  "change-ready",
  "change-done",
  "change-withdrawn",
  "change-unseen",
  "role-granted",
  "role-revoked",
  "role-changed",
  "target-closed",
  "target-opened",
  "paused",
  "unpaused",
  "closed",
  "migrated",
  "written-off",
  "policy-changed",
  "clearing-changed",
  "manager-changed",
] as const satisfies readonly EventName[];

/** One of them. */
type OversightEvent = (typeof OVERSIGHT_EVENTS)[number];

const notice = (event: OversightEvent, id: string, message: string, fields: Notice["fields"] = {}): Notice => ({
  id: `${event}:${id}`,
  level: EVENTS[event],
  event,
  message,
  fields,
});

/** Names what is told of a scheduled call: the same may be scheduled again later. */
export const scheduledId = ({ id, readyAt }: Pick<ScheduledCall, "id" | "readyAt">) => `${id}:${readyAt}`;

/** What is said of a call that waits. */
export function scheduledNotices(call: ScheduledCall, before: Before, decimals: number, now: bigint): Notice[] {
  const { id, caller, target, name, readyAt, expiresAt } = call;
  const fields = { operation: id, caller, target, name, readyAt: String(readyAt), expiresAt: String(expiresAt) };
  const text = scheduledText(call, before, decimals);
  const announced = notice("change-scheduled", scheduledId(call), `A change is announced: ${text}.`, fields);
  if (now < readyAt) return [announced];
  return [announced, notice("change-ready", scheduledId(call), `A change can be made now: ${text}.`, fields)];
}

/** What is said of one that was there and is not, without having been done, taken back or expired. */
export function unseenNotice(call: ScheduledCall, block: number): Notice {
  const message = `What was announced is no longer on chain, since the chain has changed: ${calledText(call)}.`;
  return notice("change-unseen", `${scheduledId(call)}:${block}`, message, { operation: call.id });
}

/** What is said of an event of the manager; undefined if that is said otherwise, or is of no weight. */
export function managerNotice(
  event: ManagerEvent,
  { managerEvents, overview }: Standing,
  { fund, decimals }: { readonly fund: string; readonly decimals: number },
): Notice | undefined {
  const { name, args, transaction, index } = event;
  const say = (kind: OversightEvent, message: string) =>
    notice(kind, `${transaction}:${index}`, message, { transaction, block: event.block });
  const isFund = (address: string) => address.toLowerCase() === fund.toLowerCase();
  switch (name) {
    case "OperationScheduled": {
      const call = callOf(args.operationId, managerEvents, overview.authority, fund, event.block);
      const times = { readyAt: args.schedule as bigint, expiresAt: (args.schedule as bigint) + WEEK };
      return call && scheduledNotices({ ...call, ...times }, overview, decimals, 0n)[0];
    }
    case "OperationExecuted":
    case "OperationCanceled": {
      const call = callOf(args.operationId, managerEvents, overview.authority, fund, event.block);
      const what =
        call === undefined ? `the call ${args.operationId}` : `${calledText(call)}, announced by ${call.caller}`;
      return name === "OperationExecuted"
        ? say("change-done", `A change is made: ${what}.`)
        : say("change-withdrawn", `A change is taken back: ${what}.`);
    }
    case "RoleGranted": {
      const { roleId, account, delay, since } = args;
      const soon = `from ${formatTime(since)}, and acts ${delay === 0n ? "at once" : `${delay} s after it announces it`}`;
      return args.newMember
        ? say("role-granted", `${account} is given ${roleText(roleId)}: it has it ${soon}.`)
        : say("role-changed", `${account}, which has ${roleText(roleId)}, is given another delay ${soon}.`);
    }
    case "RoleRevoked":
      return say("role-revoked", `${args.account} has ${roleText(args.roleId)} no more.`);
    case "TargetClosed":
      if (!isFund(args.target)) return undefined;
      return args.closed
        ? say(
            "target-closed",
            "The manager lets nobody call the fund's restricted functions: neither guardian nor operator can do anything.",
          )
        : say("target-opened", "The manager lets those with a role call the fund's functions again.");
    case "RoleAdminChanged":
      return say("role-changed", `${roleText(args.roleId)} is given and taken by ${roleText(args.admin)} now.`);
    case "RoleGuardianChanged":
      return say(
        "role-changed",
        `${roleText(args.guardian)} may take back now what ${roleText(args.roleId)} announces.`,
      );
    case "RoleGrantDelayChanged":
      return say(
        "role-changed",
        `A grant of ${roleText(args.roleId)} counts after ${args.delay} s, from ${formatTime(args.since)} on.`,
      );
    case "TargetFunctionRoleUpdated":
      return say(
        "role-changed",
        `${roleText(args.roleId)} may call ${functionText(args.selector)} of ${args.target} now.`,
      );
    case "TargetAdminDelayUpdated":
      return say(
        "role-changed",
        `Functions of ${args.target} change their roles ${args.delay} s after that is announced, from ${formatTime(args.since)} on.`,
      );
    default:
      return undefined;
  }
}

// Until when a call that is not pending any more could have been made is of no interest; what is pending is told with its own time.
const WEEK = 604_800n;

/** What an operation calls, by the last event up to a block that announced it. */
function callOf(id: string, events: readonly ManagerEvent[], manager: string, fund: string, block: number) {
  const event = events.findLast(
    (each) => each.name === "OperationScheduled" && each.args.operationId === id && each.block <= block,
  );
  if (event === undefined) return undefined;
  const { operationId, nonce, caller, target, data, schedule: readyAt } = event.args;
  const of = (address: string) => target.toLowerCase() === address.toLowerCase();
  const contract = of(fund) ? "fund" : of(manager) ? "manager" : "other";
  return callIn({ operationId, nonce, caller, target, data, readyAt }, contract);
}

function functionText(selector: string): string {
  const name = FUND_INTERFACE.getFunction(selector)?.name;
  return name === undefined ? selector : `${name} (${selector})`;
}

/** What is said of an event of the fund itself. */
export function fundNotice(event: GovernanceEvent, { fundEvents }: Standing, decimals: number): Notice {
  const { transactionHash: transaction, blockNumber: block } = event;
  const say = (kind: OversightEvent, message: string) =>
    notice(kind, `${transaction}:${event.logIndex}`, message, { transaction, block });
  const before = <N extends GovernanceEvent["name"]>(name: N) =>
    fundEvents.slice(0, fundEvents.indexOf(event)).findLast((each) => each.name === name) as
      | (GovernanceEvent & { readonly name: N })
      | undefined;
  switch (event.name) {
    case "PolicySet": {
      const old = before("PolicySet")?.args.policy;
      const words = old === undefined ? [] : policyWords(old, event.args.policy, decimals);
      return say(
        "policy-changed",
        `Policy ${event.args.version} is in force: ${words.join("; ") || "nothing changes"}.`,
      );
    }
    case "ClearingSet":
      return say(
        "clearing-changed",
        `Coverage is paid to ${event.args.account} from now on; before, to ${before("ClearingSet")?.args.account}.`,
      );
    case "Paused":
      return say("paused", `The fund is paused by ${event.args.account}: no credits, submissions or finalizing.`);
    case "Unpaused":
      return say("unpaused", `The fund's pause is over, by ${event.args.account}.`);
    case "Closed":
      return say("closed", "The fund is closed: nothing is credited or submitted any more.");
    case "Migrated":
      return say(
        "migrated",
        `${formatAmount(event.args.amount, decimals)} of the fund's assets went to ${event.args.to}.`,
      );
    case "WrittenOff":
      return say("written-off", `${formatAmount(event.args.amount, decimals)} that were missing are written off.`);
    case "AuthorityUpdated":
      return say(
        "manager-changed",
        `The fund obeys the access manager ${event.args.authority} now: who has which role is to be read anew.`,
      );
  }
}
