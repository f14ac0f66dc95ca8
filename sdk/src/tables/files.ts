import { createReadStream } from "node:fs";
import { type FileHandle, open, stat } from "node:fs/promises";
import * as zlib from "node:zlib";
import { COUNT, listOf, NAME, partsOf } from "../columns/given.ts";
import { fileError } from "../disk/text-file.ts";
import { InputError } from "../errors.ts";
import type { Compressors, ParquetSource } from "../parquet/read.ts";
import { DISK } from "../problems/english/disk.ts";
import { TABLES } from "../problems/english/tables.ts";
import { refused } from "../problems/problem.ts";
import { filesOf, STANDARD_INPUT } from "./file-names.ts";
import { liquidationsReader, positionsReader } from "./inputs.ts";
import type { LiquidationFormat, LiquidationInput } from "./liquidations-input.ts";
import type { ExpectedTotals } from "./options.ts";
import type { PositionFormat, PositionTable } from "./positions-input.ts";
import type { TableReader } from "./reader.ts";
import type { OnRows } from "./scan.ts";
import { BYTES_TO_TELL, isParquet, noTableOf, packedBy, startOf } from "./text-pieces.ts";
import { type BytesFrom, unpacked } from "./unpacked.ts";

const PIECE = 1 << 20;
const PARQUET_NAME = /\.parquet$/i;
// A page says how long it is: what turns out longer is stopped, however small it came.
const limited = (length: number) => ({ maxOutputLength: Math.max(length, 1) });
const COMPRESSORS: Compressors = {
  GZIP: (input, length) => zlib.gunzipSync(input, limited(length)),
  BROTLI: (input, length) => zlib.brotliDecompressSync(input, limited(length)),
  // Node has Zstandard since 22.15.
  ...("zstdDecompressSync" in zlib && {
    ZSTD: (input: Uint8Array, length: number) => zlib.zstdDecompressSync(input, limited(length)),
  }),
};

/**
 * Reads a table of positions from a file, or from several one after the other: CSV, JSON lines, either packed by gzip or zstd, or
 * Parquet, by what the files' first bytes say.
 *
 * @param path a name, a pattern such as "positions-*.csv", or "-" for standard input; or several
 * @throws {InputError} as `readPositionsCsv` and `readPositionsParquet`, or if a file cannot be read, or changed meanwhile
 * @example
 * const positions = await readPositionsFile("positions-*.csv", { decimals: 6 });
 */
export async function readPositionsFile(
  path: string | readonly string[],
  format: PositionFormat,
  onRows?: OnRows,
): Promise<PositionTable> {
  partsOf({ decimals: COUNT })(format, "format");
  return readFiles(path, positionsReader(format), format.expect, onRows);
}

/**
 * Reads a table of liquidations, as `readPositionsFile` does.
 *
 * @throws {InputError} as `readLiquidationsCsv` and `readLiquidationsParquet`, or if a file cannot be read, or changed meanwhile
 * @example
 * const liquidations = await readLiquidationsFile("liquidations.csv", { startTime, endTime, decimals: 6 });
 */
export async function readLiquidationsFile(
  path: string | readonly string[],
  format: LiquidationFormat,
  onRows?: OnRows,
): Promise<LiquidationInput[]> {
  partsOf({ decimals: COUNT })(format, "format");
  return readFiles(path, liquidationsReader(format), format.expect, onRows);
}

/** Reads the files of a table, each by what its first bytes say it is. */
export async function readFiles<T>(
  path: string | readonly string[],
  reader: TableReader<T>,
  expect: ExpectedTotals | undefined,
  onRows?: OnRows,
): Promise<T> {
  const paths = typeof path === "string" ? [path] : path;
  listOf(NAME)(paths, "path");
  const files = await filesOf(paths);
  let before = 0;
  for (const file of files) {
    let rows = 0;
    const told = (count: number, done?: number) => {
      rows = count;
      onRows?.(before + count, files.length === 1 ? done : undefined);
    };
    await readOne(file, reader, expect, told);
    before += rows;
  }
  try {
    return reader.finish();
  } catch (error) {
    throw error instanceof InputError ? error.at({ file: files.map(nameOf).join(", ") }) : error;
  }
}

async function readOne<T>(
  path: string,
  reader: TableReader<T>,
  expect: ExpectedTotals | undefined,
  onRows: OnRows,
): Promise<void> {
  const name = nameOf(path);
  try {
    if (path === STANDARD_INPUT) return await readStream(name, process.stdin, reader, onRows);
    const before = await stat(path);
    // A pipe can be read once, and has no end to look at first.
    if (!before.isFile())
      return await readStream(name, createReadStream(path, { highWaterMark: PIECE }), reader, onRows);
    const start = await firstBytes(path);
    const is = before.size === 0 && PARQUET_NAME.test(path) ? "empty" : noTableOf(start);
    if (is !== undefined) throw refused(TABLES, "notTable", { is }, { file: name });
    if (isParquet(start) || PARQUET_NAME.test(path)) {
      await withParquetFile(path, (source) => reader.parquet(source, onRows));
    } else {
      const bytesFrom: BytesFrom = (at) => createReadStream(path, { highWaterMark: PIECE, start: at });
      const by = packedBy(start);
      const pieces = by === undefined ? bytesFrom(0) : unpacked(by, bytesFrom, name);
      await reader.text({ name, pieces, size: by === undefined ? before.size : undefined }, onRows);
    }
    const after = await stat(path);
    const isSame = after.size === before.size && after.mtimeMs === before.mtimeMs && after.ino === before.ino;
    if (!isSame && expect?.rows === undefined) throw refused(TABLES, "fileChanged", {}, { file: name });
  } catch (error) {
    throw fileError(error, name);
  }
}

/** Reads what can be read once, from its start to its end. */
async function readStream<T>(
  name: string,
  stream: AsyncIterable<Uint8Array>,
  reader: TableReader<T>,
  onRows: OnRows,
): Promise<void> {
  const iterator = stream[Symbol.asyncIterator]();
  const start = await startOf(iterator);
  let isRead = false;
  const pieces = async function* () {
    // Only its start is still there, and was read already.
    if (isRead)
      throw refused(TABLES, "packedBadly", { by: "zstd", said: "several frames, from a pipe" }, { file: name });
    isRead = true;
    yield start;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
  };
  if (isParquet(start)) throw refused(TABLES, "notTable", { is: "pipedParquet" }, { file: name });
  const by = packedBy(start);
  await reader.text({ name, pieces: by === undefined ? pieces() : unpacked(by, pieces, name) }, onRows);
}

const nameOf = (path: string) => (path === STANDARD_INPUT ? "standard input" : path);

async function firstBytes(path: string): Promise<Uint8Array> {
  const handle = await open(path, "r");
  try {
    return await bytesAt(handle, 0, BYTES_TO_TELL);
  } finally {
    await handle.close();
  }
}

async function bytesAt(handle: FileHandle, start: number, length: number): Promise<Uint8Array> {
  const { bytesRead, buffer } = await handle.read(new Uint8Array(length), 0, length, start);
  return buffer.subarray(0, bytesRead);
}

/** Opens a Parquet file, reads from it, and closes it. */
export async function withParquetFile<T>(path: string, read: (source: ParquetSource) => Promise<T>): Promise<T> {
  try {
    const handle = await open(path, "r");
    try {
      const info = await handle.stat();
      if (info.isDirectory()) throw refused(DISK, "isFolder", {}, { file: path });
      const slice = async (start: number, end = info.size) => {
        // Where a part is said to lie, and how long it is, the file tells: it need not be true.
        const bytes = new Uint8Array(Math.max(Math.min(end, info.size) - start, 0));
        await handle.read(bytes, 0, bytes.length, start);
        return bytes.buffer;
      };
      return await read({ name: path, file: { byteLength: info.size, slice }, compressors: COMPRESSORS });
    } finally {
      await handle.close();
    }
  } catch (error) {
    throw fileError(error, path);
  }
}
