import { randomBytes } from "node:crypto";
import { type FileHandle, mkdir, open, readdir, realpath, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { FLAG, FUNCTION, ifGiven, NAME, partsOf, requireGiven, SIGNAL } from "../columns/given.ts";
import { type Hex, isWord } from "../columns/hex.ts";
import { fileError, readSmallFile } from "../disk/text-file.ts";
import { isThere, writeAll } from "../disk/whole-file.ts";
import { InputError } from "../errors.ts";
import type { ParquetSource } from "../parquet/read.ts";
import type { ByteSink } from "../parquet/write.ts";
import { BUNDLES } from "../problems/english/bundles.ts";
import { refused } from "../problems/problem.ts";
import { withParquetFile } from "../tables/files.ts";
import { BUNDLE_FILES, type Bundle, MOST_HEADER_BYTES } from "./bundle.ts";
import { documentToJson, parseDocument } from "./document.ts";
import { BUNDLE } from "./given.ts";
import {
  readLiquidations,
  readPositions,
  readStatements,
  writeLiquidations,
  writePositions,
  writeStatements,
} from "./lists.ts";
import { keyIndex, slotsKept, topOfTree } from "./lookup.ts";
import { type ReadableBundle, ReadingNotes, readApart } from "./readable.ts";

/** How a bundle is read. */
export interface ReadBundleOptions {
  /** Whether private/ is read if it is there; true unless given. */
  readonly private?: boolean;
  /** Called now and then with the number of rows read so far, of positions and statements, and the part of all that this is. */
  readonly onRows?: (rows: number, done: number) => void;
  /** Stops the reading, between two row groups. */
  readonly signal?: AbortSignal | undefined;
}

/** How a bundle is written. */
export interface WriteBundleOptions {
  /** Stops the writing between two row groups; nothing is left behind then. */
  readonly signal?: AbortSignal;
  /** Called now and then with the number of rows written so far, of all lists, and the part of all that this is. */
  readonly onRows?: (rows: number, done: number) => void;
}

const READING = partsOf({ private: ifGiven(FLAG), onRows: ifGiven(FUNCTION), signal: ifGiven(SIGNAL) });
const WRITING = partsOf({ signal: ifGiven(SIGNAL), onRows: ifGiven(FUNCTION) });

const PUBLIC_FILE = 0o644;
const PRIVATE_FILE = 0o600;
const PRIVATE_FOLDER = 0o700;

/**
 * Checks that a bundle can be written to a folder: it does not exist yet, or is empty.
 *
 * @throws {InputError} if it is neither
 * @example
 * await assertFreeFolder("period-1");
 */
export async function assertFreeFolder(folder: string): Promise<void> {
  NAME(folder, "folder");
  try {
    const entries = await readdir(folder);
    if (entries.length > 0) {
      throw refused(BUNDLES, "outputNotEmpty", {}, { file: folder });
    }
  } catch (error) {
    if (error instanceof InputError) throw error;
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw fileError(error, folder);
  }
}

/**
 * Writes a bundle: into a folder beside the target first, which takes the target's name when it is complete.
 *
 * @param folder must not exist or be empty
 * @throws {InputError} if it is neither, or cannot be written; then nothing is left behind
 * @example
 * await writeBundle("period-1", bundle);
 */
export async function writeBundle(folder: string, bundle: Bundle, options: WriteBundleOptions = {}): Promise<void> {
  requireGiven({ folder, bundle, options }, { folder: NAME, bundle: BUNDLE, options: WRITING });
  await assertFreeFolder(folder);
  try {
    const target = await targetOf(folder);
    const temporary = join(dirname(target), `.${basename(target)}.tmp-${randomBytes(6).toString("hex")}`);
    try {
      await mkdir(temporary);
      await writeFiles(temporary, bundle, options);
      options.signal?.throwIfAborted();
      await rename(temporary, target);
    } catch (error) {
      await rm(temporary, { recursive: true, force: true });
      throw error;
    }
  } catch (error) {
    throw options.signal?.aborted ? error : fileError(error, folder);
  }
}

/** The absolute path of the folder; where it is a link to an empty folder, that folder. */
async function targetOf(folder: string): Promise<string> {
  const target = resolve(folder);
  await mkdir(dirname(target), { recursive: true });
  return realpath(target).catch(() => target);
}

async function writeFiles(folder: string, bundle: Bundle, { signal, onRows }: WriteBundleOptions): Promise<void> {
  const { positions, liquidations, private: secrets } = bundle;
  const progress = rowCounter(positions.count + liquidations.count + (secrets?.statements.count ?? 0), onRows);
  const write = async (name: string, mode: number, fill: (sink: ByteSink) => Promise<void> | void) => {
    await writeFile(join(folder, name), mode, fill, (rows) => {
      signal?.throwIfAborted();
      progress.at(rows);
    });
    progress.next();
  };
  const settlement = `${JSON.stringify(documentToJson(bundle.document), undefined, 2)}\n`;
  await write(BUNDLE_FILES.settlement, PUBLIC_FILE, (sink) => sink(new TextEncoder().encode(settlement), 0));
  await write(BUNDLE_FILES.positions, PUBLIC_FILE, (sink) => writePositions(positions, sink, bundle.document));
  await write(BUNDLE_FILES.liquidations, PUBLIC_FILE, (sink) => writeLiquidations(liquidations, sink, bundle.document));
  const { tree, keys, count } = positions;
  if (tree !== undefined && slotsKept(count) > 0) {
    await write(BUNDLE_FILES.tree, PUBLIC_FILE, (sink) => sink(topOfTree(tree, count), 0));
    await write(BUNDLE_FILES.index, PUBLIC_FILE, (sink) => sink(keyIndex(keys, count), 0));
  }
  if (secrets === undefined) return;
  await mkdir(join(folder, BUNDLE_FILES.private), { mode: PRIVATE_FOLDER });
  await write(BUNDLE_FILES.secret, PRIVATE_FILE, (sink) => sink(new TextEncoder().encode(`${secrets.secret}\n`), 0));
  await write(BUNDLE_FILES.statements, PRIVATE_FILE, (sink) =>
    writeStatements(secrets.statements, sink, bundle.document),
  );
}

/** Counts rows over several lists, one after the other. */
function rowCounter(total: number, onRows: ((rows: number, done: number) => void) | undefined) {
  let before = 0;
  let current = 0;
  return {
    /** So many rows of the current list are done. */
    at(rows: number) {
      current = rows;
      onRows?.(before + rows, Math.min((before + rows) / Math.max(total, 1), 1));
    },
    next() {
      before += current;
      current = 0;
    },
  };
}

async function writeFile(
  path: string,
  mode: number,
  fill: (sink: ByteSink) => Promise<void> | void,
  check: (rows: number) => void,
): Promise<void> {
  const file: FileHandle = await open(path, "wx", mode);
  try {
    await fill(async (bytes, rows) => {
      check(rows);
      await writeAll(file, bytes);
    });
    await file.sync();
  } finally {
    await file.close();
  }
}

/**
 * Reads a bundle from its folder. It is only read, not believed: see `verifyBundle`.
 *
 * @throws {InputError} if a file is missing or is not what its name says
 * @throws what the signal was aborted with
 * @example
 * const bundle = await readBundle("period-1");
 */
export async function readBundle(folder: string, options: ReadBundleOptions = {}): Promise<Bundle> {
  const { unreadable, contradictions: _, ...bundle } = await readReadable(folder, options);
  if (unreadable[0] !== undefined) throw unreadable[0];
  return bundle as Bundle;
}

/**
 * Reads what can be read of a bundle: a list that cannot be keeps no other from being read.
 *
 * @throws {InputError} if settlement.json is missing or malformed
 * @throws what the signal was aborted with
 * @example
 * const { unreadable } = await readReadable("period-1");
 * for (const error of unreadable) console.log(String(error));
 */
export async function readReadable(folder: string, options: ReadBundleOptions = {}): Promise<ReadableBundle> {
  requireGiven({ folder, options }, { folder: NAME, options: READING });
  const document = await readDocument(folder);
  const isWhole = options.private !== false && (await hasPrivate(folder));
  const { positionCount, headCount } = document.settlement;
  const progress = rowCounter(Number(positionCount + (isWhole ? headCount : 0n)), options.onRows);
  const notes = new ReadingNotes();
  const { signal } = options;
  const list = async <T>(name: string, read: (source: ParquetSource) => Promise<T>, onRows?: OnRows) => {
    signal?.throwIfAborted();
    const told = (rows: number) => {
      signal?.throwIfAborted();
      onRows?.(rows);
    };
    const found = await readApart(name, document, notes, (terms) =>
      readList(folder, name, read, { ...terms, onRows: told }),
    );
    // What ended the reading says nothing of the file.
    signal?.throwIfAborted();
    return found;
  };
  const positions = await list(BUNDLE_FILES.positions, readPositions, progress.at);
  progress.next();
  const liquidations = await list(BUNDLE_FILES.liquidations, readLiquidations);
  const lists = { document, positions, liquidations, ...notes };
  if (!isWhole) return lists;
  const secret = await readApart(BUNDLE_FILES.secret, document, notes, () => readSecret(folder));
  const statements = await list(BUNDLE_FILES.statements, readStatements, progress.at);
  return secret === undefined || statements === undefined ? lists : { ...lists, private: { secret, statements } };
}

/**
 * Reads a bundle's settlement.json alone.
 *
 * @throws {InputError} if it is missing or malformed
 * @example
 * const { settlement } = await readDocument("period-1");
 */
export async function readDocument(folder: string) {
  NAME(folder, "folder");
  const path = join(folder, BUNDLE_FILES.settlement);
  return parseDocument(await readSmallFile(path, MOST_HEADER_BYTES), path);
}

type OnRows = (rows: number) => void;

/**
 * Reads a bundle's secret alone.
 *
 * @throws {InputError} if it is missing or malformed
 */
export async function readSecret(folder: string): Promise<Hex> {
  const path = join(folder, BUNDLE_FILES.secret);
  const secret = (await readSmallFile(path, MOST_HEADER_BYTES)).trim() as Hex;
  // What stands there is not shown: it may be the secret but for a slip.
  if (!isWord(secret)) throw refused(BUNDLES, "notSecret", {}, { file: path });
  return secret;
}

/** Whether a bundle has a private part. @throws {InputError} if that cannot be told */
export async function hasPrivate(folder: string): Promise<boolean> {
  return isThere(join(folder, BUNDLE_FILES.private));
}

async function readList<T>(
  folder: string,
  name: string,
  read: (source: ParquetSource) => Promise<T>,
  terms: Pick<ParquetSource, "onRows" | "onMetadata">,
): Promise<T> {
  return withParquetFile(join(folder, name), (source) => read({ ...source, ...terms }));
}
