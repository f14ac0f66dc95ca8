import type { SchemaElement } from "hyparquet";

/** The names of a column's types that a file of ours may have; any other is only shown. */
export const TYPE = {
  integer: "INT64",
  bytes: "BYTE_ARRAY",
  word: "FIXED_LEN_BYTE_ARRAY(32)",
  text: "UTF8 text",
} as const;

// The older way to say what values mean, in the words of the newer one.
const SAME: Readonly<Record<string, string>> = { UTF8: "STRING", INT_64: "INTEGER(64)", INT_32: "INTEGER(32)" };

/**
 * What a column's values are, in one name: how they are stored, and what that means. A column of which two different things are
 * said has no name of another's.
 *
 * @example
 * typeNameOf({ name: "profit", type: "INT64", converted_type: "DECIMAL", scale: 12, precision: 18 }) // "DECIMAL(18, 12)"
 */
export function typeNameOf(element: SchemaElement): string {
  const { type, type_length, num_children, repetition_type } = element;
  if (type === undefined || num_children) return "a nested column";
  if (repetition_type === "REPEATED") return "a repeated column";
  const stored = type === "FIXED_LEN_BYTE_ARRAY" ? `${type}(${type_length})` : type;
  const meant = [...new Set(meaningsOf(element))];
  // Some readers know only the older way: to them, what is text by the newer one alone is bytes.
  if (stored === TYPE.bytes && meant.join() === "STRING" && element.converted_type === "UTF8") return TYPE.text;
  if (meant.length === 0 || (stored === TYPE.integer && meant.join() === "INTEGER(64)")) return stored;
  if (meant.length === 1) return meant[0] === "STRING" ? `${stored} of text` : (meant[0] as string);
  return `${stored}, said to be ${meant.join(" and ")}`;
}

function meaningsOf({ converted_type: converted, logical_type: logical, precision, scale }: SchemaElement): string[] {
  const meanings: string[] = [];
  if (converted === "DECIMAL") meanings.push(decimal(precision, scale));
  else if (converted !== undefined) meanings.push(SAME[converted] ?? converted);
  if (logical === undefined) return meanings;
  if (logical.type === "DECIMAL") meanings.push(decimal(logical.precision, logical.scale));
  else if (logical.type === "INTEGER") meanings.push(`${logical.isSigned ? "" : "U"}INTEGER(${logical.bitWidth})`);
  else meanings.push(logical.type ?? "of an unknown kind");
  return meanings;
}

const decimal = (precision: number | undefined, scale: number | undefined) => `DECIMAL(${precision}, ${scale ?? 0})`;
