// What was changed of a fund outside of its settlements, in words: by its governor, guardian and admins.
import { FUND_INTERFACE } from "../chain/fund.ts";
import { ADDRESS } from "../chain/given.ts";
import type { ManagerEvent } from "../chain/roles/events.ts";
import type { GovernanceEvent } from "../chain/roles/fund-events.ts";
import { ADMIN_ROLE } from "../chain/roles/roles.ts";
import { callIn, type ScheduledCall } from "../chain/roles/scheduled.ts";
import { requireGiven } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { formatAmount } from "../rule/amount.ts";
import { formatTime } from "../rule/time.ts";
import { DECIMALS } from "../tables/given.ts";
import { calledText, policyWords, roleText } from "./change-words.ts";
import { STANDING } from "./given.ts";
import type { Standing } from "./standing.ts";

/** What kinds of changes there are. */
export type ChangeKind =
  | "change-scheduled"
  | "change-done"
  | "change-withdrawn"
  | "role-granted"
  | "role-revoked"
  | "role-changed"
  | "target-closed"
  | "target-opened"
  | "paused"
  | "unpaused"
  | "closed"
  | "migrated"
  | "written-off"
  | "policy-changed"
  | "clearing-changed"
  | "manager-changed";

/** One of them that was made, and where it stands in the chain. */
export interface FundChange {
  readonly event: ChangeKind;
  /** What changed, as a sentence. */
  readonly message: string;
  readonly block: number;
  readonly transaction: Hex;
  readonly index: number;
}

/**
 * All that was changed since the deployment, in the order of the chain. The deployment is over when the manager's first admin, who
 * deploys, has given up its role: if it never did, nothing counts as deployment but what the constructors tell.
 *
 * @param fund its address
 * @param decimals decimal places of the token
 * @example
 * const standing = await readStanding(fund);
 * console.log(changesOf(standing, fund.address, 6).length);
 */
export function changesOf(standing: Standing, fund: string, decimals: number): FundChange[] {
  requireGiven({ standing, fund, decimals }, { standing: STANDING, fund: ADDRESS, decimals: DECIMALS });
  const { managerEvents, fundEvents } = standing;
  const deployer = managerEvents[0]?.args.account;
  const handedOver = managerEvents.findIndex(
    ({ name, args }) => name === "RoleRevoked" && args.roleId === ADMIN_ROLE && args.account === deployer,
  );
  const later = managerEvents.slice(Math.max(handedOver, 0) + 1);
  const changed = fundEvents.filter(({ transactionHash }) => transactionHash !== fundEvents[0]?.transactionHash);
  return [
    ...later.flatMap((event) => managerChange(event, standing, fund) ?? []),
    ...changed.map((event) => fundChange(event, fundEvents, decimals)),
  ].sort((a, b) => a.block - b.block || a.index - b.index);
}

/** What an event of the manager changed; undefined if it is of no weight, or of another fund. */
export function managerChange(
  event: ManagerEvent,
  { managerEvents, overview }: Pick<Standing, "managerEvents" | "overview">,
  fund: string,
): FundChange | undefined {
  const { name, args, transaction, index, block } = event;
  const say = (kind: ChangeKind, message: string) => ({ event: kind, message, transaction, block, index });
  const isFund = (address: string) => address.toLowerCase() === fund.toLowerCase();
  switch (name) {
    case "OperationScheduled": {
      const call = callOf(args.operationId, managerEvents, overview.authority, fund, event.block);
      if (call === undefined) return undefined;
      return say("change-scheduled", `A change is announced for ${formatTime(args.schedule)}: ${calledBy(call)}.`);
    }
    case "OperationExecuted":
    case "OperationCanceled": {
      const call = callOf(args.operationId, managerEvents, overview.authority, fund, event.block);
      const what = call === undefined ? `the call ${args.operationId}` : calledBy(call);
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

const calledBy = (call: Pick<ScheduledCall, "caller" | "target" | "name" | "args" | "data">) =>
  `${calledText(call)}, announced by ${call.caller}`;

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

/** What an event of the fund itself changed. */
export function fundChange(
  event: GovernanceEvent,
  fundEvents: readonly GovernanceEvent[],
  decimals: number,
): FundChange {
  const { transactionHash: transaction, blockNumber: block, logIndex: index } = event;
  const say = (kind: ChangeKind, message: string) => ({ event: kind, message, transaction, block, index });
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
