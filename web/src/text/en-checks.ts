import { identity } from "./en/identity.ts";
import { liquidations } from "./en/liquidations.ts";
import { sdk } from "./en/sdk.ts";
import { share } from "./en/share.ts";
import { verify } from "./en/verify.ts";

export const enChecks = { share, verify, liquidations, identity, sdk };
