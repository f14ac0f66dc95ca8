import type { BundleBlobs } from "./files.ts";
import { recompute, type VerifyProgress, type VerifyResult } from "./recompute.ts";

/** What the worker says: how far it is, what came of it, or why it cannot go on. */
export type WorkerMessage =
  | { readonly progress: VerifyProgress }
  | { readonly result: VerifyResult }
  | { readonly failure: "memory" | "other"; readonly said: string };

const INTERVAL = 50;
let told = 0;
const tell = (message: WorkerMessage) => postMessage(message);

function onProgress(progress: VerifyProgress): void {
  const now = performance.now();
  if (progress.part < 1 && now - told < INTERVAL) return;
  told = now;
  tell({ progress });
}

addEventListener("message", async ({ data }: MessageEvent<BundleBlobs>) => {
  try {
    tell({ result: await recompute(data, onProgress) });
  } catch (error) {
    tell({ failure: error instanceof RangeError ? "memory" : "other", said: String(error) });
  }
});
