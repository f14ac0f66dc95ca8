import type { connection } from "./en/connection.ts";
import type { remedy } from "./en/remedy.ts";
import type { rule } from "./en/rule.ts";
import type { en } from "./en.ts";
import type { enChecks } from "./en-checks.ts";
import type { enFailures } from "./en-failures.ts";

/** All that the page says before a visitor checks something, in one language. */
export type Text = typeof en;
/** What it says of statements and bundles that a visitor checks. */
export type CheckText = typeof enChecks;
/** What it says where a node or a fund does not answer as it should. */
export type FailureText = typeof enFailures;
/** What it says of the rule, its roles and its limits. */
export type RuleText = typeof rule;
/** What it says of the connection, its settings, links and configuration. */
export type ConnectionText = typeof connection;

/** What it says of having a settlement voided. */
export type RemedyText = typeof remedy;

export const LANGUAGES = ["en", "zh"] as const;
export type Language = (typeof LANGUAGES)[number];

// Each is loaded by itself: a visitor reads one.
const CATALOGUES: Record<Language, () => Promise<Text>> = {
  en: async () => (await import("./en.ts")).en,
  zh: async () => (await import("./zh.ts")).zh,
};
// Most visitors check nothing.
const CHECKS: Record<Language, () => Promise<CheckText>> = {
  en: async () => (await import("./en-checks.ts")).enChecks,
  zh: async () => (await import("./zh-checks.ts")).zhChecks,
};
// And most nodes answer.
const FAILURES: Record<Language, () => Promise<FailureText>> = {
  en: async () => (await import("./en-failures.ts")).enFailures,
  zh: async () => (await import("./zh-failures.ts")).zhFailures,
};

const RULES: Record<Language, () => Promise<RuleText>> = {
  en: async () => (await import("./en/rule.ts")).rule,
  zh: async () => (await import("./zh/rule.ts")).rule,
};
// And most visitors come by a plain address, and change nothing.
const CONNECTIONS: Record<Language, () => Promise<ConnectionText>> = {
  en: async () => (await import("./en/connection.ts")).connection,
  zh: async () => (await import("./zh/connection.ts")).connection,
};

// And few settlements are wrong.
const REMEDIES: Record<Language, () => Promise<RemedyText>> = {
  en: async () => (await import("./en/remedy.ts")).remedy,
  zh: async () => (await import("./zh/remedy.ts")).remedy,
};

/** How each language is called in itself, and named to browsers. */
export const LANGUAGE_NAMES: Record<Language, string> = { en: "English", zh: "中文" };
export const LANGUAGE_TAGS: Record<Language, string> = { en: "en", zh: "zh-Hans" };

/** Loads the catalogue of a language. */
export function loadText(language: Language): Promise<Text> {
  return CATALOGUES[language]();
}

/** Loads what a language says of checks. */
export function loadChecks(language: Language): Promise<CheckText> {
  return CHECKS[language]();
}

/** Loads what a language says of failures. */
export function loadFailures(language: Language): Promise<FailureText> {
  return FAILURES[language]();
}

/** Loads what a language says of the rule. */
export function loadRule(language: Language): Promise<RuleText> {
  return RULES[language]();
}

/** Loads what a language says of having a settlement voided. */
export function loadRemedy(language: Language): Promise<RemedyText> {
  return REMEDIES[language]();
}

/** Loads what a language says of the connection. */
export function loadConnection(language: Language): Promise<ConnectionText> {
  return CONNECTIONS[language]();
}

/** The first of a visitor's languages that the page speaks; English if it speaks none. */
export function languageFor(preferred: readonly string[]): Language {
  for (const tag of preferred) {
    const known = LANGUAGES.find((language) => tag.toLowerCase().split("-")[0] === language);
    if (known !== undefined) return known;
  }
  return "en";
}

/** The visitor's own form of the page's language, for numbers and times: en-GB rather than en. */
export function localeFor(language: Language, preferred: readonly string[]): string {
  return preferred.find((tag) => tag.toLowerCase().split("-")[0] === language) ?? LANGUAGE_TAGS[language];
}
