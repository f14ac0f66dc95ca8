import type { Text } from "./index.ts";
import { amounts } from "./zh/amounts.ts";
import { common } from "./zh/common.ts";
import { overview } from "./zh/overview.ts";
import { settlements } from "./zh/settlements.ts";
import { verdict } from "./zh/verdict.ts";

export const zh: Text = { amounts, common, overview, settlements, verdict };
