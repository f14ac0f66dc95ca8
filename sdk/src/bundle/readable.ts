// Each list stands alone: what is wrong with one file hides nothing of what another shows.

import { FUNCTION, LIST, partsOf, requireGiven, TEXT } from "../columns/given.ts";
import { InputError } from "../errors.ts";
import type { ParquetSource } from "../parquet/read.ts";
import { FILES } from "../problems/english/files.ts";
import { refused } from "../problems/problem.ts";
import { BUNDLE_FILES } from "./bundle.ts";
import type { SettlementDocument } from "./document.ts";
import { type BundleProblem, type Report, refusalProblem, type Verification } from "./findings.ts";
import { DOCUMENT, READABLE, WORK } from "./given.ts";
import { compareMetadata } from "./metadata.ts";
import { type BundleLists, type VerifyOptions, verifyListsAsync } from "./verify.ts";

/** A bundle, as far as it could be read. */
export interface ReadableBundle extends BundleLists {
  /** What each file that could not be read is refused for. */
  readonly unreadable: readonly InputError[];
  /** Where a file says otherwise of itself than settlement.json does. */
  readonly contradictions: readonly BundleProblem[];
}

/**
 * What is learned of a bundle's files while they are read.
 *
 * @example
 * const notes = new ReadingNotes();
 * const positions = await readApart("positions.parquet", document, notes, (terms) => readPositions({ ...source, ...terms }));
 * console.log(notes.unreadable.length);
 */
export class ReadingNotes {
  readonly unreadable: InputError[] = [];
  readonly contradictions: BundleProblem[] = [];
}

const NOTES = partsOf({ unreadable: LIST, contradictions: LIST }, "a ReadingNotes");

/**
 * Reads a list, or notes why it is none; and what it says of itself.
 *
 * @param name of the file, among the bundle's
 * @throws {Error} if the machine fails, in its memory or its files: that tells nothing of the list
 * @example
 * const notes = new ReadingNotes();
 * const positions = await readApart("positions.parquet", document, notes, (terms) => readPositions({ ...source, ...terms }));
 */
export async function readApart<T>(
  name: string,
  document: SettlementDocument,
  notes: ReadingNotes,
  read: (terms: Pick<ParquetSource, "onMetadata">) => Promise<T>,
): Promise<T | undefined> {
  requireGiven({ name, document, notes, read }, { name: TEXT, document: DOCUMENT, notes: NOTES, read: FUNCTION });
  const { unreadable, contradictions } = notes;
  const report: Report = (found) => contradictions.push(found);
  try {
    return await read({ onMetadata: (pairs) => compareMetadata(name, pairs, document, report) });
  } catch (error) {
    if (error instanceof InputError) unreadable.push(error);
    else if (error instanceof RangeError || (error as NodeJS.ErrnoException | undefined)?.syscall) throw error;
    else unreadable.push(refused(FILES, "parquetDamaged", {}, { file: name }));
    return undefined;
  }
}

/**
 * `verifyBundleAsync` of what could be read. Where another file is wrong for certain, those that could not be read are findings beside it.
 *
 * @throws {InputError} of the first file that could not be read, if nothing else is wrong
 * @example
 * const { ok, findings } = await verifyReadableAsync(await readReadable("period-1"));
 */
export async function verifyReadableAsync(bundle: ReadableBundle, options: VerifyOptions = {}): Promise<Verification> {
  requireGiven({ bundle, options }, { bundle: READABLE, options: partsOf(WORK) });
  const { unreadable, contradictions } = bundle;
  const { findings: ofLists } = await verifyListsAsync(bundle, options);
  const findings = [...contradictions, ...ofLists];
  const [first] = unreadable;
  if (first !== undefined && findings.length === 0) throw first;
  const told = unreadable.map((error) => refusalProblem(nameOf(error), error));
  return { ok: findings.length === 0, findings: [...told, ...findings] };
}

/** The name of the file that an error is of, wherever it lies. */
function nameOf({ details: { file = "" } }: InputError): string {
  return Object.values(BUNDLE_FILES).find((name) => file.endsWith(name)) ?? file;
}
