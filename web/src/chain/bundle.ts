import { BUNDLE_FILES, type PublicFile } from "zke-insurance-fund/bundle";
import { urlOf } from "zke-insurance-fund/chain";
import { bytesOf } from "./body.ts";

/** Why a bundle's file is not there. */
export type FetchProblem =
  | "noAddress"
  | "notWeb"
  | "unreachable"
  | "status"
  | "tooLarge"
  | "timeout"
  | "cutShort"
  | "compressed";

/** A file that could not be fetched. `detail` is a status, a size or a host. */
export class BundleFetchError extends Error {
  override readonly name = "BundleFetchError";
  readonly problem: FetchProblem;
  readonly detail: string;

  constructor(problem: FetchProblem, detail = "") {
    super(`${problem} ${detail}`.trim());
    this.problem = problem;
    this.detail = detail;
  }
}

/** How a file is fetched. */
export interface FileOptions {
  readonly mostBytes: number;
  readonly signal?: AbortSignal;
  /** How much has come, and of how much, if the server says. In bytes. */
  readonly onBytes?: (have: number, all: number | undefined) => void;
  readonly fetch?: typeof fetch;
}

/** The web address of a folder that the operator names; undefined where there is none that a browser can open. */
export function webAddress(dataURI: string): URL | undefined {
  const url = urlOf(dataURI.trim());
  return url !== undefined && (url.protocol === "https:" || url.protocol === "http:") ? url : undefined;
}

/** Whether a folder stands on the page's own host: then looking at it tells nobody new of the visit. */
export function isOwnHost(dataURI: string, page: string): boolean {
  return webAddress(dataURI)?.origin === urlOf(page)?.origin;
}

/** The address of a file in a folder; what stands behind a question mark stays. */
export function fileIn(folder: URL, file: PublicFile): URL {
  const url = new URL(folder);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/${BUNDLE_FILES[file]}`;
  url.hash = "";
  return url;
}

/**
 * Fetches a public file of the bundle that an operator named, with no cookies and no referrer.
 *
 * @throws {BundleFetchError} if it is not there, or larger than it may be
 */
export async function fetchBundleFile(dataURI: string, file: PublicFile, options: FileOptions): Promise<Uint8Array> {
  const { mostBytes, signal, onBytes, fetch = globalThis.fetch } = options;
  const folder = webAddress(dataURI);
  if (folder === undefined) throw new BundleFetchError(dataURI.trim() === "" ? "noAddress" : "notWeb");
  const url = fileIn(folder, file);
  let have = 0;
  try {
    const response = await fetch(url, {
      credentials: "omit",
      referrerPolicy: "no-referrer",
      ...(signal !== undefined && { signal }),
    });
    if (!response.ok) throw new BundleFetchError("status", String(response.status));
    const length = Number(response.headers.get("content-length") ?? Number.NaN);
    if (length > mostBytes) throw new BundleFetchError("tooLarge", String(length));
    const all = Number.isNaN(length) ? undefined : length;
    const bytes = await bytesOf(response, {
      most: mostBytes,
      tooLarge: (size) => new BundleFetchError("tooLarge", String(size)),
      onBytes(now) {
        have = now;
        onBytes?.(now, all);
      },
    });
    // A host that packs a file without saying so: no file of a bundle begins so.
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) throw new BundleFetchError("compressed", BUNDLE_FILES[file]);
    return bytes;
  } catch (error) {
    if (error instanceof BundleFetchError || signal?.aborted) throw error;
    throw have > 0 ? new BundleFetchError("cutShort", String(have)) : new BundleFetchError("unreachable", url.host);
  }
}
