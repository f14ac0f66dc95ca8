import { FILES, InputError, type InputErrorDetails, type ProblemData, refused } from "zke-insurance-fund";
import {
  BUNDLE_FILES,
  type BundledLiquidations,
  type BundleProblem,
  MOST_HEADER_BYTES,
  type ParquetSource,
  parseDocument,
  ReadingNotes,
  readApart,
  readLiquidations,
  readPositions,
  type SettlementDocument,
  verifyReadableAsync,
} from "zke-insurance-fund/bundle";
import type { BundleBlobs } from "./files.ts";

/** What is being done, and how far it is, from 0 to 1. */
export interface VerifyProgress {
  readonly stage: "reading" | "recomputing";
  readonly part: number;
}

/** What came of it: a verdict on a bundle that could be read, or why it could not. */
export type VerifyResult =
  | {
      readonly document: SettlementDocument;
      readonly findings: readonly BundleProblem[];
      /** As they stand in the bundle, right or wrong; undefined if their file cannot be read. */
      readonly liquidations: BundledLiquidations | undefined;
      readonly unreadable?: undefined;
    }
  | { readonly unreadable: UnreadableFile };

/** Why a file is not what its name says, and where. */
export interface UnreadableFile extends ProblemData {
  readonly details: InputErrorDetails;
}

/**
 * Reads a bundle's public files and recomputes all of it. Whatever stands in the files is an answer, not an error.
 *
 * @throws {RangeError} if there is not memory enough
 */
export async function recompute(
  files: BundleBlobs,
  onProgress: (progress: VerifyProgress) => void,
): Promise<VerifyResult> {
  try {
    const document = parseDocument(await textOf(files.settlement), BUNDLE_FILES.settlement);
    const onRows = (_: number, done: number) => onProgress({ stage: "reading", part: done });
    const notes = new ReadingNotes();
    const list = async <T>(kind: "positions" | "liquidations", read: (source: ParquetSource) => Promise<T>) => {
      const blob = files[kind];
      if (blob === undefined) return undefined;
      return readApart(BUNDLE_FILES[kind], document, notes, (terms) => read({ ...sourceOf(kind, blob), ...terms }));
    };
    const positions = await list("positions", (source) => readPositions({ ...source, onRows }));
    const liquidations = await list("liquidations", readLiquidations);
    const { findings } = await verifyReadableAsync(
      { document, positions, liquidations, ...notes },
      { onProgress: (part) => onProgress({ stage: "recomputing", part }) },
    );
    return { document, findings, liquidations };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const { code, args, details } = error;
    return { unreadable: { code, args, details } };
  }
}

async function textOf(file: Blob): Promise<string> {
  if (file.size > MOST_HEADER_BYTES) {
    const args = { what: "header", bytes: file.size, most: MOST_HEADER_BYTES } as const;
    throw refused(FILES, "tooLargeFor", args, { file: BUNDLE_FILES.settlement });
  }
  return file.text();
}

function sourceOf(kind: "positions" | "liquidations", blob: Blob): ParquetSource {
  const slice = (start: number, end?: number) => blob.slice(start, end).arrayBuffer();
  return { name: BUNDLE_FILES[kind], file: { byteLength: blob.size, slice } };
}
