// A bucket that speaks as S3 does, and holds every signed request to its signature, computed here by AWS' description of version 4.
import { createHash, createHmac } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface S3Keys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** A request as it is signed. */
export interface SignedRequest {
  readonly method: string;
  /** As it stands in the request. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
}

const sha256 = (data: string | Uint8Array) => createHash("sha256").update(data).digest("hex");
const hmac = (key: string | Uint8Array, data: string) => createHmac("sha256", key).update(data).digest();

/** The signature that a request of S3 without a query must have, over the headers that it says it signs. */
export function signatureOf(
  { method, path, headers }: SignedRequest,
  signed: readonly string[],
  scope: string,
  secret: string,
) {
  const lines = signed.map((name) => `${name}:${headers[name]?.trim().replace(/ +/g, " ")}\n`).join("");
  const canonical = [method, path, "", lines, signed.join(";"), headers["x-amz-content-sha256"]].join("\n");
  const text = ["AWS4-HMAC-SHA256", headers["x-amz-date"], scope, sha256(canonical)].join("\n");
  const key = scope.split("/").reduce<string | Uint8Array>((before, part) => hmac(before, part), `AWS4${secret}`);
  return hmac(key, text).toString("hex");
}

/** A store, and what it was asked. */
export interface S3Store {
  readonly endpoint: string;
  /** What is in it, by the path. */
  readonly files: Map<string, Buffer>;
  /** Method, path, and how the answer began. */
  readonly asked: string[];
  /** Answers in the store's place, if it gives anything. */
  before: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Whether it knows `If-None-Match`. */
  knowsConditions: boolean;
  stop(): void;
}

/** Starts a store in which everybody may read, and who has the keys may write. */
export async function startS3({ accessKeyId, secretAccessKey, sessionToken }: S3Keys): Promise<S3Store> {
  const files = new Map<string, Buffer>();
  const asked: string[] = [];
  const whyNot = (request: IncomingMessage): string | undefined => {
    const { method = "", url: path = "" } = request;
    const headers = request.headers as SignedRequest["headers"];
    const match = /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\S+), SignedHeaders=(\S+), Signature=([0-9a-f]{64})$/.exec(
      headers.authorization ?? "",
    );
    if (match === null) return method === "GET" ? undefined : "AccessDenied";
    const [, id, scope = "", names = "", signature] = match;
    if (id !== accessKeyId) return "InvalidAccessKeyId";
    const signed = names.split(";");
    if (!["host", "x-amz-content-sha256", "x-amz-date"].every((name) => signed.includes(name))) return "AccessDenied";
    if (headers["x-amz-security-token"] !== sessionToken) return "InvalidToken";
    const expected = signatureOf({ method, path, headers }, signed, scope, secretAccessKey);
    return signature === expected ? undefined : "SignatureDoesNotMatch";
  };
  const store = { files, asked, before: () => false, knowsConditions: true } as unknown as S3Store;
  const server = createServer(async (request, response) => {
    const { method = "", url: path = "", headers } = request;
    response.on("finish", () => asked.push(`${method} ${path} ${response.statusCode}`));
    if (store.before(request, response)) return;
    const body = Buffer.concat(await Array.fromAsync(request));
    const refuse = (status: number, code: string) => {
      const said = `The secret ${code} is told by its <b>`;
      response
        .writeHead(status)
        .end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${said.slice(0, -3)}</Message></Error>`);
    };
    const reason = whyNot(request);
    if (reason !== undefined) refuse(403, reason);
    else if (method === "PUT") {
      // Amazon's takes nothing whose length it does not know.
      if (headers["content-length"] === undefined) refuse(411, "MissingContentLength");
      else if (headers["if-none-match"] !== undefined && !store.knowsConditions) refuse(501, "NotImplemented");
      else if (headers["if-none-match"] === "*" && files.has(path)) refuse(412, "PreconditionFailed");
      else if (sha256(body) !== headers["x-amz-content-sha256"]) refuse(400, "XAmzContentSHA256Mismatch");
      else {
        files.set(path, body);
        response.end();
      }
    } else if (!files.has(path)) refuse(404, "NoSuchKey");
    else response.end(method === "HEAD" ? undefined : files.get(path));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.closeAllConnections();
    server.close();
  };
  return Object.assign(store, { endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, stop });
}
