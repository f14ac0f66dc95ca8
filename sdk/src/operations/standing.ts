// How a fund stands outside of its settlements: who may do what, what is announced, what was done, and whether its vault pays.

import type { Fund, FundOverview } from "../chain/fund.ts";
import { EVENT, FUND } from "../chain/given.ts";
import { type ManagerEvent, readManagerEvents } from "../chain/roles/events.ts";
import { type GovernanceEvent, readGovernanceEvents, requireWholeGovernance } from "../chain/roles/fund-events.ts";
import { type FundRoles, readRoles } from "../chain/roles/roles.ts";
import { readVault, type VaultState } from "../chain/vault.ts";
import { COUNT, ifGiven, listOf, partsOf, requireGiven } from "../columns/given.ts";
import { ChainError } from "../errors.ts";

/** How a fund stands at one block; nothing of it is believed that events and views do not agree on. */
export interface Standing {
  readonly overview: FundOverview;
  readonly roles: FundRoles;
  readonly vault: VaultState;
  /** All that its manager and it itself have told of it, in the order of the chain. */
  readonly managerEvents: readonly ManagerEvent[];
  readonly fundEvents: readonly GovernanceEvent[];
}

/** Which state is read, and from where on. */
export interface StandingQuery {
  /** The newest unless given. */
  readonly block?: number | undefined;
  /** A block before the manager's first, where the node does not find that; what is later is of no effect. */
  readonly fromBlock?: number | undefined;
  /** The fund's own events up to the block, where they are read already. */
  readonly fundEvents?: readonly GovernanceEvent[] | undefined;
}

/** Events that are read further with each look: what lies some blocks deep is not read again. */
interface EventsKept<E> {
  /** Reads on to a block; all events up to it. */
  readonly upTo: (block: number) => Promise<readonly E[]>;
  /** Reads all of them anew the next time. */
  readonly forget: () => void;
}

// No chain is expected to change deeper; if one does, events and views disagree, and all is read anew.
const DEPTH = 64;
/** What is asked for at once after logs were left out, again and again: some nodes answer long ranges with nothing. */
const NARROWER = [1_000, 100, 10];
// A long chain is not read in small pieces.
const MOST_PIECES = 5_000;

/** Keeps events that are read in parts. */
function keepEvents<E>(
  first: () => Promise<number>,
  read: (fromBlock: number, toBlock: number) => Promise<readonly E[]>,
  blockOf: (event: E) => number,
): EventsKept<E> {
  let settled: readonly E[] = [];
  let next: number | undefined;
  return {
    async upTo(block) {
      next ??= await first();
      if (block < next) return settled.filter((event) => blockOf(event) <= block);
      const events = [...settled, ...(await read(next, block))];
      if (block - DEPTH >= next) {
        settled = events.filter((event) => blockOf(event) <= block - DEPTH);
        next = block - DEPTH + 1;
      }
      return events;
    },
    forget() {
      [settled, next] = [[], undefined];
    },
  };
}

/** Reads a fund's standing, again and again. */
export interface StandingReader {
  /** The events up to a block, as far as the node shows them. */
  events(block: number): Promise<Pick<Standing, "managerEvents" | "fundEvents">>;
  /**
   * All of it at a block.
   *
   * @throws {ChainError} of kind "incomplete" if the node left out logs; of another if the chain is not reached
   */
  read(block: number): Promise<Standing>;
}

/** Makes a reader of a fund's standing, which keeps what it has read. */
export function standingReader(
  fund: Fund,
  { fromBlock, fundEvents: known }: Omit<StandingQuery, "block"> = {},
): StandingReader {
  const { provider, address } = fund;
  // Where a node does not know old states, the block that was given may be too late for the manager.
  let given = fromBlock;
  let most: number | undefined;
  const beginning = async (contract: string) => (await provider.startOf?.(contract, given)) ?? given ?? 0;
  let manager: string | undefined;
  let ofManager: EventsKept<ManagerEvent> | undefined;
  const ofFund = keepEvents(
    () => beginning(address),
    (from, to) => readGovernanceEvents(fund, { fromBlock: from, toBlock: to, most }),
    ({ blockNumber }) => blockNumber,
  );

  async function managerAt(block: number): Promise<EventsKept<ManagerEvent>> {
    const [authority] = await fund.read("authority", [], block);
    if (ofManager !== undefined && manager === authority) return ofManager;
    manager = authority;
    ofManager = keepEvents(
      () => beginning(authority),
      (from, to) => readManagerEvents(provider, { manager: authority, fromBlock: from, toBlock: to, most }),
      (event) => event.block,
    );
    return ofManager;
  }

  async function events(block: number) {
    const kept = await managerAt(block);
    const [managerEvents, fundEvents] = await Promise.all([kept.upTo(block), known ?? ofFund.upTo(block)]);
    return { managerEvents, fundEvents };
  }

  return {
    events,
    async read(block) {
      try {
        const { managerEvents, fundEvents } = await events(block);
        const overview = await fund.overview(block);
        requireWholeGovernance(fundEvents, overview);
        const [roles, vault] = await Promise.all([
          readRoles(fund, { block, events: managerEvents }),
          readVault(fund, block),
        ]);
        return { overview, roles, vault, managerEvents, fundEvents };
      } catch (error) {
        if (error instanceof ChainError && error.kind === "incomplete") {
          ofManager?.forget();
          ofFund.forget();
          given = undefined;
          const blocks = block - (await beginning(address).catch(() => 0));
          most = NARROWER.find((size) => size < (most ?? Infinity) && blocks / size <= MOST_PIECES) ?? most;
        }
        throw error;
      }
    },
  };
}

const QUERY = partsOf({ block: ifGiven(COUNT), fromBlock: ifGiven(COUNT), fundEvents: ifGiven(listOf(EVENT)) });

/**
 * Reads how a fund stands outside of its settlements. Where logs are missing, all are read once more, of another node if there is one.
 *
 * @throws {ChainError} of kind "incomplete" if the node left out logs; of another if the chain is not reached
 * @example
 * const { overview, roles, vault } = await readStanding(fund);
 */
export async function readStanding(fund: Fund, query: StandingQuery = {}): Promise<Standing> {
  requireGiven({ fund, query }, { fund: FUND, query: QUERY });
  const { block = await fund.provider.getBlockNumber() } = query;
  const reader = standingReader(fund, query);
  try {
    return await reader.read(block);
  } catch (error) {
    if (!(error instanceof ChainError && error.kind === "incomplete")) throw error;
    fund.provider.passOver?.();
    return reader.read(block);
  }
}
