import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { countFrom, ifGiven, NAME, partsOf as objectOf, requireGiven } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { wordBytes } from "../columns/hex.ts";
import type { PositionList } from "../columns/lists.ts";
import { BUNDLES } from "../problems/english/bundles.ts";
import { refused } from "../problems/problem.ts";
import { withParquetFile } from "../tables/files.ts";
import { BUNDLE_FILES } from "./bundle.ts";
import type { SettlementDocument } from "./document.ts";
import { hasPrivate, readDocument, readSecret } from "./folder.ts";
import { readLeafRows, readNameRows } from "./lists.ts";
import { keyIndexOf, placesIn, placesOf, type Range } from "./lookup.ts";
import { joinedLists, partsOf, type RowSource, sliceOfList } from "./parts.ts";
import { openProvable, type ProvableList } from "./provable.ts";
import { assertProvable } from "./prove.ts";
import { readingFile } from "./prove-folder.ts";
import { type Entries, type Proven, type Prover, proverOf } from "./prover.ts";
import { type RowGroups, rowGroups } from "./row-groups.ts";
import { keepSegments, type Segments } from "./segments.ts";
import { type Ids, joinedNames, sliceOfNames } from "./statements.ts";

/** How much of a folder a prover keeps. */
export interface OpenOptions {
  /** How many parts of the list, some thousand rows each and about a megabyte, stay in memory; 64 unless given. */
  readonly parts?: number;
}

const PARTS = 64;
const OPTIONS = objectOf({ parts: ifGiven(countFrom(1)) });
/** Names are looked up in portions of so many. */
const NAMES = 1_024;

/**
 * Makes a prover of a bundle's folder: what it reads is held against the header's root, and only a part of it is kept. A statement
 * takes some milliseconds where its part of the list is not in memory yet.
 *
 * @throws {InputError} if the bundle has no private part, is malformed, or its positions are not those of its header
 * @example
 * const prover = await openProver("period-1");
 * const statement = await prover.prove("alice", "BTCUSDT");
 */
export async function openProver(folder: string, options: OpenOptions = {}): Promise<Prover> {
  requireGiven({ folder, options }, { folder: NAME, options: OPTIONS });
  const { parts = PARTS } = options;
  const document = await readDocument(folder);
  assertProvable(await hasPrivate(folder));
  const source = await folderSource(folder, document, await readSecret(folder));
  return proverOf(source, folderEntries(folder, source, keepSegments(parts)));
}

/** The rows of a bundle's folder, read by whole row groups. */
async function folderSource(folder: string, document: SettlementDocument, secret: Hex): Promise<RowSource> {
  const count = Number(document.settlement.positionCount);
  const named = await namesIn(folder);
  const positions: RowGroups<PositionList> = rowGroups(count, (range) => leavesIn(folder, count, range), {
    slice: sliceOfList,
    join: joinedLists,
  });
  const names: RowGroups<Ids> = rowGroups(named, (range) => nameRowsIn(folder, range), {
    slice: sliceOfNames,
    join: joinedNames,
  });
  return { document, secret, named, positions, names, top: () => topIn(folder) };
}

const topIn = (folder: string) => readFile(join(folder, BUNDLE_FILES.tree)).catch(() => undefined);

async function leavesIn(folder: string, count: number, range: Range): Promise<PositionList> {
  return withParquetFile(join(folder, BUNDLE_FILES.positions), async (source) => {
    const { list, total } = await readLeafRows({ ...source, mostRows: count }, range);
    if (total === count) return list;
    throw refused(BUNDLES, "otherRows", {}, { file: source.name, got: `${total}`, expected: `${count}` });
  });
}

async function nameRowsIn(folder: string, range: Range): Promise<Ids> {
  const path = join(folder, BUNDLE_FILES.statements);
  return (await withParquetFile(path, (source) => readNameRows(source, range))).names;
}

async function namesIn(folder: string): Promise<number> {
  const path = join(folder, BUNDLE_FILES.statements);
  return (await withParquetFile(path, (source) => readNameRows(source, { from: 0, to: 0 }))).total;
}

function folderEntries(folder: string, source: RowSource, segments: Segments): Entries {
  const { settlement } = source.document;
  const count = Number(settlement.positionCount);
  const provable = once(() => openProvable(folder, settlement, "positions", segments));
  const ownIndex = once(() => indexOf(source));
  let isOwn = false;

  async function entry(place: number): Promise<Proven> {
    const list: ProvableList = await provable();
    const { leaf, proof } = await list.prove(BigInt(place));
    return { leaf: leaf as Proven["leaf"], proof };
  }

  return {
    entry,
    async placesOf(key) {
      const word = wordBytes(key);
      if (count === 0) return [];
      if (!isOwn) {
        const path = join(folder, BUNDLE_FILES.index);
        const places = await readingFile(path, (read) => placesOf(word, count, read)).catch(() => []);
        for (const place of places) if (place < count && (await entry(place)).leaf.key === key) return [place];
        // That something is missing is believed of no index but the list's own.
        await ownIndex();
        isOwn = true;
      }
      return placesIn(word, count, await ownIndex());
    },
    async nameAt(place) {
      const from = place - (place % NAMES);
      const to = Math.min(from + NAMES, source.named);
      const names = await segments.of(`names ${from}`, () => nameRowsIn(folder, { from, to }));
      return sliceOfNames(names, { from: place - from, to: place - from + 1 });
    },
  };
}

/** The index of the keys of a list, which is held against its root on the way. */
async function indexOf(source: RowSource): Promise<Uint8Array> {
  const count = Number(source.document.settlement.positionCount);
  const index = keyIndexOf(count);
  for await (const { list, first, from, to } of partsOf(source, count)) {
    index.add(sliceOfList(list, { from: first, to: first + to - from }).keys, from);
  }
  return index.sorted();
}

/** Does something when it is first asked for, and again where it failed. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return async () => {
    made ??= make();
    try {
      return await made;
    } catch (error) {
      made = undefined;
      throw error;
    }
  };
}
