// What a Parquet file is read from, by its kind.
import { COUNT, FUNCTION, ifGiven, OBJECT, partsOf, TEXT } from "../columns/given.ts";

export const PARQUET_SOURCE = partsOf({
  ...{ name: TEXT, file: partsOf({ byteLength: COUNT, slice: FUNCTION }), compressors: ifGiven(OBJECT) },
  ...{ onMetadata: ifGiven(FUNCTION), mostRows: ifGiven(COUNT), onUnreadable: ifGiven(FUNCTION) },
  onRows: ifGiven(FUNCTION),
});
