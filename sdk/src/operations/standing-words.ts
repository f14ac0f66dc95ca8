// How a fund stands outside of its settlements, as lines for people and as a value for programs.
import { ADDRESS } from "../chain/given.ts";
import { NUMBER, partsOf, requireGiven } from "../columns/given.ts";
import { DECIMALS } from "../tables/given.ts";
import { rolesLines, scheduledWords } from "./change-words.ts";
import { changesOf } from "./changes.ts";
import { STANDING } from "./given.ts";
import type { Standing } from "./standing.ts";

/** Of which fund, in what amounts. */
export interface StandingOf {
  /** The fund's address. */
  readonly fund: string;
  /** Decimal places of the token. */
  readonly decimals: number;
}

const OF = partsOf({ fund: ADDRESS, decimals: DECIMALS });

/** Whether what lies in the vault can leave it, in a few words. */
export function vaultText({ frozen }: Pick<Standing["vault"], "frozen">): string {
  return frozen === undefined
    ? "the token lets it pay"
    : `FROZEN, the token lets nothing out of it (${frozen}): what is paid in may be stuck`;
}

/**
 * Who may do what, what is announced, and what was changed since the deployment, as lines.
 *
 * @param most how many changes at the most, the newest; all unless given
 * @example
 * console.log(standingLines(await readStanding(fund), { fund: fund.address, decimals: 6 }).join("\n"));
 */
export function standingLines(standing: Standing, of: StandingOf, most = Infinity): string[] {
  requireGiven({ standing, of, most }, { standing: STANDING, of: OF, most: NUMBER });
  const { fund, decimals } = of;
  const changes = changesOf(standing, fund, decimals);
  const shown = changes.slice(Math.max(changes.length - most, 0));
  const left = changes.length - shown.length;
  return [
    ...rolesLines(standing.roles, standing.overview, decimals),
    changes.length === 0 ? "Nothing was changed since the deployment." : "Changed since the deployment:",
    ...(left === 0 ? [] : [`  (${left} earlier changes are left out)`]),
    ...shown.map(({ block, message }) => `  block ${block}: ${message}`),
  ];
}

/**
 * The same as one value; what is announced with what it changes.
 *
 * @example
 * JSON.stringify(standingJson(await readStanding(fund), { fund: fund.address, decimals: 6 }))
 */
export function standingJson(standing: Standing, of: StandingOf) {
  requireGiven({ standing, of }, { standing: STANDING, of: OF });
  const { fund, decimals } = of;
  const { roles, overview, vault } = standing;
  const { manager, roles: list, adminDelay, comingAdminDelay, isClosed, scheduled } = roles;
  return {
    manager,
    targetClosed: isClosed,
    vault: { frozen: vault.frozen !== undefined, reason: vault.frozen },
    roles: list,
    adminDelay,
    comingAdminDelay,
    scheduled: scheduled.map((call) => ({
      ...call,
      changes: scheduledWords(call, overview, decimals),
      due: call.readyAt <= overview.time,
    })),
    changes: changesOf(standing, fund, decimals).map(({ block, index, ...change }) => ({
      ...change,
      block: String(block),
      index: String(index),
    })),
  };
}
