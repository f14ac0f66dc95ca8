import { AMOUNTS, type Translated } from "zke-insurance-fund";
import { common } from "./en/common.ts";
import { overview } from "./en/overview.ts";
import { settlements } from "./en/settlements.ts";
import { verdict } from "./en/verdict.ts";

/** What cannot be used of what a visitor types. */
const amounts: Translated<typeof AMOUNTS> = AMOUNTS;

export const en = { amounts, common, overview, settlements, verdict };
