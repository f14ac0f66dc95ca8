/** What a file is that is no table. */
export type NoTable = keyof typeof NO_TABLES;

const NO_TABLES = {
  zip: ["a ZIP file: an .xlsx, or packed by zip", "a table as CSV: export it, or unpack it first"],
  html: ["an HTML page", "a table: is it the page of an error, or of a login?"],
  lfs: ["a pointer of git-lfs", "the file that it stands for: git lfs pull"],
  encrypted: ["an encrypted Parquet file", "one that is not encrypted"],
  array: ["a JSON array", "JSON lines, one object a line: jq -c '.[]'"],
  utf32: ["a text in UTF-32", "UTF-8"],
  unmarked: ["a text in UTF-16 without a byte order mark", "UTF-8, or UTF-16 with its mark"],
  packedTwice: ["packed twice", "packed once, by gzip or zstd"],
  packedParquet: ["a packed Parquet file", "the Parquet file itself: its pages are packed already"],
  pipedParquet: ["Parquet from a pipe", "a file: it is read from its end"],
  noZstd: ["packed by zstd, which this Node does not know", "Node 22.15 or newer, or unpack it: zstd -dc"],
  empty: ["empty", "a table with a header"],
} as const;

const COUNTED = "the number of rows by --expect-rows (of liquidations: --expect-liquidations)";

/** What a table's ids are of. */
export type IdKind = "liquidation" | "account and position" | "reference";

/** What of a table cannot be used. */
export const TABLES = {
  notTable: ({ is }: { is: NoTable }) => ({ reason: `this is ${NO_TABLES[is][0]}`, expected: NO_TABLES[is][1] }),
  packedBadly: ({ by, said }: { by: "gzip" | "zstd"; said: string }) =>
    `this is packed by ${by}, and cannot be unpacked whole: ${said}`,
  notUtf16: () => "not valid UTF-16",
  noSuchFiles: () => "no file has such a name",
  readTwice: () => "the same file is named twice",

  columnTwice: () => "the column stands there twice",
  columnNested: () => ({
    reason: "the column has no plain values",
    expected: "one value a row, not a list or a structure",
  }),
  columnType: () => "the column has the wrong type",
  headerMissing: () => "the file is empty: the header row is missing",
  headerOther: () => "the header row is not the expected one",
  columnsOther: () => "the columns are not the expected ones",
  columnUnknown: ({ option }: { option: string }) => `${option} names a column that no table has`,
  columnNeeded: ({ option }: { option: string }) => `${option} names a column that is needed`,
  columnsClash: ({ option }: { option: string }) => `${option} takes one column for two`,
  columnsMalformed: ({ option }: { option: string }) => ({
    reason: `${option} is not usable`,
    expected: "name=column,name=column",
  }),

  rowTooLong: () => ({
    reason: "a row is longer than 1 MiB: is a quotation mark left open?",
    expected: "one row a line",
  }),
  rowEmpty: () => "an empty line",
  rowWidth: () => "the wrong number of columns",
  rowsTooMany: () => ({ reason: "too many rows", expected: "fewer than 2^32" }),
  carriageReturn: () => "a carriage return without a line feed",
  quoteInside: () => "a quotation mark inside a field that does not start with one",
  quoteGoesOn: () => "a quoted field goes on after its closing quotation mark",
  quoteOpen: () => "a quotation mark is never closed",
  notJsonLine: () => ({ reason: "not a JSON object", expected: "one object a line" }),
  objectFieldTwice: () => "the object has the field twice",
  fieldMissing: () => "the object has no such field",
  fieldNoText: () => ({ reason: "a value that is neither text nor a number", expected: "text, or a plain number" }),

  noTable: ({ of }: { of: "positions" | "liquidations" }) => ({
    reason: `the ${of} are no table`,
    expected: `what ${of === "positions" ? "positionTable" : "liquidationTable"} or a reader gave, awaited`,
  }),
  rowNoObject: () => ({ reason: "a row is no object", expected: "an object with a value for each column" }),
  rowsNotIterable: () => ({ reason: "no rows", expected: "an array, or anything that can be iterated" }),
  valueKind: () => "a value of the wrong kind",

  idUnseen: ({ point }: { point: number }) => `an id has a sign that nobody sees: ${pointText(point)}`,
  idBlank: ({ point, at }: { point: number; at: "start" | "end" }) =>
    `an id ${at === "start" ? "starts" : "ends"} with a blank: ${pointText(point)}`,
  sameRow: ({ kind, line, file }: { kind: IdKind; line: number; file?: string }) =>
    `the same ${kind} as in line ${line}${file === undefined ? "" : ` of ${file}`}`,
  timeMilliseconds: () => ({ reason: "a time far off: are these milliseconds?", expected: "Unix seconds" }),
  priceZero: () => ({ reason: "a close price of zero", expected: "a price, or --allow-zero-price if it is meant" }),

  lastLineOpen: () => ({
    reason: "the last line has no end: the file may be cut off",
    expected: `a line feed behind it, or ${COUNTED}`,
  }),
  fileChanged: () => ({
    reason: "the file changed while it was read",
    expected: `a file that is whole, or ${COUNTED}`,
  }),
  noRows: () => ({
    reason: "the table has no row, and there is a loss to share",
    expected: "positions, or --expect-rows 0 if there are none",
  }),
  otherTotal: ({ what }: { what: "rows" | "profit" | "loss" }) => `${OTHER_TOTAL[what]} than was expected`,
};

const OTHER_TOTAL = {
  rows: "another number of rows",
  profit: "another sum of profits",
  loss: "another sum of losses",
} as const;

function pointText(point: number): string {
  return `U+${point.toString(16).toUpperCase().padStart(4, "0")}`;
}
