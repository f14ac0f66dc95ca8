import { ChainError, escaped, InputError, type ProblemData } from "../../errors.ts";
import { RowErrors } from "../../tables/row-errors.ts";

export { formatTime } from "../../rule/time.ts";

/** How a command ends; the shell sees the number. */
export const EXIT = {
  done: 0,
  no: 1,
  unusable: 2,
  chain: 3,
  hungUp: 129,
  interrupted: 130,
  terminated: 143,
} as const;

/** One of the numbers of `EXIT`. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Sets the number that the shell will see; what is still to be written is written first. */
export function endWith(code: ExitCode): void {
  process.exitCode = code;
}

const ENDS = { SIGTERM: EXIT.terminated, SIGHUP: EXIT.hungUp, no: EXIT.no };

/** A command was stopped before it was done: by a signal, or by who was asked and said no. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly exitCode: ExitCode;

  constructor(message: string, by: NodeJS.Signals | "no" = "SIGINT") {
    super(message);
    this.exitCode = by in ENDS ? ENDS[by as keyof typeof ENDS] : EXIT.interrupted;
  }
}

/** Prints a result as the one JSON value on standard output; integers become decimal strings. */
export function printJson(value: unknown, indent?: number): void {
  const text = JSON.stringify(value, (_, part) => (typeof part === "bigint" ? part.toString() : part), indent);
  process.stdout.write(`${escaped(text)}\n`);
}

/** Prints lines for a person on standard output. Names may be hostile: what is not seen is written out. */
export function printLines(...lines: readonly string[]): void {
  process.stdout.write(`${escaped(lines.join("\n"))}\n`);
}

/** Prints lines on standard error: what is said beside the result. */
export function note(...lines: readonly string[]): void {
  process.stderr.write(`${escaped(lines.join("\n"))}\n`);
}

/**
 * Tells what went wrong: a sentence on standard error, and with `json` the one JSON value on standard output.
 * The exit code is the one that belongs to the error.
 */
export function reportFailure(error: unknown, json: boolean): void {
  const message = sentenceOf(error);
  note(message);
  if (json) printJson({ error: { message, ...factsOf(error) } });
  if (error instanceof ChainError) endWith(EXIT.chain);
  else endWith(error instanceof Interrupted ? error.exitCode : EXIT.unusable);
}

function factsOf(error: unknown): object {
  if (error instanceof InputError) return dataOf(error);
  if (!(error instanceof ChainError)) return {};
  return { kind: error.kind, transaction: error.transaction, ...codeOf(error) };
}

/**
 * Lets a command go on though nobody reads what it says: a reader such as `head` may leave before everything is written. A result
 * that cannot be written for another reason, a full disk say, ends with exit code 3.
 */
export function outliveReaders(): void {
  process.stderr.on("error", () => {});
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") return;
    note(`The result could not be written: ${oneLine(error.message)}`);
    endWith(EXIT.chain);
  });
}

/** What an error says to a program: its place, and its code where it has one. */
function dataOf(error: InputError): object {
  const data = { ...error.details, ...codeOf(error) };
  if (!(error instanceof RowErrors)) return data;
  return {
    ...data,
    count: String(error.count),
    errors: error.errors.map((each) => ({ message: each.toString(), ...dataOf(each) })),
  };
}

const codeOf = ({ code, args }: ProblemData) => (code === "other" ? {} : { code, args });

/** An error as one line; a stack trace helps nobody at a terminal. */
function sentenceOf(error: unknown): string {
  if (error instanceof RowErrors) return error.lines().map(oneLine).join("\n");
  if (error instanceof InputError || error instanceof ChainError) return oneLine(error.toString());
  if (error instanceof Interrupted) return error.message;
  return `unexpected error: ${oneLine(error instanceof Error ? error.message : String(error))}`;
}

function oneLine(text: string): string {
  return text.replace(/\s*[\r\n]+\s*/g, " ").trim();
}

/** Lines of a label and a value each, the values below each other. */
export function tableLines(rows: readonly (readonly [label: string, value: string])[]): string[] {
  const width = Math.max(...rows.map(([label]) => label.length));
  return rows.map(([label, value]) => `  ${label.padEnd(width)}  ${value}`);
}
