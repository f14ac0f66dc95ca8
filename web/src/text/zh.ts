import type { Text } from "./index.ts";
import { common } from "./zh/common.ts";
import { overview } from "./zh/overview.ts";
import { rule } from "./zh/rule.ts";
import { sdk } from "./zh/sdk.ts";
import { settlements } from "./zh/settlements.ts";
import { share } from "./zh/share.ts";
import { verify } from "./zh/verify.ts";

export const zh: Text = { common, overview, settlements, share, verify, rule, sdk };
