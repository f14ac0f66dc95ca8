// Who may do what with a fund as a deployment leaves it, and how soon: what the deployment sets up, its plan shows and its check expects.
import { ADMIN_ROLE } from "./roles.ts";

/** How long in public whatever can move the money is announced before it is done, in seconds: 7 days. */
export const DEPLOYED_DELAY = 7n * 24n * 60n * 60n;

const OPERATOR = 1n;
const GUARDIAN = 2n;
const GOVERNOR = 3n;

/** A role as a deployment leaves it. */
export interface DeployedRole {
  readonly id: bigint;
  readonly name: string;
  /** The parameters that name who has it. */
  readonly accounts: readonly PartName[];
  /** How long before it acts it must say so in public, in seconds. */
  readonly executionDelay: bigint;
  /** The fund's functions that it may call. */
  readonly may: readonly string[];
  /** The role that may cancel what this one has scheduled, beside the admins. */
  readonly guardian: bigint;
}

/** The accounts that a deployment names: no two of them are the same, and none is the deployer. */
export const DEPLOYED_PARTS = ["admin1", "admin2", "operator", "guardian", "governor", "clearing"] as const;
/** One of them, as the parameters call it. */
export type PartName = (typeof DEPLOYED_PARTS)[number];

/**
 * The manager's own role. Two accounts have it, so that each may cancel what the other has scheduled; nobody else may, and the
 * manager lets nobody change that.
 */
export const DEPLOYED_ADMINS: DeployedRole = {
  id: ADMIN_ROLE,
  name: "ADMIN",
  accounts: ["admin1", "admin2"],
  executionDelay: DEPLOYED_DELAY,
  may: [],
  guardian: ADMIN_ROLE,
};

/** The fund's roles; a function that no role is named for would be the admins'. */
export const DEPLOYED_ROLES: readonly DeployedRole[] = [
  {
    id: OPERATOR,
    name: "OPERATOR",
    accounts: ["operator"],
    executionDelay: 0n,
    may: ["credit", "submit"],
    guardian: ADMIN_ROLE,
  },
  {
    id: GUARDIAN,
    name: "GUARDIAN",
    accounts: ["guardian"],
    executionDelay: 0n,
    may: ["pause", "unpause", "cancel"],
    guardian: ADMIN_ROLE,
  },
  {
    id: GOVERNOR,
    name: "GOVERNOR",
    accounts: ["governor"],
    executionDelay: DEPLOYED_DELAY,
    may: ["setPolicy", "setClearing", "close", "migrate"],
    guardian: GUARDIAN,
  },
];
