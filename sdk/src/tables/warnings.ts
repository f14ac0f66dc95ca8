import { quoted } from "../errors.ts";

/** Where a row stands. */
export interface RowPlace {
  readonly file: string;
  readonly line: number;
}

/** What looks odd in a table that is read or written, and can be right. */
export type TableWarning =
  | { readonly code: "furtherColumns"; readonly args: { readonly file: string; readonly columns: readonly string[] } }
  | { readonly code: "shortenedId"; readonly args: RowPlace & { readonly column: string; readonly id: string } }
  | {
      readonly code: "twins";
      readonly args: RowPlace & { readonly id: string; readonly other: RowPlace & { readonly id: string } };
    }
  | { readonly code: "formulaId"; readonly args: RowPlace & { readonly column: string; readonly id: string } }
  | { readonly code: "lastLineOpen"; readonly args: RowPlace }
  | { readonly code: "twinsUnwatched"; readonly args: { readonly file: string } };

/** A warning as a sentence. */
export function warningText({ code, args }: TableWarning): string {
  switch (code) {
    case "furtherColumns": {
      const names = args.columns.map(quoted).join(", ");
      return `${args.file}: columns that are not read: ${names}; name them by --ignore-columns`;
    }
    case "shortenedId":
      return `${args.file}:${args.line}: column "${args.column}": did a spreadsheet make ${quoted(args.id)} of a longer number?`;
    case "twins": {
      const { other } = args;
      const where = other.file === args.file ? `line ${other.line}` : `${other.file}:${other.line}`;
      return `${args.file}:${args.line}: ${quoted(args.id)} is written as ${quoted(other.id)} in ${where}, but for capitals or accents: two, or one?`;
    }
    case "formulaId":
      return `${args.file}:${args.line}: column "${args.column}": a spreadsheet runs ${quoted(args.id)} as a formula unless it imports the column as text`;
    case "lastLineOpen":
      return `${args.file}:${args.line}: the last line has no end: was the file cut off?`;
    case "twinsUnwatched":
      return `${args.file}: so many ids differ by capitals or accents alone that no more are looked for`;
  }
}
