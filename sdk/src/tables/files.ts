import { createReadStream } from "node:fs";
import { open, stat } from "node:fs/promises";
import * as zlib from "node:zlib";
import { fileError } from "../disk/text-file.ts";
import { InputError } from "../errors.ts";
import type { Compressors, ParquetSource } from "../parquet/read.ts";
import { type CsvSource, type OnRows, readLiquidationsCsv, readPositionsCsv } from "./inputs.ts";
import { readLiquidationsParquet, readPositionsParquet } from "./inputs-parquet.ts";
import type { LiquidationFormat, LiquidationInput } from "./liquidations-input.ts";
import type { PositionFormat, PositionTable } from "./positions-input.ts";

const PIECE = 1 << 20;
/** What the names of Parquet files end with. */
export const PARQUET_NAME = /\.parquet$/i;
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
 * Reads a table of positions: Parquet if the name ends with `.parquet`, else CSV.
 *
 * @throws {InputError} as `readPositionsCsv` and `readPositionsParquet`, or if the file cannot be read
 */
export async function readPositionsFile(path: string, format: PositionFormat, onRows?: OnRows): Promise<PositionTable> {
  if (PARQUET_NAME.test(path)) return withParquetFile(path, (source) => readPositionsParquet(source, format, onRows));
  return readPositionsCsv(await csvFile(path), format, onRows);
}

/**
 * Reads a table of liquidations: Parquet if the name ends with `.parquet`, else CSV.
 *
 * @throws {InputError} as `readLiquidationsCsv` and `readLiquidationsParquet`, or if the file cannot be read
 */
export async function readLiquidationsFile(
  path: string,
  format: LiquidationFormat,
  onRows?: OnRows,
): Promise<LiquidationInput[]> {
  if (PARQUET_NAME.test(path))
    return withParquetFile(path, (source) => readLiquidationsParquet(source, format, onRows));
  return readLiquidationsCsv(await csvFile(path), format, onRows);
}

/** Opens a Parquet file, reads from it, and closes it. */
export async function withParquetFile<T>(path: string, read: (source: ParquetSource) => Promise<T>): Promise<T> {
  try {
    const handle = await open(path, "r");
    try {
      const info = await handle.stat();
      if (info.isDirectory()) throw new InputError("a folder, where a file is expected", { file: path });
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

/** A CSV file, to be read in pieces. */
export async function csvFile(path: string): Promise<CsvSource> {
  return { name: path, pieces: piecesOf(path), size: await sizeOf(path) };
}

/** How long a file is, where that is known: a pipe has no length. */
async function sizeOf(path: string): Promise<number | undefined> {
  const info = await stat(path).catch(() => undefined);
  return info?.isFile() ? info.size : undefined;
}

async function* piecesOf(path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(path, { highWaterMark: PIECE });
  } catch (error) {
    throw fileError(error, path);
  }
}
