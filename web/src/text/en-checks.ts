import { ENGLISH, type Language } from "zke-insurance-fund";
import { identity } from "./en/identity.ts";
import { share } from "./en/share.ts";

export const enChecks = { share, identity, problems: ENGLISH as Language };
