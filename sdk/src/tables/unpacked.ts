import { Readable } from "node:stream";
import * as zlib from "node:zlib";
import { TABLES } from "../problems/english/tables.ts";
import { refused } from "../problems/problem.ts";
import { BYTES_TO_TELL, isParquet, packedBy } from "./text-pieces.ts";

/** The bytes of a file, from one on. */
export type BytesFrom = (start: number) => AsyncIterable<Uint8Array>;

/**
 * The bytes that gzip or Zstandard packed, a piece at a time.
 *
 * @throws {InputError} from the iteration, if they cannot be unpacked to the end, or were packed twice
 */
export async function* unpacked(by: "gzip" | "zstd", bytesFrom: BytesFrom, file: string): AsyncGenerator<Uint8Array> {
  let isFirst = true;
  for await (const piece of by === "gzip"
    ? unpack(bytesFrom(0), zlib.createGunzip(), by, file)
    : frames(bytesFrom, file)) {
    if (isFirst) assertNotPacked(piece.subarray(0, BYTES_TO_TELL), file);
    isFirst = false;
    yield piece;
  }
}

function assertNotPacked(bytes: Uint8Array, file: string): void {
  if (packedBy(bytes) !== undefined) throw refused(TABLES, "notTable", { is: "packedTwice" }, { file });
  if (isParquet(bytes)) throw refused(TABLES, "notTable", { is: "packedParquet" }, { file });
}

/** All frames of Zstandard: Node's stream ends with the first, and says nothing of what is behind it. */
async function* frames(bytesFrom: BytesFrom, file: string): AsyncGenerator<Uint8Array> {
  if (!("createZstdDecompress" in zlib)) throw refused(TABLES, "notTable", { is: "noZstd" }, { file });
  for (let start = 0; ; ) {
    const stream = zlib.createZstdDecompress();
    let given = 0;
    const counted = async function* () {
      for await (const piece of bytesFrom(start)) {
        given += piece.length;
        yield piece;
      }
    };
    yield* unpack(counted(), stream, "zstd", file);
    const taken = stream.bytesWritten;
    // Where the input is not held back, what was given is all there is.
    if (taken >= given) return;
    start += taken;
  }
}

async function* unpack(
  packed: AsyncIterable<Uint8Array>,
  stream: zlib.Gunzip | zlib.ZstdDecompress,
  by: "gzip" | "zstd",
  file: string,
): AsyncGenerator<Uint8Array> {
  const source = Readable.from(packed, { objectMode: false });
  // An error of the file is not one of the unpacking; both end the stream.
  source.on("error", (error) => stream.destroy(error));
  try {
    yield* source.pipe(stream);
  } catch (error) {
    const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
    if (!/^(Z_|ZSTD_)/.test(code ?? "")) throw error;
    throw refused(TABLES, "packedBadly", { by, said: (error as Error).message }, { file });
  } finally {
    source.destroy();
    stream.destroy();
  }
}
