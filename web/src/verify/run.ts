import type { BundleBlobs } from "./files.ts";
import type { VerifyProgress, VerifyResult } from "./recompute.ts";
import type { WorkerMessage } from "./worker.ts";

/** The browser could not do the work: too little memory, or something of its own. */
export class VerifyError extends Error {
  override readonly name = "VerifyError";
  readonly kind: "memory" | "other";

  constructor(kind: VerifyError["kind"], said: string) {
    super(said);
    this.kind = kind;
  }
}

/**
 * Verifies a bundle in a worker, so that the page stays alive. The signal ends the worker at once.
 *
 * @throws {VerifyError} if the browser cannot do it
 */
export function verifyInWorker(
  files: BundleBlobs,
  signal: AbortSignal,
  onProgress: (progress: VerifyProgress) => void,
): Promise<VerifyResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
    const end = (settle: () => void) => {
      signal.removeEventListener("abort", stop);
      worker.terminate();
      settle();
    };
    const stop = () => end(() => reject(signal.reason));
    signal.addEventListener("abort", stop);
    worker.onmessage = ({ data }: MessageEvent<WorkerMessage>) => {
      if ("progress" in data) onProgress(data.progress);
      else if ("result" in data) end(() => resolve(data.result));
      else end(() => reject(new VerifyError(data.failure, data.said)));
    };
    // A worker whose file does not load has no message.
    worker.onerror = ({ message }) => end(() => reject(new VerifyError("other", message ?? "")));
    if (signal.aborted) stop();
    else worker.postMessage(files);
  });
}
