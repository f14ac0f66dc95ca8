export { checkPrices, type MissingPrices, type OutsideLiquidation, type Outsiders, type PriceCheck } from "./check.ts";
export { costOf, type PriceCost } from "./cost.ts";
export { type HeldPrice, holdPrice, type PriceRange, type Standing } from "./judge.ts";
export { minuteOf, parseMinute } from "./minute.ts";
export { formatPrice, PRICE_DECIMALS, parsePrice, priceText, type Worth } from "./price.ts";
export { readPricesCsv, readPricesParquet } from "./read.ts";
export { createPriceTable, PRICE_TABLE_COLUMNS, type PriceTable, type PriceTableBuilder } from "./table.ts";
