// Statements as people have them: in a file, a list, lines, a mail, a quotation of it, a chat.
import { RAW_BYTES, requireGiven, TEXT } from "../columns/given.ts";
import { keyOf, positionId } from "../commitment/keys.ts";
import { InputError } from "../errors.ts";
import { BUNDLES } from "../problems/english/bundles.ts";
import { FILES } from "../problems/english/files.ts";
import { refused } from "../problems/problem.ts";
import { parseJson } from "./json.ts";
import { cleanings, type Piece, piecesOf, textOfBytes } from "./loose-text.ts";
import { isMail, textsOfMail } from "./mail.ts";
import { parseStatement, type Statement, statementOf } from "./statement.ts";

/** A statement that was found, or what is none though it is given as one; each with its place. */
export type GivenStatement =
  | { readonly statement: Statement; readonly line: number; readonly problem?: undefined }
  | { readonly problem: InputError; readonly line: number; readonly statement?: undefined };

/** The most bytes that are read at once: some thousands of statements. */
export const MOST_GIVEN_BYTES = 1 << 24;

/**
 * Finds all statements in a file that somebody has: JSON, a list, lines of it, or any text around it, such as a mail with its
 * quotation, fences, attachments and encodings. What is none of it is named by its place, and the others are found all the same.
 *
 * @param name what the file is called in messages
 * @returns at least one entry
 * @throws {InputError} if it is too large, no text in UTF-8, or neither a statement nor a list of them
 * @example
 * const statements = statementsInBytes(await readFile("mail.eml"), "mail.eml");
 */
export function statementsInBytes(bytes: Uint8Array, name: string): GivenStatement[] {
  requireGiven({ bytes, name }, { bytes: RAW_BYTES, name: TEXT });
  try {
    return statementsInText(textOfBytes(bytes), name);
  } catch (error) {
    return [{ problem: placed(error, name), line: 1 }];
  }
}

/**
 * `statementsInBytes` of text.
 *
 * @throws {InputError} if it is neither a statement nor a list of them
 * @example
 * const [given] = statementsInText(text, "pasted");
 */
export function statementsInText(text: string, name: string): GivenStatement[] {
  requireGiven({ text, name }, { text: TEXT, name: TEXT });
  if (text.length > MOST_GIVEN_BYTES) {
    const args = { what: "statement", bytes: text.length, most: MOST_GIVEN_BYTES } as const;
    return [{ problem: refused(FILES, "tooLargeFor", args, { file: name }), line: 1 }];
  }
  const exact = exactly(text, name);
  if (exact !== undefined) return exact;
  const texts = isMail(text) ? textsOfMail(text) : [{ text, isPage: false }];
  const found = texts.map((part) => ({ ...part, given: bestOf(part.text, name) }));
  const isAny = found.some(({ given }) => given.some(holdsKey));
  const unique = withoutRepetition(
    found.flatMap(({ given, isPage }) => given.filter((one) => !isPage || !isAny || holdsKey(one))),
  );
  return unique.length > 0 ? unique : [{ problem: noneIn(text, name), line: 1 }];
}

/** JSON as it should be: a statement, or a list of them. */
function exactly(text: string, name: string): GivenStatement[] | undefined {
  let value: unknown;
  try {
    value = parseJson(text.replace(/^\ufeff/, ""), name);
  } catch {
    return undefined;
  }
  if (Array.isArray(value)) {
    return value.length === 0 ? undefined : value.map((item, at) => taken(() => statementOf(item, name), name, at + 1));
  }
  const one = taken(() => statementOf(value, name), name, 1);
  return holdsKey(one) ? [one] : undefined;
}

/** Of the ways to clean a text, the one that shows the most statements whose key is theirs. */
function bestOf(text: string, name: string): GivenStatement[] {
  let best: GivenStatement[] = [];
  let most = -1;
  for (const cleaned of cleanings(text)) {
    const found = piecesOf(cleaned)
      .filter(isMeant)
      .map(({ text: piece, line }) => read(piece, name, line));
    const score = found.filter(holdsKey).length + (found.length > 0 ? 0.5 : 0);
    if (score > most) [best, most] = [found, score];
    // Nothing is left to be cleaned.
    if (found.length > 0 && found.every(holdsKey)) break;
  }
  return best;
}

/** Whether a piece is given as a statement, right or wrong: other braces stand in many texts. */
function isMeant({ text }: Piece): boolean {
  return /zke-statement|Apportionment/.test(text) || (/"salt"/.test(text) && /"proof"/.test(text));
}

/** Whether it is a statement, and nothing happened to what its key is made of. */
function holdsKey({ statement }: GivenStatement): boolean {
  if (statement === undefined) return false;
  const { salt, account, position, key } = statement;
  return keyOf(salt, positionId(account, position)) === key;
}

function read(text: string, name: string, line: number): GivenStatement {
  return taken(() => parseStatement(text.replace(/^\ufeff/, ""), name), name, line);
}

function taken(statement: () => Statement, name: string, line: number): GivenStatement {
  try {
    return { statement: statement(), line };
  } catch (error) {
    return { problem: placed(error, name, line), line };
  }
}

/** A mail has its text twice, as text and as a page, and quotes what it answers. */
function withoutRepetition(found: readonly GivenStatement[]): GivenStatement[] {
  const seen = new Set<string>();
  return found.filter(({ statement }) => {
    if (statement === undefined) return true;
    const { key, index, settlement, share, profit } = statement;
    const id = [key, index, settlement.positionsRoot, settlement.period, share, profit].join();
    return !seen.has(id) && seen.add(id);
  });
}

/** What is wrong with a text in which there is no statement: its JSON, if it begins as one. */
function noneIn(text: string, name: string): InputError {
  const start = text.replace(/^[\ufeff\s]+/, "");
  if (start.startsWith("{") || start.startsWith("[")) {
    const { problem } = read(text, name, 1);
    if (problem !== undefined) return problem;
  }
  return refused(BUNDLES, "notStatements", {}, { file: name });
}

function placed(error: unknown, file: string, line?: number): InputError {
  if (!(error instanceof InputError)) throw error;
  return error.at({ file, ...(line !== undefined && { line }) });
}
