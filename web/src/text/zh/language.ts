import type { LanguagePack } from "../language.ts";

/** Chinese, in simplified characters. */
export const language: LanguagePack = {
  name: "中文",
  tag: "zh-Hans",
  text: async () => (await import("../zh.ts")).zh,
  checks: async () => (await import("../zh-checks.ts")).zhChecks,
  verify: async () => (await import("../zh-verify.ts")).zhVerify,
  failures: async () => (await import("../zh-failures.ts")).zhFailures,
  rule: async () => (await import("./rule.ts")).rule,
  connection: async () => (await import("./connection.ts")).connection,
  remedy: async () => (await import("./remedy.ts")).remedy,
  funds: async () => (await import("./funds.ts")).funds,
};
