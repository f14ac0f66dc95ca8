import { open } from "node:fs/promises";
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage, type RequestOptions } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { isPublicAddress, lookupPublic, notPublic } from "./addresses.ts";
import { DiskError, FetchError } from "./errors.ts";
import { assertNotOfProxy, failureOf } from "./failures.ts";
import { proxyVariables } from "./proxy.ts";

/** What a download may cost, and where it may come from. */
export interface DownloadLimits {
  readonly mostBytes: number;
  /** For all of it, in milliseconds. */
  readonly timeout: number;
  /** How long nothing may come, in milliseconds. */
  readonly idleTimeout: number;
  /** Addresses whose hosts may be private. */
  readonly mayBePrivate: (url: URL) => boolean;
  /** Whether it comes from this machine's own gateway, whose troubles are none of what is published; false unless given. */
  readonly isOwnGateway?: boolean;
  /** Stops it. */
  readonly signal?: AbortSignal | undefined;
}

const MOST_REDIRECTS = 5;
const REDIRECTS = [301, 302, 303, 307, 308];
// Too busy, or away; that a gateway waited in vain (504) is what it says of content that nobody has.
const UNWELL = [429, 502, 503];
const HEADERS = { accept: "*/*", "accept-encoding": "identity", "user-agent": "zke-insurance-fund" };

/**
 * Downloads a file over http or https, to a path that must not exist.
 *
 * @throws {FetchError} if it cannot be had within the limits
 * @throws {NetworkError} if this machine's network fails, and {@link DiskError} if its disk does: neither tells anything of what
 * is published
 */
export async function download(url: URL, path: string, limits: DownloadLimits): Promise<void> {
  const timer = AbortSignal.timeout(limits.timeout);
  const signal = limits.signal === undefined ? timer : AbortSignal.any([timer, limits.signal]);
  try {
    await save(await follow(url, limits, signal), path, limits.mostBytes);
  } catch (error) {
    if (limits.signal?.aborted || error instanceof DiskError) throw error;
    if (timer.aborted) {
      throw new FetchError(`${shown(url)} did not come within ${limits.timeout / 1000} s`, { isUnclear: true });
    }
    throw failureOf(shown(url), error);
  }
}

/**
 * Whether anything answers at an address: then this machine's network works. Nothing but the host's first page is asked for.
 *
 * @param limits what it may cost; a host that may not be asked is no answer
 */
export async function answers(url: URL, limits: Pick<DownloadLimits, "timeout" | "mayBePrivate" | "signal">) {
  const timer = AbortSignal.timeout(limits.timeout);
  const signal = limits.signal === undefined ? timer : AbortSignal.any([timer, limits.signal]);
  try {
    const response = await ask(new URL(url.origin), { ...limits, idleTimeout: limits.timeout }, signal, "HEAD");
    response.destroy();
    return true;
  } catch {
    return false;
  }
}

/** Asks for a file, and for what it is redirected to; every step is checked like the first. */
async function follow(start: URL, limits: DownloadLimits, signal: AbortSignal): Promise<IncomingMessage> {
  let url = start;
  for (let step = 0; step <= MOST_REDIRECTS; step++) {
    const response = await ask(url, limits, signal);
    const { statusCode = 0, headers } = response;
    if (statusCode === 200) return response;
    response.destroy();
    if (!REDIRECTS.includes(statusCode)) {
      const isUnclear = limits.isOwnGateway === true && UNWELL.includes(statusCode);
      throw new FetchError(`it answered HTTP ${statusCode}`, { isUnclear });
    }
    const next = headers.location === undefined ? null : URL.parse(headers.location, url);
    if (next === null) throw new FetchError("the redirect has no usable Location");
    if (url.protocol === "https:" && next.protocol !== "https:")
      throw new FetchError("it is redirected away from https");
    url = next;
  }
  throw new FetchError(`it is redirected more than ${MOST_REDIRECTS} times`);
}

function ask(
  url: URL,
  { mayBePrivate, idleTimeout }: Pick<DownloadLimits, "mayBePrivate" | "idleTimeout">,
  signal: AbortSignal,
  method = "GET",
): Promise<IncomingMessage> {
  if (url.protocol !== "http:" && url.protocol !== "https:") throw new FetchError(`${url.protocol} is not fetched`);
  if (url.username !== "" || url.password !== "")
    throw new FetchError("an address with a name or a password is not fetched");
  const isSecure = url.protocol === "https:";
  // A new connection for each request; what a name stands for is looked up anew, by a proxy if there is one.
  const agent = new (isSecure ? HttpsAgent : HttpAgent)({ proxyEnv: proxyVariables() });
  const options: RequestOptions = { method, signal, headers: HEADERS, agent, timeout: idleTimeout };
  const hostname = url.hostname.replace(/^\[|\]$/g, "");
  if (!mayBePrivate(url)) {
    // A literal address is never looked up.
    if (isIP(hostname) !== 0 && !isPublicAddress(hostname)) throw notPublic(hostname);
    options.lookup = lookupPublic;
  }
  return new Promise((resolve, reject) => {
    const request = (isSecure ? httpsRequest : httpRequest)(url, options, (response) => {
      request.on("timeout", () => response.destroy(silence(idleTimeout)));
      try {
        // A proxy is told the whole address of what is asked for in plain text, and answers itself where the host does not.
        if (!request.path.startsWith("/")) assertNotOfProxy(response.statusCode ?? 0);
        resolve(response);
      } catch (error) {
        response.destroy();
        reject(error);
      }
    });
    request.on("timeout", () => request.destroy(silence(idleTimeout)));
    request.on("error", reject);
    // Else the connection would be handed to nobody, and no limit would end it.
    request.on("upgrade", (_, socket) => {
      socket.destroy();
      reject(new FetchError("it answered with another protocol"));
    });
    request.end();
  });
}

const silence = (idleTimeout: number) =>
  new FetchError(`nothing came for ${idleTimeout / 1000} s`, { isUnclear: true });

/** Writes what comes to a file, as long as it is not too much; leaving the loop closes the connection. */
async function save(response: IncomingMessage, path: string, mostBytes: number): Promise<void> {
  const announced = Number(response.headers["content-length"] ?? 0);
  if (announced > mostBytes) response.destroy(tooLarge(mostBytes));
  const file = await onDisk(open(path, "wx")).catch((error: unknown) => {
    response.on("error", () => {}).destroy();
    throw error;
  });
  try {
    let size = 0;
    for await (const piece of response) {
      size += piece.length;
      if (size > mostBytes) throw tooLarge(mostBytes);
      await onDisk(file.writeFile(piece));
    }
  } finally {
    await onDisk(file.close());
  }
}

async function onDisk<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new DiskError(`what was fetched cannot be kept on this machine's disk (${code ?? message})`, {
      cause: error,
    });
  }
}

const tooLarge = (mostBytes: number) => new FetchError(`it is larger than ${mostBytes} bytes`);

/** An address without what may be secret in it. */
function shown(url: URL): string {
  return `${url.protocol}//${url.host}${url.pathname}`;
}
