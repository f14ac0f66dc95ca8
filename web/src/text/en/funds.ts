import type { Standing } from "../../fund-standing.ts";

const standings: Record<Standing, string> = {
  whole: "its tokens are there",
  short: "tokens are missing",
  stopped: "paused or closed",
  unknown: "not read now",
};

/** What is said where the host has several funds. */
export const funds = {
  title: "Funds",
  standings,
  totals: {
    title: "Totals per asset",
    note: "Each fund at its newest block. An asset is a token: one chain, one address. Nothing is added up over different tokens, since no price is on chain.",
    asset: "Asset",
    counted: "Funds in the sum",
    assets: "Assets",
    reserved: "Reserved",
    missing: (amount: string) => `Tokens missing: ${amount}`,
    without: (names: string) => `Without ${names}: not read now.`,
    none: "none",
    unknown: (names: string) => `Not read, and in no sum: ${names}.`,
    alike: (symbol: string) =>
      `Several tokens call themselves ${symbol}. That makes them no one asset: each is counted by itself.`,
  },
};
