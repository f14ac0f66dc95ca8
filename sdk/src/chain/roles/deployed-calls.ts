import { DEPLOYED_ADMINS, DEPLOYED_DELAY, DEPLOYED_ROLES, type DeployedRole, type PartName } from "./deployed.ts";
import { ADMIN_ROLE } from "./roles.ts";

/** A call of the manager, by the deployer. */
export interface DeployedCall {
  /** The call's own name among the others; undefined where there is one of its function. */
  readonly id: string | undefined;
  readonly name: string;
  readonly args: readonly unknown[];
}

/** Who and what a deployment is made of: addresses, or what stands for them. */
export interface DeployedParts {
  readonly fund: unknown;
  readonly deployer: unknown;
  readonly accountOf: (part: PartName) => unknown;
  /** The selector of a function of the fund. */
  readonly selectorOf: (name: string) => string;
}

/** The calls that hand out the roles of a new fund, in their order; by the last one the deployer gives up its own. */
export function deployedCalls({ fund, deployer, accountOf, selectorOf }: DeployedParts): readonly DeployedCall[] {
  const grants = ({ id, name, accounts, executionDelay }: DeployedRole) =>
    accounts.map((account) => {
      const label = accounts.length === 1 ? name : `${name}_${account}`;
      return { id: `${label}_grantRole`, name: "grantRole", args: [id, accountOf(account), executionDelay] };
    });
  const ofRole = (role: DeployedRole, name: string, ...args: readonly unknown[]) => ({
    ...{ id: `${role.name}_${name}`, name, args },
  });
  return [
    ...DEPLOYED_ROLES.flatMap((role) => [
      ofRole(role, "labelRole", role.id, role.name),
      ofRole(role, "setTargetFunctionRole", fund, role.may.map(selectorOf), role.id),
      ...grants(role),
      // A delay is raised only 5 days later: nobody gets a role before, because an admin's own delay is longer.
      ofRole(role, "setGrantDelay", role.id, DEPLOYED_DELAY),
      ...(role.guardian === ADMIN_ROLE ? [] : [ofRole(role, "setRoleGuardian", role.id, role.guardian)]),
    ]),
    ...grants(DEPLOYED_ADMINS),
    ofRole(DEPLOYED_ADMINS, "setGrantDelay", ADMIN_ROLE, DEPLOYED_DELAY),
    { id: undefined, name: "setTargetAdminDelay", args: [fund, DEPLOYED_DELAY] },
    { id: undefined, name: "renounceRole", args: [ADMIN_ROLE, deployer] },
  ];
}
