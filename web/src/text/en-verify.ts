import { liquidations } from "./en/liquidations.ts";
import { verify } from "./en/verify.ts";

export const enVerify = { verify, liquidations };
