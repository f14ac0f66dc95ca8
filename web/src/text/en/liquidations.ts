import type { Side } from "zke-insurance-fund";
import type { LiquidationOrder } from "../../verify/liquidations.ts";

const orders: Record<LiquidationOrder, string> = {
  list: "as in the list, by key",
  time: "time",
  market: "market, then time",
  loss: "largest loss first",
  profit: "largest profit first",
};

const sides: Record<Side, string> = { long: "Long", short: "Short" };

/** What a list of liquidations says. */
export const liquidations = {
  title: "The liquidations",
  none: "The period had no liquidation.",
  notJudged: "These are the bundle's own figures. What is wrong with them stands above.",
  note: (unit: string) =>
    `A price is value divided by quantity: ${unit} for one unit of the market. The time is the second in which the engine had closed the position. No contract knows what a market paid; you can hold each price against the lowest and highest trades of that minute, which exchanges publish as candles. With such a table, the command-line tool does it for all of them:`,
  token: "tokens",
  search: "Market, or how a key begins",
  order: "Sorted by",
  orders,
  shown: (shown: string, all: string) => `${shown} of ${all} are shown.`,
  noMatch: "None has such a market or key.",
  more: "Show more",
  market: "Market",
  side: "Side",
  sides,
  time: "Closed",
  quantity: "Quantity",
  takeoverPrice: "Takeover price",
  closePrice: "Close price",
  result: "Result",
  key: "Key",
};
