// What is made of bundles and statements is given these, by their kinds; what stands in them is judged elsewhere.
import {
  AMOUNT_COLUMN,
  BIGINT,
  type Check,
  COUNT,
  FLOATS,
  FUNCTION,
  ifGiven,
  LIST,
  partsOf,
  RAW_BYTES,
  ROWS,
  SIGNAL,
  TEXT,
  UINT256,
  WORD,
} from "../columns/given.ts";
import { assertIdentity, type FundIdentity } from "../commitment/domain.ts";
import { LIQUIDATION_LIST, PACKED_IDS, POSITION_LIST, SETTLEMENT } from "../commitment/given.ts";
import { RULE } from "../rule/given.ts";

export const IDENTITY: Check = (value) => {
  assertIdentity(value as FundIdentity);
};
/** What a settlement's hash is made of. */
export const HASHED = partsOf({ identity: ifGiven(IDENTITY), settlement: SETTLEMENT });
export const OUTCOME = partsOf({ toShare: BIGINT, quota: BIGINT, shared: BIGINT });
export const DOCUMENT = partsOf({
  ...{ identity: ifGiven(IDENTITY), decimals: COUNT, policy: RULE, settlement: SETTLEMENT, outcome: OUTCOME },
});
/** All of these. */
const both =
  (...checks: readonly Check[]): Check =>
  (value, what) => {
    for (const check of checks) check(value, what);
  };
export const POSITIONS = both(
  POSITION_LIST,
  partsOf({ indexes: FLOATS, shares: AMOUNT_COLUMN, tree: ifGiven(RAW_BYTES) }),
);
export const LIQUIDATIONS = both(LIQUIDATION_LIST, partsOf({ indexes: FLOATS }));
export const IDS = partsOf({ ids: PACKED_IDS, rows: ROWS });
export const STATEMENTS = both(
  IDS,
  partsOf({ count: COUNT, indexes: FLOATS, profits: AMOUNT_COLUMN, shares: AMOUNT_COLUMN, salts: RAW_BYTES }),
);
/** The secret is text here: what is wrong with it is told where it is read, without showing it. */
const PRIVATE = partsOf({ secret: TEXT, statements: STATEMENTS });
export const BUNDLE = partsOf(
  { document: DOCUMENT, positions: POSITIONS, liquidations: LIQUIDATIONS, private: ifGiven(PRIVATE) },
  "a bundle, such as of settleTables or readBundle",
);
/** A bundle of which lists may be missing. */
export const READABLE = partsOf({
  ...{ document: DOCUMENT, positions: ifGiven(POSITIONS), liquidations: ifGiven(LIQUIDATIONS) },
  ...{ private: ifGiven(PRIVATE), unreadable: LIST, contradictions: LIST },
});
export const STATEMENT = partsOf({
  ...{ identity: ifGiven(IDENTITY), decimals: COUNT, period: BIGINT, account: TEXT, position: TEXT, salt: TEXT },
  ...{ index: UINT256, key: WORD, profit: UINT256, cumulativeProfit: UINT256, share: UINT256, proof: LIST },
  ...{ settlement: SETTLEMENT, policy: RULE },
});

/** What is told while something is worked on, and what stops it. */
export const WORK = { onProgress: ifGiven(FUNCTION), signal: ifGiven(SIGNAL) };
