import { InputError } from "zke-insurance-fund";
import type { BundledLiquidations, BundleProblem, PublicFile, SettlementDocument } from "zke-insurance-fund/bundle";
import { BundleFetchError } from "../../chain/bundle.ts";
import type { AbsentFile } from "../../verify/fetch.ts";
import { type BundleBlobs, type GivenFile, pickFiles } from "../../verify/files.ts";
import type { UnreadableFile, VerifyProgress } from "../../verify/recompute.ts";
import { VerifyError, verifyInWorker } from "../../verify/run.ts";

/** Where a verification is. */
export type RunState =
  | { readonly is: "idle" | "cancelled" }
  | { readonly is: "fetching"; readonly file: PublicFile; readonly have: number; readonly all: number | undefined }
  | { readonly is: "working"; readonly progress: VerifyProgress | undefined }
  | {
      readonly is: "done";
      readonly document: SettlementDocument;
      readonly findings: readonly BundleProblem[];
      readonly liquidations: BundledLiquidations | undefined;
      /** Lists that could not be fetched: the rest was recomputed. */
      readonly absent: readonly AbsentFile[];
    }
  | { readonly is: "unreadable"; readonly file: UnreadableFile }
  | { readonly is: "notPicked"; readonly problem: "missing" | "twice"; readonly names: readonly string[] }
  | { readonly is: "notOpened" }
  | { readonly is: "notFetched"; readonly error: BundleFetchError }
  | { readonly is: "failed"; readonly error: VerifyError };

/** Runs one verification at a time; a new one, or cancelling, ends the one before. */
export function createRun(tell: (state: RunState) => void) {
  let current = new AbortController();

  function start(work: (signal: AbortSignal) => Promise<RunState>): void {
    current.abort();
    current = new AbortController();
    const { signal } = current;
    work(signal)
      .catch(stateAfter)
      .then((state) => signal.aborted || tell(state));
  }

  const verify = async (files: BundleBlobs, absent: readonly AbsentFile[], signal: AbortSignal): Promise<RunState> => {
    tell({ is: "working", progress: undefined });
    const result = await verifyInWorker(
      files,
      signal,
      (progress) => signal.aborted || tell({ is: "working", progress }),
    );
    if (result.unreadable !== undefined) return { is: "unreadable", file: result.unreadable };
    return { is: "done", ...result, absent };
  };

  return {
    fetchFrom(address: string): void {
      start(async (signal) => {
        tell({ is: "fetching", file: "settlement", have: 0, all: undefined });
        const { fetchBundle } = await import("../../verify/fetch.ts");
        const onBytes = (file: PublicFile, have: number, all: number | undefined) =>
          signal.aborted || tell({ is: "fetching", file, have, all });
        const { files, absent } = await fetchBundle(address, { signal, onBytes });
        return verify(files, absent, signal);
      });
    },
    takeFiles(given: readonly GivenFile[]): void {
      start(async (signal) => {
        const picked = pickFiles(given);
        if (picked.files === undefined) return { is: "notPicked", problem: picked.problem, names: picked.names };
        return verify(picked.files, [], signal);
      });
    },
    unreadable: () => start(async () => ({ is: "notOpened" })),
    cancel(): void {
      current.abort();
      tell({ is: "cancelled" });
    },
    reset(): void {
      current.abort();
      tell({ is: "idle" });
    },
  };
}

function stateAfter(error: unknown): RunState {
  if (error instanceof BundleFetchError) return { is: "notFetched", error };
  if (error instanceof InputError) return { is: "unreadable", file: error };
  return { is: "failed", error: error instanceof VerifyError ? error : new VerifyError("other", String(error)) };
}
