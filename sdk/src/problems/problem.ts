import { ChainError, type ChainErrorDetails, InputError, type InputErrorDetails, type ProblemData } from "../errors.ts";

/** How a sentence shows figures: in a reader's own form. */
export interface Show {
  /** An amount in base units. */
  amount(units: bigint): string;
  /** How many there are of something, or an index. */
  count(number: bigint): string;
  /** A time in Unix seconds. */
  time(seconds: bigint): string;
}

/** A problem in words: what is wrong, what stands there, and what should. */
export type Said = string | SaidParts;
/** The parts of a sentence about a problem: why, what stands there, and what should. */
export interface SaidParts {
  readonly reason: string;
  readonly got?: string | undefined;
  readonly expected?: string | undefined;
}

/** Sentences by the codes of problems. */
export type Sentences = Readonly<Record<string, (args: never, show: Show) => Said>>;

/** What a sentence is told. */
export type ArgsOf<Sentence> = Sentence extends () => Said
  ? Empty
  : Sentence extends (args: infer A, show: Show) => Said
    ? A
    : never;
type Empty = Readonly<Record<never, never>>;

/** A problem that some sentences are about: its code, and the arguments that belong to the code. */
export type ProblemIn<Words, Code extends keyof Words = keyof Words> = Code extends keyof Words
  ? { readonly code: Code; readonly args: ArgsOf<Words[Code]> }
  : never;

/** Sentences of another language about the same problems: one that is missing does not compile. */
export type Translated<Words> = {
  readonly [Code in keyof Words]: (args: ArgsOf<Words[Code]>, show: Show) => Said;
};

/** Figures without decimals, separators or a time zone: amounts in base units, times as ISO 8601 has them. */
export const PLAIN: Show = { amount: String, count: String, time: isoTime };

/**
 * The error of a caller whose input has a problem.
 *
 * @param words the English sentences that the code is one of
 * @param details the place, and what stands there or should, where that needs no words
 * @example
 * throw refused(BASICS, "notDecimal", {}, { got: "1e3" });
 */
export function refused<Words extends Sentences, Code extends keyof Words & string>(
  words: Words,
  code: Code,
  args: ArgsOf<Words[Code]>,
  details: InputErrorDetails = {},
): InputError {
  const { reason, ...facts } = say(words, { code, args });
  return new InputError(reason, { ...facts, ...details }, { code, args });
}

/** The error of a chain on which something is not as it should be; the same way. */
export function failed<Words extends Sentences, Code extends keyof Words & string>(
  words: Words,
  code: Code,
  args: ArgsOf<Words[Code]>,
  details: ChainErrorDetails = {},
): ChainError {
  const problem = { code, args };
  return new ChainError(say(words, problem).reason, { ...details, problem });
}

/**
 * A problem in the words of one language; its bare code where they have none for it.
 *
 * @example
 * const { reason, expected } = say(ENGLISH, { code: "profitZero", args: { row: 3 } });
 */
export function say(words: Sentences, { code, args }: ProblemData, show: Show = PLAIN): SaidParts {
  const said = Object.hasOwn(words, code) ? words[code]?.(args as never, show) : undefined;
  if (said === undefined) return { reason: code };
  return typeof said === "string" ? { reason: said } : said;
}

/** A time in seconds; times beyond the calendar stay numbers. */
function isoTime(seconds: bigint): string {
  const date = new Date(Number(seconds) * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : date.toISOString().replace(".000Z", "Z");
}
