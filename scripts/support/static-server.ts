// Serves folders of files to browsers, on this machine alone: the page, and the public parts of bundles.
import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import { ISOLATED } from "./chromium.ts";

/** What is served. */
export interface Site {
  /** Folders by the paths under which they appear, which begin and end with "/"; of several that fit, the longest counts. */
  readonly folders: Readonly<Record<string, string>>;
  /** Files that are made up, by path: what they say when they are asked for. */
  readonly files?: Readonly<Record<string, () => string>>;
  /** Whether pages are isolated from others, so that they may share memory among threads; true unless given. */
  readonly isIsolated?: boolean;
}

export interface StaticServer {
  /** Its address, without a "/" at the end. */
  readonly origin: string;
  close(): Promise<void>;
}

interface FileOfSite {
  readonly type: string;
  readonly size: number;
  /** Its path, or what it says. */
  readonly content: { readonly path: string } | { readonly text: string };
}

const HOST = "127.0.0.1";
const INDEX = "index.html";
const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".woff2": "font/woff2",
};
const UNKNOWN_TYPE = "application/octet-stream";
const HEADERS = {
  // The page may come from elsewhere; what is served is public.
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Expose-Headers": "Accept-Ranges, Content-Length, Content-Range",
  "Cross-Origin-Resource-Policy": "cross-origin",
  "Cache-Control": "no-cache",
  "X-Content-Type-Options": "nosniff",
};
/** Names of folders and files that are never served: an exchange's own parts of bundles, and hidden ones. */
const isHidden = (name: string) => name.toLowerCase() === "private" || name.startsWith(".");
const isName = (name: string) => name !== "" && !isHidden(name) && !/[/\\\0]/.test(name);

/**
 * Starts a server.
 *
 * @param port where it listens; 0 takes a free one
 * @throws {Error} with a sentence for the user if the port is taken
 */
export async function serveSite(site: Site, port: number): Promise<StaticServer> {
  const server = createServer((request, response) => {
    answer(site, request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", ({ code }: NodeJS.ErrnoException) => {
      const reason = code === "EADDRINUSE" ? "is in use" : `cannot be listened at (${code})`;
      reject(new Error(`port ${port} ${reason}; choose another with --port (0: any free one)`));
    });
    server.listen(port, HOST, resolve);
  });
  return {
    origin: `http://${HOST}:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(site: Site, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method } = request;
  if (method === "OPTIONS") {
    response.writeHead(204, { ...HEADERS, "Access-Control-Allow-Headers": "Range", Allow: "GET, HEAD" }).end();
    return;
  }
  if (method !== "GET" && method !== "HEAD") {
    refuse(response, 405, { Allow: "GET, HEAD" });
    return;
  }
  const file = await fileAt(site, (request.url ?? "/").replace(/[?#].*$/s, ""));
  if (file === undefined) {
    refuse(response, 404);
    return;
  }
  const range = rangeOf(request.headers.range, file.size);
  if (range === "unsatisfiable") {
    refuse(response, 416, { "Content-Range": `bytes */${file.size}` });
    return;
  }
  const { start, end } = range ?? { start: 0, end: file.size - 1 };
  response.writeHead(range === undefined ? 200 : 206, {
    ...HEADERS,
    ...(site.isIsolated !== false && ISOLATED),
    "Accept-Ranges": "bytes",
    "Content-Type": file.type,
    "Content-Length": end - start + 1,
    ...(range && { "Content-Range": `bytes ${start}-${end}/${file.size}` }),
  });
  if (method === "HEAD" || file.size === 0) response.end();
  else if ("text" in file.content) response.end(Buffer.from(file.content.text).subarray(start, end + 1));
  else await pipeline(createReadStream(file.content.path, { start, end }), response);
}

function refuse(response: ServerResponse, status: number, headers: Record<string, string> = {}): void {
  response.writeHead(status, { ...HEADERS, ...headers, "Content-Length": 0 }).end();
}

/** What a path of an address names; undefined if that is nothing, or not for the public. */
async function fileAt({ folders, files = {} }: Site, path: string): Promise<FileOfSite | undefined> {
  const made = Object.hasOwn(files, path) ? files[path] : undefined;
  if (made !== undefined) {
    const text = made();
    return { type: typeOf(path), size: Buffer.byteLength(text), content: { text } };
  }
  const prefixes = Object.keys(folders).filter((prefix) => path.startsWith(prefix));
  const prefix = prefixes.sort((a, b) => b.length - a.length)[0];
  const names = prefix === undefined ? undefined : namesIn(path.slice(prefix.length));
  if (prefix === undefined || names === undefined) return undefined;
  try {
    const root = await realpath(folders[prefix] as string);
    // A link may lead out of the folder.
    const found = await realpath(join(root, ...names));
    const isWithin = found.startsWith(root + sep) && !found.slice(root.length).split(sep).some(isHidden);
    const facts = isWithin ? await stat(found) : undefined;
    return facts?.isFile() ? { type: typeOf(found), size: facts.size, content: { path: found } } : undefined;
  } catch {
    return undefined;
  }
}

/** The names in a path, decoded; undefined if one of them names nothing that is served. */
function namesIn(path: string): string[] | undefined {
  try {
    const names = (path === "" || path.endsWith("/") ? `${path}${INDEX}` : path).split("/").map(decodeURIComponent);
    return names.every(isName) ? names : undefined;
  } catch {
    return undefined;
  }
}

function typeOf(path: string): string {
  return TYPES[extname(path)] ?? UNKNOWN_TYPE;
}

/** The one range of bytes that a header asks for; undefined if it asks for all, or for more than one. */
function rangeOf(header: string | undefined, size: number) {
  const [, first = "", last = ""] = header?.match(/^bytes=(\d*)-(\d*)$/) ?? [];
  if (first === "" && last === "") return undefined;
  const start = first === "" ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === "" || last === "" ? size - 1 : Math.min(Number(last), size - 1);
  return start > end ? "unsatisfiable" : { start, end };
}
