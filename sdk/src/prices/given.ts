// What prices are looked up in, by its kind.
import { COUNT, FUNCTION, partsOf } from "../columns/given.ts";

/** A list has an `at`, too. */
export const PRICE_TABLE = partsOf(
  { count: COUNT, marketCount: COUNT, at: FUNCTION },
  "a table of prices, of createPriceTable",
);
