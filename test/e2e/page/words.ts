import { en as enText } from "../../../web/src/text/en.ts";
import { enChecks } from "../../../web/src/text/en-checks.ts";
import type { CheckText, Text } from "../../../web/src/text/index.ts";
import { zh as zhText } from "../../../web/src/text/zh.ts";
import { zhChecks } from "../../../web/src/text/zh-checks.ts";

/** All that the page says, once it was asked to check something. */
export type Words = Text & CheckText;

export const en: Words = { ...enText, ...enChecks };
export const zh: Words = { ...zhText, ...zhChecks };
