import {
  BUNDLE_FILES,
  MOST_HEADER_BYTES,
  mostBytesOf,
  type PublicFile,
  parseDocument,
} from "zke-insurance-fund/bundle";
import { BundleFetchError, fetchBundleFile } from "../chain/bundle.ts";
import type { BundleBlobs } from "./files.ts";

/** How a bundle is fetched. */
export interface FetchOptions {
  readonly signal: AbortSignal;
  /** How much of a file has come, and of how much, if its server says. In bytes. */
  readonly onBytes?: (file: PublicFile, have: number, all: number | undefined) => void;
  /** The longest time for all of it, in milliseconds; 15 minutes unless given. */
  readonly timeout?: number;
  /** The largest file, in bytes, however much a header promises; 1 GiB unless given, since a page holds it in memory. */
  readonly mostBytes?: number;
  readonly fetch?: typeof fetch;
}

type ListFile = Exclude<PublicFile, "settlement">;

/** A list that could not be fetched, and why. */
export interface AbsentFile {
  readonly file: PublicFile;
  readonly error: BundleFetchError;
}

/** A bundle as far as it could be fetched: its header, and one list at least. */
export interface FetchedBundle {
  readonly files: BundleBlobs;
  readonly absent: readonly AbsentFile[];
}

const TIMEOUT = 900_000;
const MOST_BYTES = 2 ** 30;

/**
 * Fetches a bundle's public files from a folder on the web: its header first, which says how large the lists may be.
 *
 * @throws {BundleFetchError} if a file is not there, too large, or late
 * @throws {InputError} if settlement.json is none
 */
export async function fetchBundle(address: string, options: FetchOptions): Promise<FetchedBundle> {
  const { signal, onBytes, timeout = TIMEOUT, mostBytes = MOST_BYTES } = options;
  const end = new AbortController();
  const stop = () => end.abort(signal.reason);
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    end.abort();
  }, timeout);
  signal.addEventListener("abort", stop);
  if (signal.aborted) stop();
  try {
    const get = (file: PublicFile, limit: number) =>
      fetchBundleFile(address, file, {
        mostBytes: Math.min(limit, mostBytes),
        signal: end.signal,
        onBytes: (have, all) => onBytes?.(file, have, all),
        ...(options.fetch !== undefined && { fetch: options.fetch }),
      }) as Promise<Uint8Array<ArrayBuffer>>;
    const header = await get("settlement", MOST_HEADER_BYTES);
    const { settlement } = parseDocument(new TextDecoder().decode(header), BUNDLE_FILES.settlement);
    const absent: AbsentFile[] = [];
    const list = async (file: ListFile) => {
      try {
        return { [file]: new Blob([await get(file, mostBytesOf(file, settlement))]) };
      } catch (error) {
        // What cannot be had of one list hides nothing of what the other shows.
        if (!(error instanceof BundleFetchError) || end.signal.aborted) throw error;
        absent.push({ file, error });
        return {};
      }
    };
    const lists = { ...(await list("positions")), ...(await list("liquidations")) };
    if (absent.length === 2) throw (absent[0] as AbsentFile).error;
    return { files: { settlement: new Blob([header]), ...lists }, absent };
  } catch (error) {
    if (isLate) throw new BundleFetchError("timeout", String(timeout / 1000));
    throw error;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}
