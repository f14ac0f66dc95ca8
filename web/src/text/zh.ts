import type { Text } from "./index.ts";
import { basics } from "./zh/basics.ts";
import { common } from "./zh/common.ts";
import { overview } from "./zh/overview.ts";
import { rule } from "./zh/rule.ts";
import { settlements } from "./zh/settlements.ts";

export const zh: Text = { basics, common, overview, settlements, rule };
