/** What is wrong, as data: a code, and the arguments that belong to it. Sentences are made of it in any language. */
export interface ProblemData {
  readonly code: string;
  readonly args: object;
}

/** Where an input is wrong, and what stands there; every part is optional. */
export interface InputErrorDetails {
  readonly file?: string | undefined;
  /** Counted from 1, the header line included. */
  readonly line?: number | undefined;
  /** Of a file that has no lines, counted from 1. */
  readonly row?: number | undefined;
  readonly column?: string | undefined;
  readonly got?: string | undefined;
  readonly expected?: string | undefined;
}

/**
 * The caller's input cannot be used: what was given, what was expected. The command line ends with exit code 2 on it.
 *
 * @example
 * const error = new InputError("an amount has at most 6 decimals", { file: "p.csv", line: 4, column: "profit", got: "1.0000001" });
 * error.toString() // 'p.csv:4: column "profit": an amount has at most 6 decimals (got "1.0000001")'
 */
export class InputError extends Error implements ProblemData {
  override readonly name = "InputError";
  readonly details: InputErrorDetails;
  /** What is wrong; "other", with the reason as its argument, where there is no code for it. */
  readonly code: string;
  readonly args: object;

  constructor(reason: string, details: InputErrorDetails = {}, { code, args }: ProblemData = otherProblem(reason)) {
    super(reason);
    this.details = details;
    this.code = code;
    this.args = args;
  }

  /** The same error with its place filled in: what a pure function cannot know, the reader of a file adds. */
  at(place: InputErrorDetails): InputError {
    return new InputError(this.message, { ...place, ...definedOf(this.details) }, this);
  }

  /** The same error, of a file by another name: without a folder that tells its reader nothing. */
  in(file: string): InputError {
    return new InputError(this.message, { ...this.details, file }, this);
  }

  /** One line for a person: `file:line: column "x": reason (got "...", expected ...)`, or `file: row 8, column "x": ...`. */
  override toString(): string {
    const { file, line, row, column, got, expected } = this.details;
    const place = [file, line !== undefined && (file === undefined ? `line ${line}` : line)].filter(isPart).join(":");
    const cell = [row !== undefined && `row ${row}`, column !== undefined && placeText(column)].filter(isPart);
    const where = [place, cell.join(", ")].filter(isPart).map((part) => `${part}: `);
    const facts = [got !== undefined && `got ${quoted(got)}`, expected !== undefined && `expected ${expected}`];
    const aside = facts.filter(isPart).join(", ");
    return `${where.join("")}${this.message}${aside && ` (${aside})`}`;
  }
}

/** What a computation gave that refuses what breaks the rule, or its refusal. */
export type Attempt<T> = { readonly result: T } | { readonly refusal: InputError };

/** Tries it. */
export function attempt<T>(compute: () => T): Attempt<T> {
  try {
    return { result: compute() };
  } catch (error) {
    if (error instanceof InputError) return { refusal: error };
    throw error;
  }
}

/** Tries it. */
export async function attemptAsync<T>(compute: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { result: await compute() };
  } catch (error) {
    if (error instanceof InputError) return { refusal: error };
    throw error;
  }
}

/** What kind of trouble with a chain it is. Only "reverted" is a contract's word; everything else says nothing about what was asked. */
export type ChainErrorKind =
  /** A contract refused; `revert` says how. */
  | "reverted"
  /** A node gave no answer that can be used: not reached, too busy, broken, or behind. Asking again, or another node, may help. */
  | "node"
  /** The node left out what the contract counts. */
  | "incomplete"
  /** Nodes that were asked the same differ. */
  | "differs"
  /** The chain changed while it was read. */
  | "changed"
  /** The node refuses a transaction for good: too little ether, say. */
  | "refused"
  /** What is sent must be kept before, and cannot be: the disk is full, the file locked, or the database not reached. */
  | "unkept"
  /** A transaction is on its way, and was not confirmed in time; `transaction` is its hash. */
  | "underway"
  /** Nothing of what was asked for is there: no fund, no token, no settlement. */
  | "absent"
  /** It is another chain, or another fund, than it should be. */
  | "foreign";

/** Why a contract refused. */
export interface Revert {
  /** The custom error's name, "Error" for a text, "Panic" for a failed assertion, or "" where nothing was said. */
  readonly name: string;
  readonly args: readonly unknown[];
}

/** What goes with a trouble with a chain. */
export interface ChainErrorDetails {
  /** "node" unless given: what nobody has put a name to is no verdict. */
  readonly kind?: ChainErrorKind;
  readonly revert?: Revert | undefined;
  /** After how many milliseconds the node wants to be asked again. */
  readonly retryAfter?: number | undefined;
  readonly transaction?: string | undefined;
  readonly cause?: unknown;
  /** The same as data, where it has a code. */
  readonly problem?: ProblemData | undefined;
}

/** The chain refused, or could not be reached. The command line ends with exit code 3 on it. */
export class ChainError extends Error implements ProblemData {
  override readonly name = "ChainError";
  readonly kind: ChainErrorKind;
  readonly revert: Revert | undefined;
  readonly retryAfter: number | undefined;
  readonly transaction: string | undefined;
  /** What is wrong; "other", with the reason as its argument, where there is no code for it. */
  readonly code: string;
  readonly args: object;

  constructor(reason: string, details: ChainErrorDetails = {}) {
    const { kind = "node", revert, retryAfter, transaction, cause, problem = otherProblem(reason) } = details;
    super(reason, cause === undefined ? undefined : { cause });
    this.code = problem.code;
    this.args = problem.args;
    this.kind = kind;
    this.revert = revert;
    this.retryAfter = retryAfter;
    this.transaction = transaction;
  }

  override toString(): string {
    return this.message;
  }
}

function otherProblem(said: string): ProblemData {
  return { code: "other", args: { said } };
}

const LONGEST_QUOTE = 80;
// Control and format characters, of which JSON leaves some as they are: terminals act on them, and some turn text around.
const UNSEEN = /[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/gu;

/**
 * A text in which whatever is not seen is written out as JSON does, so that it stays the same in JSON; lines stay lines.
 *
 * @example
 * escaped("bob\u202e") // "bob\\u202e"
 */
export function escaped(text: string): string {
  return text.replace(UNSEEN, (sign) =>
    Array.from({ length: sign.length }, (_, i) => `\\u${sign.charCodeAt(i).toString(16).padStart(4, "0")}`).join(""),
  );
}

/** Hostile input is shown on one line and cut, never echoed raw to a terminal. */
export function quoted(text: string): string {
  // What a program without types gives may be no text.
  const whole = String(text);
  const cut = whole.length > LONGEST_QUOTE ? `${whole.slice(0, LONGEST_QUOTE)}...` : whole;
  return escaped(JSON.stringify(cut));
}

/** A column of a table, or an option of a command. */
const placeText = (column: string) => (column.startsWith("--") ? column : `column ${quoted(column)}`);

function isPart(part: string | number | undefined | false): part is string | number {
  return part !== undefined && part !== false && part !== "";
}

/** Without the parts that are undefined. */
export function definedOf<T extends object>(parts: T): T {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as T;
}
