import { common } from "./en/common.ts";
import { overview } from "./en/overview.ts";
import { rule } from "./en/rule.ts";
import { settlements } from "./en/settlements.ts";

export const en = { common, overview, settlements, rule };
