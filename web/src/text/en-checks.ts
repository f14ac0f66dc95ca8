import { ENGLISH, type Language } from "zke-insurance-fund";
import { identity } from "./en/identity.ts";
import { liquidations } from "./en/liquidations.ts";
import { share } from "./en/share.ts";
import { verify } from "./en/verify.ts";

export const enChecks = { share, verify, liquidations, identity, problems: ENGLISH as Language };
