import type { VerifyText } from "./index.ts";
import { liquidations } from "./zh/liquidations.ts";
import { verify } from "./zh/verify.ts";

export const zhVerify: VerifyText = { verify, liquidations };
