import { linesOf } from "../disk/lines.ts";
import { readSmallBytes, readSmallFile } from "../disk/text-file.ts";
import { InputError } from "../errors.ts";
import { BUNDLES } from "../problems/english/bundles.ts";
import { refused } from "../problems/problem.ts";
import { type GivenStatement, MOST_GIVEN_BYTES, statementsInBytes } from "./given-statements.ts";
import { parseJson } from "./json.ts";
import { parseStatement, type Statement, statementOf } from "./statement.ts";

/** A statement of a file, and where it stands: its line, or its number in the list, from 1. */
export interface PlacedStatement {
  readonly statement: Statement;
  readonly line: number;
}

/** A file of one statement, or of many. */
export type StatementsFile = { readonly one: Statement } | { readonly many: AsyncIterable<PlacedStatement> };

// A proof has at most 64 hashes; a statement is a few kilobytes.
const MOST_BYTES = 1 << 20;
/** A list is read as a whole; what is longer comes as lines. */
const MOST_LIST_BYTES = 1 << 26;

/**
 * Reads statements as `prove` writes them: one, a JSON list, or JSON lines, which may be as many as there are. They are only
 * read, not believed.
 *
 * @throws {InputError} if the file is nothing of that, or something in it is no statement; of lines, when it is come to
 */
export async function readStatementsFile(path: string): Promise<StatementsFile> {
  const first = await firstLines(path);
  if (first === "list") return { many: statementsOfList(path) };
  if (first === "lines") return { many: statementsOfLines(path) };
  try {
    return { one: parseStatement(await readSmallFile(path, MOST_BYTES), path) };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const given = await statementsAround(path);
    // What no statement is in is refused for what it looked like first.
    if (!given.some(({ statement }) => statement !== undefined)) throw error;
    const [only] = given;
    return given.length === 1 && only?.statement !== undefined ? { one: only.statement } : { many: inTurn(given) };
  }
}

/** What is in a mail, a quotation of it, or whatever else has statements in it. */
async function statementsAround(path: string): Promise<readonly GivenStatement[]> {
  const bytes = await readSmallBytes(path, MOST_GIVEN_BYTES).catch(() => undefined);
  return bytes === undefined ? [] : statementsInBytes(bytes, path);
}

async function* inTurn(given: readonly GivenStatement[]): AsyncGenerator<PlacedStatement> {
  for (const { statement, problem, line } of given) {
    if (statement === undefined) throw problem;
    yield { statement, line };
  }
}

/** Tells what a file has by its beginning: a bracket, or a line that is complete in itself and another one behind it. */
async function firstLines(path: string): Promise<"list" | "lines" | "one"> {
  let isComplete = false;
  try {
    for await (const { text } of linesOf(path, MOST_LIST_BYTES)) {
      if (text.trim() === "") continue;
      if (isComplete) return "lines";
      if (text.trimStart().startsWith("[")) return "list";
      if (!isJson(text)) return "one";
      isComplete = true;
    }
  } catch (error) {
    // Whoever reads it as a whole says what is wrong with it.
    if (!(error instanceof InputError)) throw error;
  }
  return "one";
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function* statementsOfLines(path: string): AsyncGenerator<PlacedStatement> {
  for await (const { text, line } of linesOf(path, MOST_BYTES)) {
    if (text.trim() === "") continue;
    yield { statement: placed(() => parseStatement(text, path), line), line };
  }
}

async function* statementsOfList(path: string): AsyncGenerator<PlacedStatement> {
  const list = parseJson(await readSmallFile(path, MOST_LIST_BYTES), path);
  if (!Array.isArray(list)) throw refused(BUNDLES, "notStatements", {}, { file: path });
  for (const [at, value] of list.entries()) {
    yield { statement: placed(() => statementOf(value, path), at + 1), line: at + 1 };
  }
}

function placed(read: () => Statement, line: number): Statement {
  try {
    return read();
  } catch (error) {
    throw error instanceof InputError ? error.at({ line }) : error;
  }
}
