import type { connection } from "./en/connection.ts";
import type { funds } from "./en/funds.ts";
import type { remedy } from "./en/remedy.ts";
import type { rule } from "./en/rule.ts";
import type { en } from "./en.ts";
import type { enChecks } from "./en-checks.ts";
import type { enFailures } from "./en-failures.ts";
import type { enVerify } from "./en-verify.ts";

/** All that the page says before a visitor checks something, in one language. */
export type Text = typeof en;
/** What it says of statements that a visitor checks, and of all that can be wrong with what is checked. */
export type CheckText = typeof enChecks;
/** What it says of whole settlements that a visitor recomputes. */
export type VerifyText = typeof enVerify;
/** What it says where a node or a fund does not answer as it should. */
export type FailureText = typeof enFailures;
/** What it says of the rule, its roles and its limits. */
export type RuleText = typeof rule;
/** What it says of the connection, its settings, links and configuration. */
export type ConnectionText = typeof connection;
/** What it says of having a settlement voided. */
export type RemedyText = typeof remedy;

/** What it says of several funds. */
export type FundsText = typeof funds;

/** A language that the page speaks. Its words are loaded in parts: a visitor reads one language, and most check nothing. */
export interface LanguagePack {
  /** How it is called in itself. */
  readonly name: string;
  /** Its BCP 47 tag, for browsers. */
  readonly tag: string;
  text(): Promise<Text>;
  checks(): Promise<CheckText>;
  verify(): Promise<VerifyText>;
  failures(): Promise<FailureText>;
  rule(): Promise<RuleText>;
  connection(): Promise<ConnectionText>;
  remedy(): Promise<RemedyText>;
  funds(): Promise<FundsText>;
}
