import { AMOUNTS, CHAINS, type Translated } from "zke-insurance-fund";
import { common } from "./en/common.ts";
import { overview } from "./en/overview.ts";
import { rule } from "./en/rule.ts";
import { settlements } from "./en/settlements.ts";

/** What cannot be used of what a visitor types. */
const amounts: Translated<typeof AMOUNTS> = AMOUNTS;

/** What is not there, or is another than it should be, where the chain was asked. */
const chains: Translated<typeof CHAINS> = CHAINS;

export const en = { amounts, chains, common, overview, settlements, rule };
