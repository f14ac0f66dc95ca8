// Publishing into a bucket of S3, or of what speaks as it does: R2, MinIO, Ceph, Spaces and their like.
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { AwsV4Signer } from "aws4fetch";
import { reasonOf } from "../../chain/request.ts";
import { countFrom, FUNCTION, ifGiven, NAME, partsOf, TEXT } from "../../columns/given.ts";
import { fileError } from "../../disk/text-file.ts";
import { escaped, InputError } from "../../errors.ts";
import { SCHEDULING } from "../../problems/english/scheduling.ts";
import { refused } from "../../problems/problem.ts";
import { bundleName, type Publish } from "./period.ts";
import { publishedIn } from "./publish.ts";

/** A bucket, and who may write there. */
export interface S3Target {
  readonly bucket: string;
  /** What stands before each bundle's name, without slashes around it; nothing unless given. */
  readonly prefix?: string | undefined;
  /** Where the store is, http or https; that of Amazon in the region unless given. The bucket's name is put behind it. */
  readonly endpoint?: string | undefined;
  /** "us-east-1" unless given; "auto" for some stores. */
  readonly region?: string | undefined;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of a key that is valid for some time only. */
  readonly sessionToken?: string | undefined;
  /** The longest time for one file, in milliseconds; an hour unless given. */
  readonly timeout?: number | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/** A file of a bundle, and what it becomes in the bucket. */
interface Upload {
  readonly file: string;
  readonly url: URL;
  readonly size: number;
  /** SHA-256, in hexadecimal. */
  readonly digest: string;
}

const TARGET = partsOf({
  ...{ bucket: NAME, prefix: ifGiven(TEXT), endpoint: ifGiven(NAME), region: ifGiven(NAME) },
  ...{ accessKeyId: NAME, secretAccessKey: NAME, sessionToken: ifGiven(NAME) },
  ...{ timeout: ifGiven(countFrom(1)), fetch: ifGiven(FUNCTION) },
});

const REGION = "us-east-1";
const HOUR = 3_600_000;
const HEADER = "settlement.json";
// What a store says of a failure is a few lines of XML.
const MOST_SAID = 1 << 16;
const [NOT_FOUND, CONFLICT, EXISTS, NOT_BUILT] = [404, 409, 412, 501];

/** Whether a store says that a file is there, or is being sent by somebody else. */
const isTaken = (status: number) => status === EXISTS || status === CONFLICT;

/**
 * Publishes each bundle under a name of its own in a bucket, `prefix/period-<number>/`: its public files alone, the header last, so that who
 * finds that finds all. Nothing in the bucket is replaced: what is there already must be the bundle's own. The store checks each file
 * against its SHA-256.
 *
 * @throws {InputError} if the target cannot be used; of the function that it gives: if the store refuses, is not reached, or has another
 *   file in one's place
 * @example
 * const publish = publishToS3({ bucket: "settlements", region: "eu-central-1", accessKeyId, secretAccessKey });
 * await schedule({ ...options, publish });
 */
export function publishToS3(target: S3Target): Publish {
  TARGET(target, "target");
  const base = baseOf(target);
  const store = storeOf(target);
  return async (folder, period, signal) => {
    const place = `${base}${bundleName(period)}/`;
    const names = (await publishedIn(folder)).sort((a, b) => Number(a === HEADER) - Number(b === HEADER));
    for (const name of names) {
      signal.throwIfAborted();
      const upload = await uploadOf(join(folder, name), new URL(name, place));
      if (await store.put(upload, signal)) continue;
      if (await store.isSame(upload, signal)) continue;
      throw refused(SCHEDULING, "publishedOther", { names: name }, { file: place });
    }
  };
}

/** Where bundles stand, with a slash behind it. */
function baseOf({ bucket, prefix = "", endpoint, region = REGION }: S3Target): string {
  const store = /^[\w-]{1,64}$/.test(region) ? URL.parse(endpoint ?? `https://s3.${region}.amazonaws.com`) : null;
  if (store === null || !/^https?:$/.test(store.protocol) || store.username !== "" || store.search !== "") {
    // An address may hold what nobody should read.
    throw refused(SCHEDULING, "notStore", {});
  }
  const parts = [bucket, ...prefix.split("/")].filter((part) => part !== "");
  const bad = parts.find((part) => /^\.{1,2}$/.test(part)) ?? (bucket.includes("/") ? bucket : undefined);
  if (bad !== undefined) throw refused(SCHEDULING, "notBucket", {}, { got: bad });
  return [store.href.replace(/\/$/, ""), ...parts.map(encodeURIComponent), ""].join("/");
}

async function uploadOf(file: string, url: URL): Promise<Upload> {
  try {
    const { size } = await stat(file);
    const hash = createHash("sha256");
    await pipeline(createReadStream(file), hash);
    return { file, url, size, digest: hash.digest("hex") };
  } catch (error) {
    throw fileError(error, file);
  }
}

function storeOf({ region = REGION, timeout = HOUR, fetch = globalThis.fetch, ...key }: S3Target) {
  const { accessKeyId, secretAccessKey, sessionToken } = key;
  const secrets = { accessKeyId, secretAccessKey, ...(sessionToken !== undefined && { sessionToken }) };

  /** Asks, and gives what `use` makes of the answer, whose body it may read. */
  async function ask<T>(
    { method, upload, signal }: { readonly method: string; readonly upload: Upload; readonly signal: AbortSignal },
    { headers, ...init }: { readonly headers: Record<string, string> } & RequestInit,
    use: (response: Response) => Promise<T>,
  ): Promise<T> {
    const { url } = upload;
    const late = AbortSignal.timeout(timeout);
    try {
      const signed = await new AwsV4Signer({
        ...secrets,
        service: "s3",
        region,
        method,
        url: url.href,
        headers,
      }).sign();
      const how = {
        method,
        headers: signed.headers,
        redirect: "manual",
        signal: AbortSignal.any([signal, late]),
      } as const;
      return await use(await fetch(signed.url, { ...how, ...init }));
    } catch (error) {
      signal.throwIfAborted();
      if (error instanceof InputError) throw error;
      throw failure(url, late.aborted ? `no answer within ${timeout / 1_000} s` : reasonOf(error));
    }
  }

  /** Sends a file; gives the store's status, be it that one is there already, or that it knows no conditions. */
  async function send(upload: Upload, signal: AbortSignal, condition: Record<string, string>): Promise<number> {
    const { file, size, digest, url } = upload;
    const headers = {
      ...{ "content-length": String(size), "x-amz-content-sha256": digest, ...condition },
      "content-type": file.endsWith(".json") ? "application/json" : "application/octet-stream",
    };
    const body = Readable.toWeb(createReadStream(file)) as ReadableStream;
    const init = { headers, body, duplex: "half" } as RequestInit & { headers: Record<string, string> };
    return ask({ method: "PUT", upload, signal }, init, async (response) => {
      const { status, ok } = response;
      const said = await saidBy(response);
      if (ok || isTaken(status) || (status === NOT_BUILT && "if-none-match" in condition)) {
        return status;
      }
      throw failure(url, said);
    });
  }

  return {
    /** Sends a file where none is yet; false if one is there already. */
    async put(upload: Upload, signal: AbortSignal): Promise<boolean> {
      const status = await send(upload, signal, { "if-none-match": "*" });
      if (status !== NOT_BUILT) return !isTaken(status);
      // A store that knows no conditions is asked before.
      const headers = { "x-amz-content-sha256": EMPTY_DIGEST };
      const isFree = await ask({ method: "HEAD", upload, signal }, { headers }, async ({ status, ok }) => {
        if (ok || status === NOT_FOUND) return !ok;
        throw failure(upload.url, `HTTP ${status}`);
      });
      return isFree && !isTaken(await send(upload, signal, {}));
    },

    /** Whether what is there is the same file. */
    isSame(upload: Upload, signal: AbortSignal): Promise<boolean> {
      const headers = { "x-amz-content-sha256": EMPTY_DIGEST };
      return ask({ method: "GET", upload, signal }, { headers }, async (response) => {
        if (!response.ok) throw failure(upload.url, await saidBy(response));
        const hash = createHash("sha256");
        let length = 0;
        for await (const piece of response.body ?? []) {
          length += piece.length;
          if (length > upload.size) return false;
          hash.update(piece);
        }
        return hash.digest("hex") === upload.digest;
      });
    },
  };
}

const EMPTY_DIGEST = createHash("sha256").digest("hex");

/** What a store says in its XML. */
async function saidBy(response: Response): Promise<string> {
  let text = "";
  const decoder = new TextDecoder();
  for await (const piece of response.body ?? []) {
    text += decoder.decode(piece, { stream: true });
    // What goes on for ever is no error of a store.
    if (text.length > MOST_SAID) break;
  }
  const part = (name: string) => RegExp(`<${name}>([^<]{1,300})</${name}>`).exec(text)?.[1];
  return [`HTTP ${response.status}`, part("Code"), part("Message")].filter(Boolean).join(" ");
}

function failure(url: URL, said: string): InputError {
  return refused(SCHEDULING, "storeFailed", { host: url.host, path: url.pathname, said: escaped(said) });
}
