import type { LanguagePack } from "../language.ts";

/** English; what every other language must say is what is said here. */
export const language: LanguagePack = {
  name: "English",
  tag: "en",
  text: async () => (await import("../en.ts")).en,
  checks: async () => (await import("../en-checks.ts")).enChecks,
  verify: async () => (await import("../en-verify.ts")).enVerify,
  failures: async () => (await import("../en-failures.ts")).enFailures,
  rule: async () => (await import("./rule.ts")).rule,
  connection: async () => (await import("./connection.ts")).connection,
  remedy: async () => (await import("./remedy.ts")).remedy,
  funds: async () => (await import("./funds.ts")).funds,
};
