import { BASICS, type Translated } from "zke-insurance-fund";
import { common } from "./en/common.ts";
import { overview } from "./en/overview.ts";
import { rule } from "./en/rule.ts";
import { settlements } from "./en/settlements.ts";

/** What cannot be used of what a visitor types. */
const basics: Translated<typeof BASICS> = BASICS;

export const en = { basics, common, overview, settlements, rule };
