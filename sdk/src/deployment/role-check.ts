// Whether the roles of a fund are those of the deployment, and nobody has more than them, now or soon.
import { FUND_INTERFACE } from "../chain/fund.ts";
import {
  DEPLOYED_ADMINS as ADMINS,
  DEPLOYED_DELAY as DELAY,
  type DeployedRole,
  DEPLOYED_ROLES as ROLES,
} from "../chain/roles/deployed.ts";
import { functionKey, historyOf } from "../chain/roles/events.ts";
import { MANAGER_INTERFACE, viewReader } from "../chain/roles/manager.ts";
import { ADMIN_ROLE as ADMIN, type FundRole, type RoleMember } from "../chain/roles/roles.ts";
import { scheduledText } from "../operations/change-words.ts";
import type { Standing } from "../operations/standing.ts";
import { GAPS } from "../problems/english/gaps.ts";
import { failed } from "../problems/problem.ts";
import { formatTime } from "../rule/time.ts";
import type { Findings } from "./check.ts";
import type { CheckedNode } from "./creation.ts";

/** What is known of a fund's roles. */
export interface RoleFacts {
  readonly fund: string;
  /** Decimal places of the token. */
  readonly decimals: number;
  readonly standing: Standing;
  /** Who was decided on, by parameter; empty where that is not known. */
  readonly expected: ReadonlyMap<string, string>;
  /** Who must not have a role, and what they are. */
  readonly strangers: ReadonlyMap<string, string>;
}

const DAY = 86_400n;
const EXPECTED = [...ROLES, ADMINS];

/**
 * Judges the roles as they are at the block that was read.
 *
 * @returns those whose holders cannot be told: fewer than a deployment appoints have ever been named for them
 */
export function checkRoles(facts: RoleFacts, findings: Findings): DeployedRole[] {
  const { roles, overview } = facts.standing;
  const untold: DeployedRole[] = [];
  for (const expected of EXPECTED) {
    const role = roles.roles.find(({ id }) => id === expected.id);
    if (role === undefined) findings.problems.push(`There is no role ${expected.id}, ${wordOf(expected)}.`);
    else {
      checkRole(role, expected, facts, findings);
      if (isUntold(role, expected, facts)) untold.push(expected);
    }
  }
  for (const role of roles.roles) {
    if (!EXPECTED.some(({ id }) => id === role.id)) checkForeignRole(role, findings);
  }
  checkDelays(facts, findings);
  if (roles.isClosed) {
    findings.problems.push(
      "The manager has closed the fund's functions: nobody can pause or cancel, and finalizing goes on.",
    );
  }
  checkFunctions(facts, findings);
  for (const call of roles.scheduled) {
    findings.problems.push(`Announced: ${scheduledText(call, overview, facts.decimals)}.`);
  }
  return untold;
}

/**
 * Whether a role lacks holders of whom no event tells, neither that they got the role nor that they lost it. No view names who has a role:
 * a node that hides a grant shows the same as a deployment without it.
 */
function isUntold(role: FundRole, { id, accounts }: DeployedRole, { standing, strangers }: RoleFacts): boolean {
  const named = [...(historyOf(standing.managerEvents).accounts.get(id)?.keys() ?? [])];
  const appointed = named.filter((account) => !strangers.has(account)).length;
  return role.members.length < accounts.length && appointed < accounts.length;
}

/**
 * Requires that whoever was decided on, and has a role by the manager's own view, is named for it by the events.
 *
 * @throws {ChainError} of kind "incomplete" if the node left that out
 */
export async function requireDecidedNamed(
  node: Pick<CheckedNode, "call">,
  { standing, expected: decided }: Pick<RoleFacts, "standing" | "expected">,
): Promise<void> {
  const { block, manager, roles } = standing.roles;
  const read = viewReader(node, block);
  for (const { id, accounts } of EXPECTED) {
    const named = roles.find((role) => role.id === id)?.members ?? [];
    for (const account of accounts.map((part) => decided.get(part))) {
      if (account === undefined || named.some((member) => member.account === account)) continue;
      const [since] = await read(MANAGER_INTERFACE, manager, "getAccess", [id, account]);
      if (since !== 0n) {
        throw failed(
          GAPS,
          "missingLogs",
          { gap: { code: "roleMember", args: { role: id, account } } },
          { kind: "incomplete" },
        );
      }
    }
  }
}

function checkRole(role: FundRole, expected: DeployedRole, facts: RoleFacts, findings: Findings): void {
  const { problems, lines } = findings;
  const word = wordOf(expected);
  for (const member of role.members) checkMember(member, expected, facts, findings);
  const count = expected.accounts.length;
  if (role.members.length !== count && !isUntold(role, expected, facts)) {
    problems.push(`${role.members.length || "No"} accounts are ${word}; the deployment leaves ${count}.`);
  }
  for (const part of expected.accounts) {
    const account = facts.expected.get(part);
    if (account !== undefined && !role.members.some((member) => member.account === account))
      problems.push(`${account}, the parameters' ${part}, is not ${word}.`);
  }
  if (role.admin !== ADMIN) problems.push(`The ${word}'s role is given by role ${role.admin}, not by the admins.`);
  if (role.guardian !== expected.guardian) {
    const should = EXPECTED.find(({ id }) => id === expected.guardian);
    problems.push(
      `What the ${word} schedules can be stopped by role ${role.guardian}, not by the ${should && wordOf(should)}.`,
    );
  }
  const missing = expected.may.filter((name) => !role.may.includes(name));
  const extra = role.may.filter((name) => !expected.may.includes(name));
  if (missing.length > 0) problems.push(`The ${word} may not call ${missing.join(", ")}.`);
  if (extra.length > 0) problems.push(`The ${word} may also call ${extra.join(", ")}.`);
  if (role.may.length > 0) lines.push(`  ${"".padEnd(10)} may ${role.may.join(", ")}`);
}

function checkMember(
  member: RoleMember,
  expected: DeployedRole,
  facts: RoleFacts,
  { lines, problems }: Findings,
): void {
  const { account, since, executionDelay: delay, comingExecutionDelay: coming } = member;
  const word = wordOf(expected);
  const soon = delay === 0n ? "at once" : `after ${inDays(delay)} in public`;
  lines.push(`  ${word.padEnd(10)} ${account}, ${soon}`);
  const decided = expected.accounts.map((part) => facts.expected.get(part)).filter((known) => known !== undefined);
  if (decided.length > 0 && !decided.includes(account)) problems.push(`${account} is ${word}; no parameter names it.`);
  const stranger = facts.strangers.get(account);
  if (stranger !== undefined) problems.push(`${account}, ${stranger}, is also ${word}.`);
  if (since > facts.standing.overview.time) problems.push(`${account} becomes ${word} at ${formatTime(since)}.`);
  const wrong = (value: bigint) => (expected.executionDelay === 0n ? value !== 0n : value < expected.executionDelay);
  if (wrong(delay)) problems.push(`The ${word} ${account} acts after ${delay} s, not ${expected.executionDelay} s.`);
  if (coming !== undefined && wrong(coming.delay)) {
    problems.push(`From ${formatTime(coming.since)} on the ${word} ${account} acts after ${coming.delay} s.`);
  }
}

/** A role that the deployment does not know must have nobody and nothing. */
function checkForeignRole({ id, label, members, may }: FundRole, { problems }: Findings): void {
  const name = label === "" ? `role ${id}` : `role ${id} (${JSON.stringify(label)})`;
  for (const { account } of members) problems.push(`${account} has ${name}, which no deployment has.`);
  if (may.length > 0) problems.push(`${may.join(", ")} may be called by ${name}, which no deployment has.`);
}

/** The waiting times of newcomers and of changes to the manager. After a deployment they are set, and in force days later. */
function checkDelays({ standing: { roles, overview } }: RoleFacts, { lines, problems }: Findings): void {
  const delays = [
    { what: "a change of the fund's functions or manager", delay: roles.adminDelay, coming: roles.comingAdminDelay },
    ...EXPECTED.map((expected) => {
      const role = roles.roles.find(({ id }) => id === expected.id);
      const what = `a new ${wordOf(expected)}'s first day`;
      return { what, delay: role?.grantDelay ?? 0n, coming: role?.comingGrantDelay };
    }),
  ];
  let inForce = 0n;
  for (const { what, delay, coming } of delays) {
    const last = coming?.delay ?? delay;
    if (last < DELAY) problems.push(`The delay before ${what} is ${last} s, not ${DELAY} s.`);
    if (coming !== undefined && coming.since > inForce) inForce = coming.since;
  }
  if (inForce > overview.time)
    lines.push(
      `  The delays before a newcomer's first day and before a change of the manager are in force from ${formatTime(inForce)} on.`,
    );
}

/** The functions that were ever given to a role are the fund's restricted ones, or the admins' again. */
function checkFunctions({ fund, standing: { managerEvents } }: RoleFacts, { problems }: Findings): void {
  const own = EXPECTED.flatMap(({ may }) => may.map((name) => FUND_INTERFACE.getFunction(name)?.selector ?? ""));
  const known = new Set(own.map((selector) => functionKey(fund, selector)));
  for (const [key, role] of historyOf(managerEvents).functionRoles) {
    const [target, selector] = key.split(" ");
    if (role === ADMIN || known.has(key)) continue;
    problems.push(`The function ${selector} of ${target} was given to role ${role}, which no deployment does.`);
  }
}

const wordOf = ({ name }: DeployedRole) => name.toLowerCase();
const inDays = (seconds: bigint) => (seconds % DAY === 0n ? `${seconds / DAY} days` : `${seconds} s`);
