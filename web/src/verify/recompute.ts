import { FILES, InputError, type InputErrorDetails, type ProblemData, refused } from "zke-insurance-fund";
import {
  type AsyncBuffer,
  BUNDLE_FILES,
  type BundledLiquidations,
  type BundleProblem,
  parseDocument,
  readLiquidations,
  readPositions,
  type SettlementDocument,
  verifyBundleAsync,
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
      /** As they stand in the bundle, right or wrong. */
      readonly liquidations: BundledLiquidations;
      readonly unreadable?: undefined;
    }
  | { readonly unreadable: UnreadableFile };

/** Why a file is not what its name says, and where. */
export interface UnreadableFile extends ProblemData {
  readonly details: InputErrorDetails;
}

const MOST_HEADER_BYTES = 1 << 20;

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
    const positions = await readPositions({ ...sourceOf("positions", files), onRows });
    const liquidations = await readLiquidations(sourceOf("liquidations", files));
    const { findings } = await verifyBundleAsync(
      { document, positions, liquidations },
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

function sourceOf(kind: "positions" | "liquidations", files: BundleBlobs): { name: string; file: AsyncBuffer } {
  const blob = files[kind];
  const slice = (start: number, end?: number) => blob.slice(start, end).arrayBuffer();
  return { name: BUNDLE_FILES[kind], file: { byteLength: blob.size, slice } };
}
