import { connection as enConnection } from "../../../web/src/text/en/connection.ts";
import { funds as enFunds } from "../../../web/src/text/en/funds.ts";
import { rule as enRule } from "../../../web/src/text/en/rule.ts";
import { en as enText } from "../../../web/src/text/en.ts";
import { enChecks } from "../../../web/src/text/en-checks.ts";
import { enVerify } from "../../../web/src/text/en-verify.ts";
import type { CheckText, ConnectionText, FundsText, RuleText, Text, VerifyText } from "../../../web/src/text/index.ts";
import { connection as zhConnection } from "../../../web/src/text/zh/connection.ts";
import { funds as zhFunds } from "../../../web/src/text/zh/funds.ts";
import { rule as zhRule } from "../../../web/src/text/zh/rule.ts";
import { zh as zhText } from "../../../web/src/text/zh.ts";
import { zhChecks } from "../../../web/src/text/zh-checks.ts";
import { zhVerify } from "../../../web/src/text/zh-verify.ts";

/** All that the page says, once it was asked to check something. */
export type Words = Text &
  CheckText &
  VerifyText & { readonly connection: ConnectionText; readonly rule: RuleText; readonly funds: FundsText };

export const en: Words = {
  ...enText,
  ...enChecks,
  ...enVerify,
  connection: enConnection,
  rule: enRule,
  funds: enFunds,
};
export const zh: Words = {
  ...zhText,
  ...zhChecks,
  ...zhVerify,
  connection: zhConnection,
  rule: zhRule,
  funds: zhFunds,
};
