// What is published of a fund, by its kind.
import { ANY_CAPITALS } from "../chain/given.ts";
import { BIGINT, FLAG, ifGiven, listOf, partsOf, TEXT, UINT256 } from "../columns/given.ts";
import { SUBMISSION } from "../history/given.ts";
import { DECIMALS } from "../tables/given.ts";

const OVERVIEW = partsOf({
  ...{ block: BIGINT, time: BIGINT, assets: BIGINT, solvency: BIGINT, paused: FLAG, closed: FLAG },
  ...{ lastEndTime: BIGINT, policy: partsOf({}) },
});
export const FEED = partsOf(
  {
    ...{ chainId: UINT256, fund: ANY_CAPITALS, symbol: TEXT, decimals: DECIMALS, overview: OVERVIEW, payable: BIGINT },
    submissions: listOf((value, what) => {
      SUBMISSION(value, what);
      partsOf({ endedAt: ifGiven(BIGINT) })(value, what);
    }),
  },
  "what readFeed read",
);
export const PUBLISHER = partsOf({ name: TEXT, page: ifGiven(TEXT) });
