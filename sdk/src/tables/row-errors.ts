import { InputError } from "../errors.ts";

/** So many are told with their lines. */
const MOST_TOLD = 20;
/** So many are counted: each costs time. */
const MOST_COUNTED = 10_000;

/**
 * What is wrong with the rows of a file: as one error, that of the first row, and the others behind it.
 *
 * @example
 * if (error instanceof RowErrors) for (const each of error.errors) console.log(String(each));
 */
export class RowErrors extends InputError {
  /** The first of them, in the order of the file; 20 at most. */
  readonly errors: readonly InputError[];
  /** How many there are. */
  readonly count: number;
  /** Whether there may be more: the file was not read to its end, since there were so many. */
  readonly isCut: boolean;

  constructor(errors: readonly InputError[], count: number, isCut: boolean) {
    const first = errors[0] as InputError;
    super(first.message, first.details, first);
    this.errors = errors;
    this.count = count;
    this.isCut = isCut;
  }

  /** A line for each, and how many there are. */
  lines(): string[] {
    const { file } = this.details;
    const all = `${file === undefined ? "" : `${file}: `}${this.count}${this.isCut ? " or more" : ""} rows are wrong`;
    return [...this.errors.map((error) => error.toString()), all];
  }

  override toString(): string {
    return this.lines().join("\n");
  }
}

/** Collects what is wrong with a file's rows, so that one run tells of all. */
export class RowErrorCollector {
  readonly #errors: InputError[] = [];
  #count = 0;

  /** @throws {InputError} all of them, where there are so many that the rest is not worth the time */
  add(error: InputError): void {
    this.#count++;
    if (this.#errors.length < MOST_TOLD) this.#errors.push(error);
    if (this.#count >= MOST_COUNTED) throw this.#all(true);
  }

  /** @throws {InputError} if there was any */
  assertNone(): void {
    if (this.#count > 0) throw this.#all(false);
  }

  /** What ended the reading, behind what was wrong before. */
  endedBy(error: unknown): unknown {
    if (!(error instanceof InputError) || this.#count === 0 || error instanceof RowErrors) return error;
    this.#count++;
    this.#errors.splice(MOST_TOLD - 1, 1, error);
    return this.#all(false);
  }

  #all(isCut: boolean): InputError {
    const [first] = this.#errors as [InputError];
    return this.#count === 1 ? first : new RowErrors(this.#errors, this.#count, isCut);
  }
}
