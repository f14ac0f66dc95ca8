import type { CheckText } from "./index.ts";
import { given } from "./zh/given.ts";
import { identity } from "./zh/identity.ts";
import { problems } from "./zh/problems.ts";

export const zhChecks: CheckText = { given, identity, problems };
