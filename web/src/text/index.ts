import { language as en } from "./en/language.ts";
import type {
  CheckText,
  ConnectionText,
  FailureText,
  FundsText,
  LanguagePack,
  RemedyText,
  RuleText,
  Text,
  VerifyText,
} from "./language.ts";
import { language as zh } from "./zh/language.ts";

export type {
  CheckText,
  ConnectionText,
  FailureText,
  FundsText,
  RemedyText,
  RuleText,
  Text,
  VerifyText,
} from "./language.ts";

// Each by the first part of its tag. A new language is a file beside these two, and its name here.
const PACKS = { en, zh } satisfies Record<string, LanguagePack>;
export type Language = keyof typeof PACKS;
export const LANGUAGES = Object.keys(PACKS) as readonly Language[];

/** How a language is called in itself, and named to browsers. */
export const nameOf = (language: Language): string => PACKS[language].name;
export const tagOf = (language: Language): string => PACKS[language].tag;

/** Loads the catalogue of a language. */
export const loadText = (language: Language): Promise<Text> => PACKS[language].text();
/** Loads what a language says of checks. */
export const loadChecks = (language: Language): Promise<CheckText> => PACKS[language].checks();
/** Loads what a language says of recomputing settlements. */
export const loadVerify = (language: Language): Promise<VerifyText> => PACKS[language].verify();
/** Loads what a language says of failures. */
export const loadFailures = (language: Language): Promise<FailureText> => PACKS[language].failures();
/** Loads what a language says of the rule. */
export const loadRule = (language: Language): Promise<RuleText> => PACKS[language].rule();
/** Loads what a language says of the connection. */
export const loadConnection = (language: Language): Promise<ConnectionText> => PACKS[language].connection();
/** Loads what a language says of having a settlement voided. */
export const loadRemedy = (language: Language): Promise<RemedyText> => PACKS[language].remedy();
/** Loads what a language says of several funds. */
export const loadFunds = (language: Language): Promise<FundsText> => PACKS[language].funds();

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
  return preferred.find((tag) => tag.toLowerCase().split("-")[0] === language) ?? tagOf(language);
}
