// What lists, leaves and headers are given, by their kinds; what stands in them is judged elsewhere.
import { assertCount } from "../columns/amounts.ts";
import {
  AMOUNT_COLUMN,
  bigintOf,
  type Check,
  COUNT,
  LIMBS,
  LIST,
  partsOf,
  RAW_BYTES,
  UINT256,
  WORD,
  withPart,
} from "../columns/given.ts";
import { SETTLEMENT_FIELDS } from "./header.ts";

/** A header, each field of its bits. */
export const SETTLEMENT = partsOf(
  Object.fromEntries(
    Object.entries(SETTLEMENT_FIELDS).map(([name, bits]) => [name, bits === 256 ? WORD : bigintOf(bits)]),
  ),
);

const ROW_COUNT: Check = (value) => assertCount(value as number);
const positionColumns = { count: ROW_COUNT, keys: RAW_BYTES, profits: AMOUNT_COLUMN };
export const POSITION_COLUMNS = partsOf(positionColumns);
export const POSITION_LIST = partsOf({ ...positionColumns, cumulative: AMOUNT_COLUMN });
export const COMMITTED_POSITIONS = partsOf({ ...positionColumns, cumulative: AMOUNT_COLUMN, headCount: COUNT });

const liquidationColumns = {
  ...{ count: ROW_COUNT, keys: RAW_BYTES, markets: RAW_BYTES, sides: RAW_BYTES, times: LIMBS },
  ...{ quantities: AMOUNT_COLUMN, takeoverValues: AMOUNT_COLUMN, closeValues: AMOUNT_COLUMN },
};
export const LIQUIDATION_COLUMNS = partsOf(liquidationColumns);
export const LIQUIDATION_LIST = partsOf({
  ...liquidationColumns,
  ...{ cumulativeProfit: AMOUNT_COLUMN, cumulativeLoss: AMOUNT_COLUMN },
});
/** Liquidations as rows or as columns. */
export const LIQUIDATIONS: Check = (value, what) => (Array.isArray(value) ? LIST : LIQUIDATION_COLUMNS)(value, what);

export const POSITION = partsOf({ index: UINT256, key: WORD, profit: UINT256, cumulativeProfit: UINT256 });
export const LIQUIDATION = partsOf({
  index: UINT256,
  ...{ key: WORD, market: WORD, side: UINT256, quantity: UINT256, takeoverValue: UINT256, closeValue: UINT256 },
  ...{ time: UINT256, cumulativeProfit: UINT256, cumulativeLoss: UINT256 },
});

/** Ids one behind the other: where each ends is a number of some typed array, or of a plain one. */
export const PACKED_IDS = partsOf({ bytes: RAW_BYTES, ends: withPart("length", COUNT, "a list of numbers") });
