// Text on its way to a reader: what others wrote, figures and times.
import { formatAmount } from "../../rule/amount.ts";

// Control and format characters: terminals act on some, and some turn text around.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const LONGEST = 400;

/** Hostile text on one line, cut, and with nothing in it that is not seen. */
export function plainText(text: string): string {
  const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}...` : text;
  return cut.replace(UNSEEN, (sign) => `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
}

/** Text as HTML shows it, in elements and in attributes. */
export function htmlText(text: string): string {
  const escapes: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  return plainText(text).replace(/[&<>"']/g, (sign) => escapes[sign] ?? "");
}

/** A field of a CSV row: quoted where it must be, and never a formula for a spreadsheet. */
function csvField(text: string): string {
  const plain = plainText(text);
  const tame = /^[=+\-@]/.test(plain) && !/^-?[0-9.]+$/.test(plain) ? `'${plain}` : plain;
  return /[",]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}

/** A row of a CSV file. */
export const csvRow = (fields: readonly string[]) => `${fields.map(csvField).join(",")}\n`;

/** A Unix time as a date and time; times beyond the calendar stay numbers. */
export function timeText(seconds: bigint): string {
  const date = new Date(Number(seconds) * 1_000);
  return Number.isNaN(date.getTime()) ? `${seconds}` : date.toISOString().replace(".000Z", "Z");
}

/**
 * Base units as tokens, for people: with commas, whatever the reader's language is.
 *
 * @param decimals decimal places of the token
 * @example
 * sumText(1234567500000n, 6) // "1,234,567.5"
 */
export function sumText(amount: bigint, decimals: number): string {
  const [whole = "", ...fraction] = formatAmount(amount, decimals).split(".");
  return [whole.replace(/\B(?=(\d{3})+$)/g, ","), ...fraction].join(".");
}
