// What is given of a fund's past, by its kinds; whether it is true is judged elsewhere.
import { ADDRESS } from "../chain/given.ts";
import {
  BIGINT,
  type Check,
  COUNT,
  ifGiven,
  listOf,
  oneOf,
  partsOf,
  TEXT,
  UINT256,
  withFunctions,
} from "../columns/given.ts";
import { SETTLEMENT } from "../commitment/given.ts";
import { RULE_PARTS } from "../rule/given.ts";

export const TIMES = withFunctions(["blocksOf", "hashOf"], "times of blocks, of openBlockTimes");
/** What the contract sums up, by its names. */
export const TOTALS = partsOf({
  ...{ credited: BIGINT, donated: BIGINT, forfeited: BIGINT, covered: BIGINT, migrated: BIGINT, writtenOff: BIGINT },
});
/** What the contract counts of submissions. */
export const COUNTED = partsOf({ submissions: BIGINT, pendingCount: BIGINT, nextPeriod: BIGINT });

const TERMS = partsOf({
  ...{ pulled: BIGINT, coverage: BIGINT, shared: BIGINT, deficit: BIGINT, bond: BIGINT, bondFromClaimable: BIGINT },
  challengeEnd: BIGINT,
});
const place = { block: COUNT, transaction: TEXT };
export const DEMANDS = withFunctions(["get", "values"], "a Map");
/** What each submission tells, of the chain or of a file. */
const told = { serial: BIGINT, period: BIGINT, operator: TEXT, settlement: SETTLEMENT, terms: TERMS, dataURI: TEXT };
export const SUBMISSION = partsOf(
  {
    ...{ ...told, policy: RULE_PARTS, submittedAt: BIGINT, submitted: partsOf(place), quietUntil: ifGiven(BIGINT) },
    ...{ status: TEXT, ending: ifGiven(partsOf(place)), demands: DEMANDS },
  },
  "a submission, of submissionsOf",
);

const timed = { ...place, time: BIGINT };
/** What each way to end tells beside its place. */
const ENDS = {
  finalized: partsOf({ clearing: TEXT, coverage: BIGINT }),
  voided: partsOf({ fault: ifGiven(TEXT), challenger: TEXT, reward: BIGINT, forfeited: BIGINT }),
  cancelled: partsOf({ returned: BIGINT, forfeited: BIGINT }),
};
const ENDED: Check = (value, what) => {
  partsOf({ state: oneOf(Object.keys(ENDS)), ...timed })(value, what);
  ENDS[(value as { readonly state: keyof typeof ENDS }).state](value, what);
};
export const HISTORY_BLOCK = partsOf({ number: COUNT, hash: TEXT, time: BIGINT });
/** Of what a history is, and up to where. */
export const HISTORY_OF = { chainId: UINT256, fund: ADDRESS, block: HISTORY_BLOCK };
export const HISTORY = partsOf(
  {
    ...{ ...HISTORY_OF, totals: TOTALS },
    submissions: listOf(partsOf({ ...told, policy: RULE_PARTS, submitted: partsOf(timed), ended: ifGiven(ENDED) })),
    credits: listOf(partsOf({ period: BIGINT, amount: BIGINT, count: BIGINT, lastTime: BIGINT })),
    payments: listOf(partsOf({ kind: TEXT, amount: BIGINT, ...timed })),
  },
  "a history, such as of parseHistory",
);
