import { common } from "./en/common.ts";
import { overview } from "./en/overview.ts";
import { rule } from "./en/rule.ts";
import { sdk } from "./en/sdk.ts";
import { settlements } from "./en/settlements.ts";
import { share } from "./en/share.ts";
import { verify } from "./en/verify.ts";

export const en = { common, overview, settlements, share, verify, rule, sdk };
