import type { Amounts } from "zke-insurance-fund";
import type { BundledLiquidations } from "zke-insurance-fund/bundle";
import type { BundleBlobs } from "./files.ts";
import { recompute, type VerifyProgress, type VerifyResult } from "./recompute.ts";

/** What the worker says: how far it is, what came of it, or why it cannot go on. */
export type WorkerMessage =
  | { readonly progress: VerifyProgress }
  | { readonly result: VerifyResult }
  | { readonly failure: "memory" | "other"; readonly said: string };

const INTERVAL = 50;
let told = 0;
const tell = (message: WorkerMessage, transfer: Transferable[] = []) => postMessage(message, { transfer });

function onProgress(progress: VerifyProgress): void {
  const now = performance.now();
  if (progress.part < 1 && now - told < INTERVAL) return;
  told = now;
  tell({ progress });
}

addEventListener("message", async ({ data }: MessageEvent<BundleBlobs>) => {
  try {
    const result = await recompute(data, onProgress);
    // The list goes over as it is, without a copy: nobody needs it here any more.
    tell(
      { result },
      result.unreadable !== undefined || result.liquidations === undefined ? [] : buffersOf(result.liquidations),
    );
  } catch (error) {
    tell({ failure: error instanceof RangeError ? "memory" : "other", said: String(error) });
  }
});

/** The memory of a list, each piece once. */
function buffersOf(list: BundledLiquidations): Transferable[] {
  const columns = Object.values(list).flatMap((column) => (typeof column === "object" ? partsOf(column) : []));
  return [...new Set(columns.map(({ buffer }) => buffer))].filter((buffer) => buffer instanceof ArrayBuffer);
}

const partsOf = (column: ArrayBufferView | Amounts): ArrayBufferView[] =>
  ArrayBuffer.isView(column) ? [column] : [column.low, ...(column.high === undefined ? [] : [column.high])];
