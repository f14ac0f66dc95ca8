import { ENGLISH, type Language } from "zke-insurance-fund";
import { given } from "./en/given.ts";
import { identity } from "./en/identity.ts";

export const enChecks = { given, identity, problems: ENGLISH as Language };
