import { ADMIN_ROLE, type ComingDelay, type FundRole, type FundRoles, PUBLIC_ROLE } from "zke-insurance-fund/chain";

/** What somebody could do with a fund that others would not like. */
export const RISKS = ["code", "policy", "clearing", "assets", "roles", "submit", "pause", "token"] as const;
export type RiskName = (typeof RISKS)[number];

/**
 * How soon it could be done at the soonest: after so many seconds of notice in public (0 is at once), by nobody as things stand, or
 * what no view of the fund and its manager tells.
 */
export type Soonest = bigint | "nobody" | "untold";

/** One of these, how soon, and whose role it is. */
export interface Risk {
  readonly name: RiskName;
  readonly soonest: Soonest;
  /** Undefined where it is no role's. */
  readonly role?: FundRole | undefined;
}

/**
 * Says of a fund who could do what and how soon, by what the manager's views tell.
 *
 * @param now the time of the block that the roles were read at, in seconds
 * @param isClosed whether the fund is closed
 */
export function risksOf(
  found: FundRoles,
  { now, isClosed }: { readonly now: bigint; readonly isClosed: boolean },
): Risk[] {
  const by = (name: RiskName, action: string): Risk => {
    const role = found.roles.find(({ may }) => may.includes(action));
    return { name, role, soonest: found.isClosed ? "nobody" : soonestOf(role, now) };
  };
  const assets = by("assets", "migrate");
  const closing = isClosed ? 0n : by("assets", "close").soonest;
  return [
    { name: "code", soonest: "untold" },
    by("policy", "setPolicy"),
    by("clearing", "setClearing"),
    { ...assets, soonest: both(assets.soonest, closing) },
    { name: "roles", role: roleOf(found, ADMIN_ROLE), soonest: newHolder(found, now) },
    by("submit", "submit"),
    by("pause", "pause"),
    { name: "token", soonest: "untold" },
  ];
}

/** How soon somebody new could have a power: by a grant that counts, or by another manager. */
function newHolder(found: FundRoles, now: bigint): Soonest {
  const grants = found.roles
    .filter(({ id, may }) => id !== PUBLIC_ROLE && (id === ADMIN_ROLE || may.length > 0))
    .map((role) =>
      later(soonestOf(roleOf(found, role.admin), now), inForce(role.grantDelay, role.comingGrantDelay, now)),
    );
  const adminDelay = inForce(found.adminDelay, found.comingAdminDelay, now);
  const otherManager = both(soonestOf(roleOf(found, ADMIN_ROLE), now), adminDelay);
  return [...grants, otherManager].reduce(sooner, "nobody");
}

const roleOf = ({ roles }: FundRoles, id: bigint) => roles.find((role) => role.id === id);

/** How soon a role's power can be used by the quickest of those who hold it. */
function soonestOf(role: FundRole | undefined, now: bigint): Soonest {
  if (role?.id === PUBLIC_ROLE) return 0n;
  return (role?.members ?? [])
    .map(({ since, executionDelay, comingExecutionDelay }): Soonest => {
      const wait = since > now ? since - now : 0n;
      return wait + inForce(executionDelay, comingExecutionDelay, now);
    })
    .reduce(sooner, "nobody");
}

/** A delay, or what is left until a shorter one holds, and that. */
function inForce(delay: bigint, coming: ComingDelay | undefined, now: bigint): bigint {
  if (coming === undefined) return delay;
  const then = (coming.since > now ? coming.since - now : 0n) + coming.delay;
  return then < delay ? then : delay;
}

const sooner = (a: Soonest, b: Soonest): Soonest =>
  typeof a !== "bigint" ? b : typeof b !== "bigint" ? a : a < b ? a : b;
const both = (a: Soonest, b: Soonest): Soonest =>
  typeof a !== "bigint" ? a : typeof b !== "bigint" ? b : a > b ? a : b;
const later = (a: Soonest, delay: bigint): Soonest => (typeof a === "bigint" ? a + delay : a);
