import type { Text } from "./index.ts";
import { common } from "./zh/common.ts";
import { overview } from "./zh/overview.ts";
import { rule } from "./zh/rule.ts";
import { settlements } from "./zh/settlements.ts";

export const zh: Text = { common, overview, settlements, rule };
