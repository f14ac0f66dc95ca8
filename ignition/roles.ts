// Who may do what with a deployed fund, and how soon: what the module sets up, the plan shows and the check expects.

/** How long in public whatever can move the money is announced before it is done, in seconds: 7 days. */
export const DELAY = 7n * 24n * 60n * 60n;

/** The manager's own number for its admins. */
export const ADMIN = 0n;
const OPERATOR = 1n;
const GUARDIAN = 2n;
const GOVERNOR = 3n;

/** A role of the fund. */
export interface FundRole {
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
export const PARTS = ["admin1", "admin2", "operator", "guardian", "governor", "clearing"] as const;
export type PartName = (typeof PARTS)[number];

/**
 * The manager's own role. Two accounts have it, so that each may cancel what the other has scheduled; nobody else may, and the
 * manager lets nobody change that.
 */
export const ADMINS: FundRole = {
  id: ADMIN,
  name: "ADMIN",
  accounts: ["admin1", "admin2"],
  executionDelay: DELAY,
  may: [],
  guardian: ADMIN,
};

/** The fund's roles; a function that no role is named for would be the admins'. */
export const ROLES: readonly FundRole[] = [
  {
    id: OPERATOR,
    name: "OPERATOR",
    accounts: ["operator"],
    executionDelay: 0n,
    may: ["credit", "submit"],
    guardian: ADMIN,
  },
  {
    id: GUARDIAN,
    name: "GUARDIAN",
    accounts: ["guardian"],
    executionDelay: 0n,
    may: ["pause", "unpause", "cancel"],
    guardian: ADMIN,
  },
  {
    id: GOVERNOR,
    name: "GOVERNOR",
    accounts: ["governor"],
    executionDelay: DELAY,
    may: ["setPolicy", "setClearing", "close", "migrate"],
    guardian: GUARDIAN,
  },
];
