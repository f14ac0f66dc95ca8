import { type ByteRange, textOf } from "../columns/bytes.ts";
import { TABLES } from "../problems/english/tables.ts";
import { refused } from "../problems/problem.ts";

const BLANK = 0x20;
const DELETE = 0x7f;
// Controls, zero-width and bidirectional marks, line ends, and what else is drawn as nothing.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const OUTER_BLANK = /^\s|\s$/u;
// What a spreadsheet makes of a number with more than 15 digits.
const SHORTENED = /^[0-9](\.[0-9]+)?[eE]\+[0-9]+$/;
const FORMULA = /^[=+\-@\t\r]/;

/** Whether an ASCII byte is a control. */
export const isControl = (byte: number) => byte < BLANK || byte === DELETE;

/** Whether text that stands as bytes may have a blank at an end, or a byte outside of ASCII there. */
export const hasOddEnd = ({ bytes, start, end }: ByteRange) => isOddEnd(bytes[start]) || isOddEnd(bytes[end - 1]);
const isOddEnd = (byte = BLANK) => byte <= BLANK || byte > DELETE;

/**
 * Refuses an id in which something stands that nobody sees: two that look the same would be two accounts, and whoever types one finds
 * nothing.
 *
 * @throws {InputError} naming the sign's code point, if there is a blank at an end, a control, a zero-width or a bidirectional mark
 */
export function assertSeen(text: string, column?: string): void {
  const [unseen] = UNSEEN.exec(text) ?? [];
  const place = { column, got: text };
  if (unseen !== undefined) throw refused(TABLES, "idUnseen", { point: unseen.codePointAt(0) ?? 0 }, place);
  const [blank] = OUTER_BLANK.exec(text) ?? [];
  if (blank === undefined) return;
  const at = text.startsWith(blank) ? "start" : "end";
  throw refused(TABLES, "idBlank", { point: blank.codePointAt(0) ?? 0, at }, place);
}

/** Whether an id looks like a number that a spreadsheet shortened: "1.23457E+17". */
export function isShortened({ bytes, start, end }: ByteRange): boolean {
  const sign = bytes[end - 3] === 0x2b || bytes[end - 4] === 0x2b;
  return sign && SHORTENED.test(textOf(bytes.subarray(start, end)));
}

/** Whether a spreadsheet that opens a CSV file takes a cell for a formula. */
export const isFormula = (text: string) => FORMULA.test(text);

/** An id but for capitals, and for the ways in which Unicode writes one letter. */
export function foldedText(text: string): string {
  return text.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
}
