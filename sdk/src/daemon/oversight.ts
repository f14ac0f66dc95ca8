// What a daemon looks at beside settlements: who may do what, what is announced and done, and whether the vault pays.
import { messageOf } from "../chain/failures.ts";
import type { ManagerEvent } from "../chain/roles/events.ts";
import { readVault, type VaultState } from "../chain/vault.ts";
import type { Database } from "../disk/database.ts";
import { ChainError } from "../errors.ts";
import { fundChange, managerChange } from "../operations/changes.ts";
import { type Standing, standingReader } from "../operations/standing.ts";
import { formatAmount } from "../rule/amount.ts";
import type { Daemon } from "./daemon.ts";
import type { View } from "./look.ts";
import type { Metrics } from "./monitoring/metrics.ts";
import type { Notice } from "./monitoring/notices.ts";
import { changeNotice, OVERSIGHT_EVENTS, scheduledId, scheduledNotices, unseenNotice } from "./oversight-notices.ts";
import type { Role } from "./run.ts";

/** Looks at a fund outside of its settlements, in the background. */
export interface Overseer {
  /** Starts a look, unless one is under way or the chain is the same as before. */
  lookAt(view: Pick<View, "head" | "cursor">): void;
  /** Whether the newest of these views is not looked at yet. */
  busy(view: Pick<View, "cursor">): boolean;
  /** Why several looks in a row came to nothing. */
  trouble(): ChainError | undefined;
  /** Whether the vault was found frozen, or short of tokens. */
  foundWrong(): boolean;
}

/** What an overseer needs of a daemon. */
export type Overseen = Pick<Daemon, "fund" | "decimals" | "database" | "log" | "notices"> & {
  readonly chain: { readonly provider: Pick<Daemon["chain"]["provider"], "passOver"> };
};

// Views are compared with events this often, where no event tells that something is new.
const ALL_EVERY = 60_000;
const MOST_FAILURES = 5;

/**
 * Makes an overseer of a daemon's fund. What was before its database knew the fund is not told, but for what still holds.
 *
 * @param fromBlock a block before the manager's first, where a node does not find that
 */
export function createOverseer(daemon: Overseen, metrics: Metrics, fromBlock?: number): Overseer {
  const { fund, decimals, log, notices, chain } = daemon;
  daemon.database.exec(TABLE);
  const reader = standingReader(fund, { fromBlock });
  const measure = metersOf(metrics);
  let looked = -1;
  let vaultAt = "";
  let running = false;
  let failures = 0;
  let failure: ChainError | undefined;
  let wrong = false;
  let last: { readonly standing: Standing; readonly clock: number } | undefined;

  async function look({ head, cursor }: Pick<View, "head" | "cursor">): Promise<void> {
    if (vaultAt !== head.hash) {
      tellVault(await readVault(fund, head.number), head.number);
      vaultAt = head.hash;
    }
    if (looked === cursor) return;
    if (last === undefined || performance.now() - last.clock >= ALL_EVERY || (await hasNews(cursor))) {
      tellStanding(await reader.read(cursor), cursor);
    }
    looked = cursor;
  }

  async function hasNews(cursor: number): Promise<boolean> {
    const { managerEvents, fundEvents } = await reader.events(cursor);
    const known = last?.standing;
    const isDue = known?.roles.scheduled.some(({ id, readyAt }) => !notices.has(`change-ready:${id}:${readyAt}`));
    return (
      isDue === true ||
      managerEvents.length !== known?.managerEvents.length ||
      fundEvents.length !== known.fundEvents.length
    );
  }

  function tellVault(vault: VaultState, block: number): void {
    measure.vault(vault);
    const { frozen, solvency = 0n } = vault;
    wrong ||= frozen !== undefined || solvency < 0n;
    const found = [
      [
        "vault-frozen",
        frozen !== undefined,
        `The token lets nothing out of the fund's vault (${frozen}): it is paused, or the vault is frozen. What is paid in may be stuck.`,
      ],
      [
        "vault-short",
        solvency < 0n,
        `${formatAmount(-solvency, decimals)} are missing in the fund's vault: withdrawals are paid to whoever comes first, and nothing is submitted or finalized.`,
      ],
    ] as const;
    for (const [event, isSo, message] of found) {
      const isKnown = notices.has(event);
      if (isSo && !isKnown) notices.add({ id: event, level: "error", event, message, fields: { block } });
      if (isSo || !isKnown) continue;
      notices.forget(event);
      const over =
        event === "vault-frozen"
          ? "The token lets the fund's vault pay again."
          : "No tokens are missing in the fund's vault any more.";
      notices.add({
        id: `vault-open:${event}:${block}`,
        level: "info",
        event: "vault-open",
        message: over,
        fields: { block },
      });
    }
  }

  function tellStanding(standing: Standing, cursor: number): void {
    const { roles, overview, managerEvents, fundEvents } = standing;
    const since = keptSince(daemon.database, cursor);
    const told: Notice[] = [];
    const pending = new Set(roles.scheduled.map(scheduledId));
    for (const event of managerEvents) {
      const isStanding = event.name === "TargetClosed" && roles.isClosed;
      if (event.block <= since && !isStanding) continue;
      const change = managerChange(event, standing, fund.address);
      if (change === undefined) continue;
      const id = change.event === "change-scheduled" ? operationOf(event) : undefined;
      // What is still to come is told below, with old and new.
      if (id === undefined || !pending.has(id)) told.push(changeNotice(change, id));
    }
    const holding = [
      overview.paused ? fundEvents.findLast(({ name }) => name === "Paused") : undefined,
      ...fundEvents.filter(({ name }) => name === "Closed"),
    ];
    for (const event of fundEvents) {
      if (event.blockNumber > since || holding.includes(event)) {
        told.push(changeNotice(fundChange(event, fundEvents, decimals)));
      }
    }
    for (const call of roles.scheduled) told.push(...scheduledNotices(call, overview, decimals, overview.time));
    told.push(...unseenOf(standing, cursor));
    for (const notice of told) {
      if (!notices.has(notice.id)) measure.told(notice.event);
      notices.add(notice);
    }
    measure.standing(standing);
    last = { standing, clock: performance.now() };
  }

  /** What was announced by the look before, and is neither there nor ended now. */
  function unseenOf({ roles, managerEvents, overview }: Standing, block: number): Notice[] {
    const now = new Set(roles.scheduled.map(scheduledId));
    const ended = new Set(
      managerEvents
        .filter(({ name }) => /^Operation(Executed|Canceled)$/.test(name))
        .map(({ args }) => args.operationId),
    );
    const gone = (last?.standing.roles.scheduled ?? []).filter(
      (call) => !now.has(scheduledId(call)) && !ended.has(call.id) && overview.time < call.expiresAt,
    );
    for (const call of gone) notices.forget(`change-scheduled:${scheduledId(call)}`);
    return gone.map((call) => unseenNotice(call, block));
  }

  function fail(error: unknown): void {
    failures++;
    failure = error instanceof ChainError ? error : new ChainError(messageOf(error), { cause: error });
    const message = `Who may do what, and whether the vault pays, was not read; it is tried again: ${failure.message}`;
    // Nodes lag: what the next look finds need not be told.
    if (failures > 1) log("warn", "oversight-failed", message);
    if (failure.kind !== "incomplete") return;
    chain.provider.passOver();
    if (failures < 2) return;
    const said = failure.message;
    notices.add({ id: `oversight-incomplete:${said}`, level: "error", event: "oversight-incomplete", message: said });
  }

  return {
    lookAt(view) {
      if (running || view.cursor < 0 || (looked === view.cursor && vaultAt === view.head.hash)) return;
      running = true;
      look(view)
        .then(() => {
          failures = 0;
          failure = undefined;
          measure.looked();
        }, fail)
        // What cannot even be told, on a full disk, is told by the loop.
        .catch(() => undefined)
        .finally(() => {
          running = false;
        });
    },
    busy: ({ cursor }) => running || (cursor >= 0 && looked < cursor),
    trouble: () => (failures >= MOST_FAILURES ? failure : undefined),
    foundWrong: () => wrong,
  };
}

/** Names an announcement by its event as `scheduledId` does. */
const operationOf = ({ args }: ManagerEvent) => scheduledId({ id: args.operationId, readyAt: args.schedule });

const TABLE = "CREATE TABLE IF NOT EXISTS oversight (since INTEGER NOT NULL) STRICT;";

/** The block up to which all was there before the database knew the fund. */
function keptSince(database: Database, cursor: number): number {
  database.prepare("INSERT INTO oversight SELECT ? WHERE NOT EXISTS (SELECT * FROM oversight)").run(cursor);
  return Number(database.prepare("SELECT since FROM oversight").get()?.since);
}

function metersOf(metrics: Metrics) {
  const changes = metrics.gauge("scheduled_changes", "Calls that are announced, and neither made nor taken back.");
  const next = metrics.gauge("next_change_timestamp_seconds", "From when on the first announced call can be made.");
  const flags = {
    paused: metrics.gauge("paused", "1 while the fund is paused, else 0."),
    closed: metrics.gauge("closed", "1 if the fund is closed, else 0."),
    targetClosed: metrics.gauge(
      "target_closed",
      "1 while the manager lets nobody call the fund's restricted functions, else 0.",
    ),
    frozen: metrics.gauge("vault_frozen", "1 while the token lets nothing out of the vault, else 0."),
  };
  const solvency = metrics.gauge(
    "solvency_base_units",
    "The vault's tokens less what the books say, in base units; negative if some are missing.",
  );
  const money = metrics.gauge(
    "vault_base_units",
    "The fund's own money in base units: all, and what is reserved of it.",
  );
  const seen = metrics.gauge(
    "oversight_timestamp_seconds",
    "When roles, changes and the vault were last read with success.",
  );
  const told = metrics.counter("oversight_events_total", "Changes outside of settlements that were told, by event.", {
    event: OVERSIGHT_EVENTS,
  });
  return {
    looked: () => seen.set(Date.now() / 1_000),
    told: (event: string) => told.add(1, { event }),
    vault({ solvency: units, frozen }: VaultState) {
      flags.frozen.set(Number(frozen !== undefined));
      if (units === undefined) solvency.clear();
      else solvency.set(units);
    },
    standing({ overview, roles }: Standing) {
      changes.set(roles.scheduled.length);
      next.clear();
      const [first] = roles.scheduled;
      if (first !== undefined) next.set(first.readyAt);
      flags.paused.set(Number(overview.paused));
      flags.closed.set(Number(overview.closed));
      flags.targetClosed.set(Number(roles.isClosed));
      money.set(overview.assets, { part: "assets" });
      money.set(overview.reserved, { part: "reserved" });
    },
  };
}

/** A role that also tells what an overseer finds. */
export function overseen<R extends Role & { foundWrong(): boolean }>(
  role: R,
  overseer: Overseer,
): Role & { foundWrong(): boolean } {
  return {
    async act(view) {
      overseer.lookAt(view);
      await role.act(view);
    },
    idle: (view) => role.idle(view) && !overseer.busy(view),
    // What the role is about is not cut short by what stands beside it.
    stuck: (view) => role.stuck?.(view) ?? (role.idle(view) ? overseer.trouble() : undefined),
    foundWrong: () => role.foundWrong() || overseer.foundWrong(),
  };
}
