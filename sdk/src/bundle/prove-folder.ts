import { open } from "node:fs/promises";
import { join } from "node:path";
import { amountAt, WORD } from "../commitment/columns.ts";
import { type Hex, toHex, wordBytes } from "../commitment/hex.ts";
import { keccak256 } from "../commitment/keccak.ts";
import { keyOf, positionId, saltOf } from "../commitment/keys.ts";
import { type Position, positionLeafHash } from "../commitment/leaves.ts";
import { verifyProof } from "../commitment/tree.ts";
import { BUNDLE_FILES } from "./bundle.ts";
import type { SettlementDocument } from "./document.ts";
import { withParquetFile } from "./files.ts";
import { hasPrivate, readBundle, readDocument, readSecret } from "./folder.ts";
import { readPositionRows } from "./lists.ts";
import { leavesBelow, lowestKept, placesOf, type ReadBytes, slotsKept } from "./lookup.ts";
import { assertProvable, proveStatement, statementOf } from "./prove.ts";
import type { Statement } from "./statement.ts";

/** How a statement is made. */
export interface ProveOptions {
  /** Told when a long list has to be read and hashed as a whole, and why. */
  readonly onWholeList?: (reason: string) => void;
}

/** Why the files for a quick proof do not give one. */
class NotQuick extends Error {}

/**
 * Makes the statement of one position from a bundle's folder. Where positions.index and positions.tree are there, it reads
 * some kilobytes of a list of millions; what they lead to is checked against the header's root, and where it is not right,
 * or they are not there, the whole list is read, as a short list always is.
 *
 * @returns undefined if the settlement has no such position
 * @throws {InputError} if the bundle has no private part, is malformed, or its positions are not those of its header
 */
export async function proveInFolder(
  folder: string,
  account: string,
  position: string,
  { onWholeList }: ProveOptions = {},
): Promise<Statement | undefined> {
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
  const places = await reading(join(folder, BUNDLE_FILES.index), (read) => placesOf(wordBytes(key), count, read));
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

/** A leaf and its path: up to the lowest node that is kept from the positions around it, and then from the kept nodes. */
async function pathTo(folder: string, count: number, place: number): Promise<Found> {
  const top = lowestKept(count, place);
  const leaves = new Map<number, Position>();
  await withParquetFile(join(folder, BUNDLE_FILES.positions), async (source) => {
    for (const { from, to } of leavesBelow(top, count)) {
      const { list: rows, total } = await readPositionRows(source, { from, to });
      if (total !== count) throw new NotQuick(`${BUNDLE_FILES.positions} has another number of rows`);
      for (let row = 0; row < rows.count; row++) {
        const index = from + row;
        const key = toHex(rows.keys.subarray(WORD * row, WORD * (row + 1)));
        const [profit, cumulativeProfit] = [amountAt(rows.profits, row), amountAt(rows.cumulative, row)];
        leaves.set(index, { index: BigInt(index), key, profit, cumulativeProfit });
      }
    }
  });
  const proof: Uint8Array[] = [];
  const leaf = leaves.get(place);
  if (leaf === undefined) throw new NotQuick("the place is not in the list");
  const below = nodesBelow(top, count, leaves);
  const siblingOf = (slot: number) => (slot % 2 === 0 ? slot - 1 : slot + 1);
  let slot = 2 * count - 2 - place;
  for (; slot > top; slot = (slot - 1) >> 1) proof.push(below(siblingOf(slot)));
  await reading(join(folder, BUNDLE_FILES.tree), async (read) => {
    for (; slot > 0; slot = (slot - 1) >> 1) proof.push(await read(WORD * siblingOf(slot), WORD));
  });
  return { leaf, proof: proof.map(toHex) };
}

/** Hashes of nodes below a slot, from the leaves there. */
function nodesBelow(top: number, count: number, leaves: ReadonlyMap<number, Position>): (slot: number) => Uint8Array {
  const known = new Map<number, Uint8Array>();
  const hash = (slot: number): Uint8Array => {
    const leaf = slot >= count - 1 ? leaves.get(2 * count - 2 - slot) : undefined;
    if (leaf !== undefined) return wordBytes(positionLeafHash(leaf));
    if (slot < top || slot >= count - 1) throw new RangeError(`slot ${slot} is not below ${top}`);
    return keccak256(Uint8Array.of(...node(2 * slot + 1), ...node(2 * slot + 2)));
  };
  const node = (slot: number): Uint8Array => {
    const found = known.get(slot) ?? hash(slot);
    known.set(slot, found);
    return found;
  };
  return node;
}

/** Reads from a file that need not be there. */
async function reading<T>(path: string, read: (bytes: ReadBytes) => Promise<T>): Promise<T> {
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
