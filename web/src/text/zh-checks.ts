import type { CheckText } from "./index.ts";
import { identity } from "./zh/identity.ts";
import { liquidations } from "./zh/liquidations.ts";
import { problems } from "./zh/problems.ts";
import { share } from "./zh/share.ts";
import { verify } from "./zh/verify.ts";

export const zhChecks: CheckText = { share, verify, liquidations, identity, problems };
