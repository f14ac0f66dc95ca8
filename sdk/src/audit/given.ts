// What an audit found out, as it is given to those who tell it, by its kinds.
import { ADDRESS } from "../chain/given.ts";
import { COUNT, ifGiven, LIST, listOf, OBJECT, partsOf, TEXT, UINT256, withFunctions } from "../columns/given.ts";
import { HISTORY_BLOCK } from "../history/given.ts";
import { STANDING } from "../operations/given.ts";
import { DECIMALS } from "../tables/given.ts";

const MAP = withFunctions(["get", "values"], "a Map");

export const AUDIT = partsOf(
  {
    ...{ chainId: UINT256, fund: ADDRESS, token: ADDRESS, decimals: DECIMALS, block: HISTORY_BLOCK, fromBlock: COUNT },
    ...{ logCount: COUNT, compared: COUNT, answers: OBJECT, findings: partsOf({ count: COUNT, kept: LIST }) },
    ...{ ledger: partsOf({ books: OBJECT, periods: MAP, submissions: LIST }), timeline: partsOf({ points: LIST }) },
    ...{ bundles: LIST, largest: LIST, remarks: listOf(TEXT), prices: ifGiven(OBJECT), standing: ifGiven(STANDING) },
  },
  "what audit came to",
);
export const RECORDER = withFunctions(["add", "clear", "history"], "a recorder, of createHistoryRecorder");
