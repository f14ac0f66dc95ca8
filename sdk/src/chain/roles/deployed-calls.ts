import { FUNCTION, partsOf, requireGiven } from "../../columns/given.ts";
import { FUND_INTERFACE } from "../fund.ts";
import { DEPLOYED_ADMINS, DEPLOYED_DELAY, DEPLOYED_ROLES, type DeployedRole, type PartName } from "./deployed.ts";
import { ADMIN_ROLE } from "./roles.ts";

/** A call of the manager, by who deployed it. */
export interface DeployedCall {
  /** The call's own name among those of its function; undefined where it is the only one. */
  readonly id: string | undefined;
  /** The function that is called. */
  readonly name: string;
  readonly args: readonly unknown[];
}

/** Who and what a deployment is made of: addresses, or what stands for them. */
export interface DeployedParts {
  readonly fund: unknown;
  readonly deployer: unknown;
  readonly accountOf: (part: PartName) => unknown;
}

/**
 * The calls that hand out the roles of a new fund, in their order. By the last one the deployer gives up its own: it must come after all the
 * others.
 *
 * @example
 * deployedCalls({ fund, deployer, accountOf: (part) => accounts[part] }).length
 */
export function deployedCalls(parts: DeployedParts): readonly DeployedCall[] {
  requireGiven({ parts }, { parts: partsOf({ accountOf: FUNCTION }) });
  const { fund, deployer, accountOf } = parts;
  const named = (role: DeployedRole, name: string, ...args: readonly unknown[]) => ({
    ...{ id: `${role.name}_${name}`, name, args },
  });
  const grants = ({ id, name, accounts, executionDelay }: DeployedRole) =>
    accounts.map((account) => {
      const label = accounts.length === 1 ? name : `${name}_${account}`;
      return { id: `${label}_grantRole`, name: "grantRole", args: [id, accountOf(account), executionDelay] };
    });
  return [
    ...DEPLOYED_ROLES.flatMap((role) => [
      named(role, "labelRole", role.id, role.name),
      named(role, "setTargetFunctionRole", fund, role.may.map(selectorOf), role.id),
      ...grants(role),
      // A delay is raised only 5 days later: nobody gets a role before, because an admin's own delay is longer.
      named(role, "setGrantDelay", role.id, DEPLOYED_DELAY),
      ...(role.guardian === ADMIN_ROLE ? [] : [named(role, "setRoleGuardian", role.id, role.guardian)]),
    ]),
    ...grants(DEPLOYED_ADMINS),
    named(DEPLOYED_ADMINS, "setGrantDelay", ADMIN_ROLE, DEPLOYED_DELAY),
    { id: undefined, name: "setTargetAdminDelay", args: [fund, DEPLOYED_DELAY] },
    { id: undefined, name: "renounceRole", args: [ADMIN_ROLE, deployer] },
  ];
}

function selectorOf(name: string): string {
  const found = FUND_INTERFACE.getFunction(name);
  if (found === null) throw new Error(`the fund has no function ${name}`);
  return found.selector;
}
