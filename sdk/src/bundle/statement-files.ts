import { FUNCTION, ifGiven, NAME, OBJECT, partsOf, requireGiven, SIGNAL, TEXT } from "../columns/given.ts";
import { type WriteBytes, writeWholeFile } from "../disk/whole-file.ts";
import type { ColumnData } from "../parquet/page.ts";
import { writeParquet } from "../parquet/write.ts";
import { BUNDLES } from "../problems/english/bundles.ts";
import { refused } from "../problems/problem.ts";
import { NOTES } from "../tables/given.ts";
import type { TableNotes } from "../tables/notes.ts";
import { isFormula } from "../tables/signs.ts";
import { commonFigures, FIGURES, type Figure, figuresOf } from "./figures.ts";
import type { RowSource } from "./parts.ts";
import type { Prover } from "./prover.ts";
import { statementLines } from "./statement-lines.ts";

/** How all statements of a bundle are written. */
export interface StatementsFileOptions {
  /** What the amounts are in, such as USDT: the entries of a .csv and .parquet file name it. */
  readonly asset?: string | undefined;
  /** Takes the ids that a spreadsheet would run as formulas: a .csv file has them as they are. */
  readonly notes?: TableNotes | undefined;
  /** Stops the writing; nothing is left behind then. */
  readonly signal?: AbortSignal;
  /** Called now and then with the number of statements written so far, and the part of all that this is. */
  readonly onRows?: (rows: number, done: number) => void;
}

const PROVER = partsOf({ source: OBJECT }, "a prover, of createProver or openProver");
const OPTIONS = partsOf({
  ...{ asset: ifGiven(TEXT), notes: ifGiven(NOTES), signal: ifGiven(SIGNAL), onRows: ifGiven(FUNCTION) },
});

type Told = (rows: number) => void;

/** How many entries of a CSV file are put together at least before they are written. */
const PIECE = 1 << 20;

/**
 * Writes the statements of all positions that the private part names, in one pass and in little memory, by the file's ending:
 * `.jsonl`, whole statements with their proofs, one a line; `.csv` and `.parquet`, the figures of an asset statement's entries.
 *
 * @param path must not exist; the file is for its owner alone, and there as a whole or not at all
 * @returns how many there are
 * @throws {InputError} as `Prover.all` does, if the ending is another one, or the file is there or cannot be written
 * @example
 * const prover = await openProver("period-1");
 * await writeStatementsFile(prover, "statements.jsonl");
 */
export async function writeStatementsFile(
  prover: Pick<Prover, "source">,
  path: string,
  options: StatementsFileOptions = {},
): Promise<number> {
  requireGiven({ prover, path, options }, { prover: PROVER, path: NAME, options: OPTIONS });
  const { source } = prover;
  const { asset, notes, signal, onRows } = options;
  const write = writerOf(path, asset, notes);
  const told = (rows: number) => {
    signal?.throwIfAborted();
    onRows?.(rows, rows / Math.max(source.named, 1));
  };
  await writeWholeFile(path, (bytes) => write(source, bytes, told));
  return source.named;
}

function writerOf(file: string, asset: string | undefined, notes: TableNotes | undefined) {
  const [, ending = ""] = /\.(\w+)$/.exec(file) ?? [];
  if (ending === "jsonl") return writeLines;
  if (ending !== "csv" && ending !== "parquet") {
    throw refused(BUNDLES, "otherEnding", {}, { file });
  }
  if (asset === undefined || asset === "") {
    throw refused(BUNDLES, "noAsset", {}, { file });
  }
  const write = ending === "csv" ? csvWriter(file, notes) : writeFigures;
  return (source: RowSource, bytes: WriteBytes, told: Told) => write(source, asset, bytes, told);
}

async function writeLines(source: RowSource, write: WriteBytes, told: Told): Promise<void> {
  let written = Promise.resolve();
  for await (const { bytes, done } of statementLines(source)) {
    await written;
    written = write(bytes);
    // It is awaited later; if the next lines fail before that, there is one failure to tell, not two.
    written.catch(() => {});
    told(done);
  }
  await written;
}

function csvWriter(file: string, notes: TableNotes | undefined) {
  return async (source: RowSource, asset: string, write: WriteBytes, told: Told): Promise<void> => {
    const common = commonFigures(source.document, asset);
    const before = `${[common.time, common.type, common.asset].map(csvField).join(",")},`;
    const warn = notes && formulaWarner(file, notes);
    let text = `${FIGURES.join(",")}\n`;
    for await (const figures of figuresOf(source)) {
      for (const { amount, account, position, index } of figures) {
        warn?.(account, position);
        text += `${before}${amount},${csvField(account)},${csvField(position)},${common.period},${index}\n`;
      }
      told((figures.at(-1) as Figure).index + 1);
      if (text.length < PIECE) continue;
      await write(new TextEncoder().encode(text));
      text = "";
    }
    await write(new TextEncoder().encode(text));
  };
}

/** Takes the ids of a file's rows in their order, and tells of those that a spreadsheet runs, with their lines. */
function formulaWarner(file: string, notes: TableNotes) {
  let line = 2;
  return (account: string, position: string) => {
    for (const [column, id] of [["account", account] as const, ["position", position] as const]) {
      if (isFormula(id)) notes.warn({ code: "formulaId", args: { file, line, column, id } });
    }
    line += 1 + breaksIn(account) + breaksIn(position);
  };
}

const breaksIn = (text: string) => (text.includes("\n") ? text.split("\n").length - 1 : 0);

/** A field as RFC 4180 has it: what an id is stays as it is. */
function csvField(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

async function writeFigures(source: RowSource, asset: string, write: WriteBytes, told: Told): Promise<void> {
  const common = commonFigures(source.document, asset);
  const parts = figuresOf(source);
  let start = 0;
  let group: Figure[] = [];
  const text = (name: string, of: (figure: Figure) => string): ColumnData => {
    return { name, is: "text", at: (row) => of(group[row - start] as Figure) };
  };
  const columns: readonly ColumnData[] = [
    text("time", () => common.time),
    text("type", () => common.type),
    text("asset", () => common.asset),
    text("amount", ({ amount }) => amount),
    text("account", ({ account }) => account),
    text("position", ({ position }) => position),
    { name: "period", is: "index", at: () => Number(common.period) },
    { name: "index", is: "index", at: (row) => row },
  ];
  await writeParquet(
    source.named,
    columns,
    async (bytes, rows) => {
      told(rows);
      await write(bytes);
    },
    async (from, to) => {
      group = group.slice(from - start);
      start = from;
      while (start + group.length < to) group.push(...((await parts.next()).value as Figure[]));
    },
  );
}
