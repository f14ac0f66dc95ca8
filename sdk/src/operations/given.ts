// What is given of how a fund stands, by its kinds.
import { EVENT, MANAGER_EVENT } from "../chain/given.ts";
import { BIGINT, COUNT, FLAG, ifGiven, listOf, oneOf, partsOf, TEXT, UINT256, WORD } from "../columns/given.ts";
import { SETTLEMENT } from "../commitment/given.ts";

const POLICY = partsOf({});
/** What holds before a change. */
const before = { policy: POLICY, clearing: TEXT, assets: BIGINT };
export const BEFORE = partsOf(before);
/** The same, and when. */
export const NOW = partsOf({ ...before, time: BIGINT });

/** A call that was announced. */
export const SCHEDULED = partsOf(
  {
    ...{ id: TEXT, caller: TEXT, target: TEXT, contract: oneOf(["fund", "manager", "other"]), data: TEXT },
    ...{ name: ifGiven(TEXT), args: listOf(partsOf({ name: TEXT, value: TEXT })), readyAt: BIGINT, expiresAt: BIGINT },
  },
  "a scheduled call, such as of findProposal",
);

const MEMBER = partsOf({ account: TEXT, since: BIGINT, executionDelay: BIGINT });
const ROLE = partsOf({
  ...{ id: BIGINT, label: TEXT, members: listOf(MEMBER), may: listOf(TEXT), guardian: BIGINT, grantDelay: BIGINT },
});
export const ROLES = partsOf(
  {
    ...{ block: COUNT, manager: TEXT, roles: listOf(ROLE), adminDelay: BIGINT, isClosed: FLAG },
    scheduled: listOf(SCHEDULED),
  },
  "a fund's roles, of readRoles",
);

export const STANDING = partsOf(
  {
    ...{ overview: NOW, roles: ROLES, vault: partsOf({ frozen: ifGiven(TEXT) }) },
    ...{ managerEvents: listOf(MANAGER_EVENT), fundEvents: listOf(EVENT) },
  },
  "a fund's standing, of readStanding",
);

const share = {
  share: UINT256,
  proof: listOf(WORD),
  index: UINT256,
  key: WORD,
  profit: UINT256,
  cumulativeProfit: UINT256,
};
/** A position and what it is said to pay. */
export const SHARE = partsOf(share);
/** The same, of a settlement. */
export const SHARE_OF = partsOf({ ...share, settlement: SETTLEMENT });
