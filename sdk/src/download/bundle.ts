import { lstat, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { BUNDLE_FILES, type Lengths, mostBytesOf, PUBLIC_FILES, type PublicFile } from "../bundle/bundle.ts";
import { partsOf, requireGiven, TEXT, UINT64 } from "../columns/given.ts";
import { answers, type DownloadLimits, download } from "./download.ts";
import { FetchError, NetworkError } from "./errors.ts";
import { FETCH } from "./given.ts";

/** How bundles are fetched. */
export interface FetchOptions {
  /** Which files are fetched; all public ones unless given. */
  readonly files?: readonly PublicFile[] | undefined;
  /** Whether hosts may have private addresses; false unless given. */
  readonly allowPrivate?: boolean | undefined;
  /** Where ipfs: addresses are fetched from; it may be a private address. */
  readonly ipfsGateway?: URL | undefined;
  /** The largest file, in bytes; 4 GiB unless given. */
  readonly mostBytes?: number;
  /** The longest time for a file, in milliseconds; 15 minutes unless given. */
  readonly timeout?: number;
  /** How long nothing may come, in milliseconds; 30 seconds unless given. */
  readonly idleTimeout?: number;
  /** The folder in which what is fetched gets a folder of its own; the system's for temporary files unless given. */
  readonly into?: string;
  /**
   * Addresses of other hosts. If nothing answers where a bundle should be, these are asked for their first page: if one of them
   * answers, it is that host's fault, and else it may be that of this machine's network.
   */
  readonly witnesses?: readonly string[];
  readonly signal?: AbortSignal | undefined;
}

/** A bundle that was fetched, as far as it could be. */
export interface FetchedBundle {
  readonly folder: string;
  /** Why files are not there, by their names. */
  readonly absent: ReadonlyMap<string, string>;
  /**
   * Whose fault it seems to be if some were not even refused: the host's if other hosts answer, and it may be back soon; else
   * that of this machine's network, and then nothing is known of the host.
   */
  readonly unreached?: "host" | "network" | undefined;
  /** Frees what it takes. */
  dispose(): Promise<void>;
}

const LENGTHS = partsOf({ positionCount: UINT64, liquidationCount: UINT64 });
const DEFAULTS = { mostBytes: 4 * 2 ** 30, timeout: 900_000, idleTimeout: 30_000 };
const MOST_WITNESSES = 8;
const WITNESS_PATIENCE = 10_000;

/**
 * Fetches the public files of a bundle: a folder's, at a file:, http:, https: or ipfs: address.
 *
 * @throws {Error} only if the signal stops it, or this machine's disk fails; whatever else goes wrong is said in `absent`
 * @example
 * const fetched = await fetchBundle("https://example.com/period-1/", settlement);
 */
export async function fetchBundle(uri: string, lengths: Lengths, options: FetchOptions = {}): Promise<FetchedBundle> {
  requireGiven({ uri, lengths, options }, { uri: TEXT, lengths: LENGTHS, options: FETCH });
  const { files = PUBLIC_FILES, mostBytes: largest = DEFAULTS.mostBytes } = options;
  const most = Object.fromEntries(
    files.map((file) => [BUNDLE_FILES[file], Math.min(largest, mostBytesOf(file, lengths))]),
  );
  try {
    const base = URL.parse(uri);
    if (base === null) throw new FetchError(uri === "" ? "no address was given" : "what was given is not an address");
    if (base.protocol === "file:") return await localBundle(base, most);
    const source = base.protocol === "ipfs:" ? gatewayAddress(uri, options.ipfsGateway) : base;
    const isOurs = base.protocol === "ipfs:";
    const limits = limitsOf(options, isOurs ? source.host : undefined);
    const folder = await mkdtemp(join(options.into ?? tmpdir(), "zke-bundle-"));
    return await remoteBundle(source, folder, most, limits, () => anyAnswers(source, options));
  } catch (error) {
    if (!(error instanceof FetchError)) throw error;
    const absent = new Map(Object.keys(most).map((name) => [name, error.message]));
    return { folder: "", absent, dispose: async () => {} };
  }
}

function limitsOf(options: FetchOptions, gateway: string | undefined): Omit<DownloadLimits, "mostBytes"> {
  const { allowPrivate = false, timeout = DEFAULTS.timeout, idleTimeout = DEFAULTS.idleTimeout, signal } = options;
  // Gateways redirect to a name of their own for each content; a port of another service is not theirs.
  const ofGateway = ({ host }: URL) => gateway !== undefined && (host === gateway || host.endsWith(`.${gateway}`));
  const mayBePrivate = (url: URL) => allowPrivate || ofGateway(url);
  return { timeout, idleTimeout, signal, mayBePrivate, isOwnGateway: gateway !== undefined };
}

/** ipfs://CID/path at a gateway. */
function gatewayAddress(uri: string, gateway: URL | undefined): URL {
  if (gateway === undefined) throw new FetchError("it is an ipfs: address, and no gateway for those is set");
  const path = uri.replace(/^ipfs:\/*(?:ipfs\/)?/i, "");
  if (!/^[A-Za-z0-9]+(\/[\w.~%-]+)*\/*$/.test(path)) throw new FetchError("it is not a usable ipfs: address");
  const root = new URL("ipfs/", inFolder(gateway, ""));
  const url = new URL(path, root);
  const [cid] = path.split("/");
  // Dots, written out or not, lead to what is no content of this name.
  if (!`${url.pathname}/`.startsWith(`${root.pathname}${cid}/`))
    throw new FetchError("it is not a usable ipfs: address");
  return url;
}

async function localBundle(base: URL, most: Readonly<Record<string, number>>): Promise<FetchedBundle> {
  const folder = localPath(base);
  const absent = new Map<string, string>();
  for (const [name, largest] of Object.entries(most)) {
    const path = join(folder, name);
    const info = await lstat(path).catch(({ code }: NodeJS.ErrnoException) => code ?? "unknown");
    if (typeof info === "string")
      absent.set(name, info === "ENOENT" ? `there is no ${path}` : `${path} cannot be read (${info})`);
    else if (!info.isFile()) absent.set(name, `${path} is not a plain file`);
    else if (info.size > largest) absent.set(name, `${path} is larger than ${largest} bytes`);
  }
  return { folder, absent, dispose: async () => {} };
}

function localPath(base: URL): string {
  try {
    return fileURLToPath(base);
  } catch {
    throw new FetchError("it is not a usable file: address");
  }
}

async function remoteBundle(
  base: URL,
  folder: string,
  most: Readonly<Record<string, number>>,
  limits: Omit<DownloadLimits, "mostBytes">,
  isWitnessed: () => Promise<boolean>,
): Promise<FetchedBundle> {
  const dispose = () => rm(folder, { recursive: true, force: true });
  const absent = new Map<string, string>();
  let isOwnFault = false;
  let isUnclear = false;
  try {
    for (const [name, mostBytes] of Object.entries(most)) {
      try {
        await download(inFolder(base, name), join(folder, name), { ...limits, mostBytes });
      } catch (error) {
        if (!(error instanceof FetchError || error instanceof NetworkError)) throw error;
        absent.set(name, error.message);
        if (error instanceof NetworkError) isOwnFault = true;
        else isUnclear ||= error.isUnclear;
      }
    }
    if (isUnclear && !isOwnFault)
      isOwnFault = limits.isOwnGateway === true || (!isLocal(base) && !(await isWitnessed()));
  } catch (error) {
    await dispose();
    throw error;
  }
  const unreached = isOwnFault ? "network" : "host";
  return { folder, absent, dispose, ...((isOwnFault || isUnclear) && { unreached }) };
}

/** Whether another host answers than the one where the bundle should be. This machine itself proves nothing. */
async function anyAnswers(base: URL, { witnesses = [], allowPrivate = false, signal }: FetchOptions): Promise<boolean> {
  const urls = witnesses.flatMap((uri) => URL.parse(uri) ?? []);
  const others = urls.filter((url) => url.hostname !== base.hostname && !isLocal(url)).slice(0, MOST_WITNESSES);
  const limits = { timeout: WITNESS_PATIENCE, mayBePrivate: () => allowPrivate, signal };
  return (await Promise.all(others.map((url) => answers(url, limits)))).includes(true);
}

const isLocal = ({ hostname }: URL) => /^(localhost|127\..*|\[::1\])$/.test(hostname);

/** The address of a file in a folder; what stands behind a question mark stays. */
function inFolder(base: URL, name: string): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/${name}`;
  url.hash = "";
  return url;
}
