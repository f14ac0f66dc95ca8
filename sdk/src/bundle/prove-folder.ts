import { open } from "node:fs/promises";
import { join } from "node:path";
import { amountsFrom, amountsToArray, WORD } from "../columns/amounts.ts";
import { FUNCTION, ifGiven, NAME, partsOf, requireGiven, TEXT } from "../columns/given.ts";
import { type Hex, toHex, wordBytes } from "../columns/hex.ts";
import type { PositionList } from "../columns/lists.ts";
import { verifyProof } from "../commitment/inclusion.ts";
import { keyOf, positionId, saltOf } from "../commitment/keys.ts";
import { type Position, positionLeafHash } from "../commitment/leaves.ts";
import { positionAt, positionTree } from "../commitment/positions.ts";
import { proofOf } from "../commitment/tree.ts";
import { withParquetFile } from "../tables/files.ts";
import { BUNDLE_FILES } from "./bundle.ts";
import type { SettlementDocument } from "./document.ts";
import { hasPrivate, readBundle, readDocument, readSecret } from "./folder.ts";
import { readPositionRows } from "./lists.ts";
import { leavesBelow, lowestKept, placesOf, type Range, type ReadBytes, slotsKept } from "./lookup.ts";
import { assertProvable, proveStatement, statementOf } from "./prove.ts";
import type { Statement } from "./statement.ts";

/** How a statement is made. */
export interface ProveOptions {
  /** Told when a long list has to be read and hashed as a whole, and why. */
  readonly onWholeList?: (reason: string) => void;
}

const OPTIONS = partsOf({ onWholeList: ifGiven(FUNCTION) });

/** Why the files for a quick proof do not give one. */
class NotQuick extends Error {}

/**
 * Makes the statement of one position from a bundle's folder. Where positions.index and positions.tree are there, it reads
 * some kilobytes of a list of millions; what they lead to is checked against the header's root, and where it is not right,
 * or they are not there, the whole list is read, as a short list always is.
 *
 * @returns undefined if the settlement has no such position
 * @throws {InputError} if the bundle has no private part, is malformed, or its positions are not those of its header
 * @example
 * const statement = await proveInFolder("period-1", "alice", "BTCUSDT");
 */
export async function proveInFolder(
  folder: string,
  account: string,
  position: string,
  options: ProveOptions = {},
): Promise<Statement | undefined> {
  requireGiven(
    { folder, account, position, options },
    { folder: NAME, account: TEXT, position: TEXT, options: OPTIONS },
  );
  const { onWholeList } = options;
  const document = await readDocument(folder);
  assertProvable(await hasPrivate(folder));
  const secret = await readSecret(folder);
  const id = positionId(account, position);
  const salt = saltOf(secret, id);
  const key = keyOf(salt, id);
  if (slotsKept(Number(document.settlement.positionCount)) > 0) {
    try {
      const found = await findQuickly(folder, document, key);
      return statementOf(document, { account, position, salt, key }, found.leaf, found.proof);
    } catch (error) {
      if (!(error instanceof NotQuick)) throw error;
      onWholeList?.(error.message);
    }
  }
  return proveStatement({ ...(await readBundle(folder, { private: false })), secret }, account, position);
}

interface Found {
  readonly leaf: Position;
  readonly proof: readonly Hex[];
}

async function findQuickly(folder: string, { settlement }: SettlementDocument, key: Hex): Promise<Found> {
  const count = Number(settlement.positionCount);
  const places = await readingFile(join(folder, BUNDLE_FILES.index), (read) => placesOf(wordBytes(key), count, read));
  for (const place of places) {
    if (place >= count) continue;
    const found = await pathTo(folder, count, place);
    if (found.leaf.key !== key) continue;
    if (verifyProof(positionLeafHash(found.leaf), place, count, found.proof, settlement.positionsRoot)) return found;
    throw new NotQuick(`${BUNDLE_FILES.tree} or the list is not the header's`);
  }
  // A missing entry is not believed either.
  throw new NotQuick(`${BUNDLE_FILES.index} does not lead to the position`);
}

/** A leaf and its path: up to the lowest node that is kept by way of all leaves below that, and then along the kept nodes. */
async function pathTo(folder: string, count: number, place: number): Promise<Found> {
  const top = lowestKept(count, place);
  // What stands below a node is a tree of the same shape over these leaves alone.
  const ranges = leavesBelow(top, count);
  const list = await listOf(folder, count, ranges);
  const index = indexWithin(ranges, place);
  const proof = proofOf(positionTree(list), list.count, index);
  await readingFile(join(folder, BUNDLE_FILES.tree), async (read) => {
    for (let slot = top; slot > 0; slot = (slot - 1) >> 1) {
      const sibling = slot % 2 === 0 ? slot - 1 : slot + 1;
      proof.push(toHex(await read(WORD * sibling, WORD)));
    }
  });
  return { leaf: { ...positionAt(list, index), index: BigInt(place) }, proof };
}

/** The positions of some ranges, one behind the other. */
async function listOf(folder: string, count: number, ranges: readonly Range[]): Promise<PositionList> {
  const parts: PositionList[] = [];
  await withParquetFile(join(folder, BUNDLE_FILES.positions), async (source) => {
    for (const range of ranges) {
      const { list, total } = await readPositionRows(source, range);
      if (total !== count) throw new NotQuick(`${BUNDLE_FILES.positions} has another number of rows`);
      parts.push(list);
    }
  });
  const rows = parts.reduce((sum, part) => sum + part.count, 0);
  const keys = new Uint8Array(WORD * rows);
  let at = 0;
  for (const part of parts) {
    keys.set(part.keys, at);
    at += part.keys.length;
  }
  const amounts = (column: "profits" | "cumulative") =>
    amountsFrom(parts.flatMap((part) => amountsToArray(part[column])));
  return { count: rows, keys, profits: amounts("profits"), cumulative: amounts("cumulative") };
}

/** How many places of the ranges come before one of them. */
function indexWithin(ranges: readonly Range[], place: number): number {
  return ranges.reduce((sum, { from, to }) => sum + Math.max(Math.min(to, place) - from, 0), 0);
}

/** Reads from a file that need not be there. */
export async function readingFile<T>(path: string, read: (bytes: ReadBytes) => Promise<T>): Promise<T> {
  const file = await open(path, "r").catch(() => {
    throw new NotQuick(`there is no ${path}`);
  });
  try {
    return await read(async (start, length) => {
      const bytes = new Uint8Array(length);
      const { bytesRead } = await file.read(bytes, 0, length, start);
      if (bytesRead < length) throw new NotQuick(`${path} is too short`);
      return bytes;
    });
  } finally {
    await file.close();
  }
}
