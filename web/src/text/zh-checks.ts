import type { CheckText } from "./index.ts";
import { identity } from "./zh/identity.ts";
import { problems } from "./zh/problems.ts";
import { share } from "./zh/share.ts";

export const zhChecks: CheckText = { share, identity, problems };
