import { FILES, type InputError, refused } from "zke-insurance-fund";
import { parseStatement, type Statement } from "zke-insurance-fund/bundle";

/** The longest statement that is read, in bytes: a real one has some two thousand, and long ids more. */
export const LONGEST_STATEMENT = 1 << 18;

/**
 * Reads a statement from a file that a visitor gives.
 *
 * @throws {InputError} if it is too large, no text, or no statement
 */
export async function readStatementFile(file: Blob): Promise<Statement> {
  if (file.size > LONGEST_STATEMENT) throw tooLong(file.size);
  return readStatementText(utf8From(await file.arrayBuffer()));
}

/**
 * Reads a statement from text that a visitor gives.
 *
 * @throws {InputError} if it is too long, or no statement
 */
export function readStatementText(text: string): Statement {
  if (text.length > LONGEST_STATEMENT) throw tooLong(text.length);
  return parseStatement(text.trim());
}

function utf8From(bytes: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw refused(FILES, "notUtf8Text", {});
  }
}

function tooLong(length: number): InputError {
  return refused(FILES, "tooLargeFor", { what: "statement", bytes: length, most: LONGEST_STATEMENT });
}
