import {
  FetchRequest,
  type FetchResponse,
  type JsonRpcPayload,
  JsonRpcProvider,
  type JsonRpcResult,
  Network,
} from "ethers";
import { ChainError, InputError } from "../errors.ts";
import { chainErrorOf } from "./failures.ts";
import { gate } from "./gate.ts";

/** A chain that answered. */
export interface Chain {
  readonly provider: JsonRpcProvider;
  readonly chainId: bigint;
  /** The hash of block 0: tells two chains of the same number apart, such as two runs of a local one. */
  readonly genesis: string;
  /** The node without what may be secret in its address; for messages. */
  readonly host: string;
}

/** How a chain is connected to. */
export interface ConnectOptions {
  /** How long one answer may take, in milliseconds; 20,000 unless given. */
  readonly timeout?: number;
}

const TIMEOUT = 20_000;
const ATTEMPTS_WHEN_BUSY = 4;
// However much is under way, a node is asked no more at once: each question has a connection of its own.
const MOST_AT_ONCE = 64;
// A range of logs can be long; what is longer than this is not an answer of a sane node.
const MOST_BYTES = 256 << 20;
const LONGEST_REFUSAL = 1 << 16;
const SHORTEST_SECRET = 8;

/**
 * Connects to a chain by its JSON-RPC address.
 *
 * @param url http or https; a name and a password in it are sent as such, and neither they nor its path appear in messages,
 * though the node repeat them
 * @throws {InputError} if it is no such address
 * @throws {ChainError} if the chain cannot be reached
 */
export async function connectChain(url: string, options: ConnectOptions = {}): Promise<Chain> {
  const address = parseAddress(url);
  const host = `${address.protocol}//${address.host}`;
  try {
    const request = requestOf(address, options.timeout ?? TIMEOUT);
    const chainId = await askChainId(request.clone());
    const network = Network.from(chainId);
    // A static network, because ethers asks for a network that does not answer for ever; no cache, because a chain moves on.
    const provider = new LongAnswersProvider(request, network, {
      staticNetwork: network,
      batchMaxCount: 1,
      cacheTimeout: -1,
    });
    const genesis: { hash?: string } | null = await provider.send("eth_getBlockByNumber", ["0x0", false]);
    return { provider, chainId, genesis: genesis?.hash ?? "", host };
  } catch (error) {
    throw chainErrorOf(error, { host });
  }
}

/**
 * ethers takes an answer's text apart letter by letter, which for a range of logs takes most of the time and a hundred times its
 * memory; otherwise this is what its own provider does.
 */
class LongAnswersProvider extends JsonRpcProvider {
  readonly #inTurn = gate(MOST_AT_ONCE);

  override _send(payload: JsonRpcPayload | JsonRpcPayload[]): Promise<JsonRpcResult[]> {
    return this.#inTurn(() => this.#ask(payload));
  }

  async #ask(payload: JsonRpcPayload | JsonRpcPayload[]): Promise<JsonRpcResult[]> {
    const request = this._getConnection();
    request.body = JSON.stringify(payload);
    request.setHeader("content-type", "application/json");
    const response = await request.send();
    response.assertOk();
    // What is no JSON is told in ethers' words.
    const answer = parsed(new TextDecoder().decode(response.body ?? new Uint8Array())) ?? response.bodyJson;
    return Array.isArray(answer) ? answer : [answer];
  }
}

function parseAddress(url: string): URL {
  const expected = "an address such as http://127.0.0.1:8545";
  // What was given is not repeated: it may hold a key.
  if (!URL.canParse(url)) throw new InputError("the chain's address is not usable", { expected });
  const address = new URL(url);
  if (address.protocol === "http:" || address.protocol === "https:") return address;
  throw new InputError("the chain's address is not usable", { got: address.protocol, expected });
}

function requestOf(address: URL, timeout: number): FetchRequest {
  const { username, password } = address;
  const plain = new URL(address);
  plain.username = "";
  plain.password = "";
  const request = new FetchRequest(plain.href);
  if (username !== "" || password !== "") {
    const pair = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
    request.setHeader("authorization", `Basic ${btoa(pair)}`);
  }
  request.timeout = timeout;
  request.setThrottleParams({ maxAttempts: ATTEMPTS_WHEN_BUSY });
  request.getUrlFunc = getUrlWithout(secretsIn(address));
  return request;
}

/** What may be a key in an address: its name, its password, and the longer parts of its path and query. */
function secretsIn({ username, password, pathname, search }: URL): string[] {
  const parts = [username, password, ...`${pathname}${search}`.split(/[/?&=#]/)];
  const spelt = parts.flatMap((part) => [part, decodedPart(part)]);
  return [...new Set(spelt)].filter(({ length }) => length >= SHORTEST_SECRET);
}

function decodedPart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

async function askChainId(request: FetchRequest): Promise<bigint> {
  request.body = JSON.stringify({ jsonrpc: "2.0", id: 1, method: "eth_chainId", params: [] });
  request.setHeader("content-type", "application/json");
  const response: FetchResponse = await request.send();
  response.assertOk();
  const answer: unknown = parsed(response.bodyText);
  const result = (answer as { result?: unknown } | null)?.result;
  if (typeof result === "string" && /^0x[0-9a-f]{1,16}$/i.test(result)) return BigInt(result);
  throw new ChainError("What answers there is not an Ethereum node; check the chain's address.");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What a node refuses, it may explain with the address that it was asked at: that goes no further. */
function getUrlWithout(secrets: readonly string[]) {
  return async (request: FetchRequest) => {
    const answer = await getUrl(request);
    if (secrets.length === 0 || answer.body.length > LONGEST_REFUSAL) return answer;
    const text = new TextDecoder().decode(answer.body);
    if (!secrets.some((secret) => text.includes(secret))) return answer;
    const hidden = secrets.reduce((left, secret) => left.replaceAll(secret, "***"), text);
    return { ...answer, body: new TextEncoder().encode(hidden) };
  };
}

/** One request with an end in time and in size, in Node and in the browser; ethers' own lets a silent socket live on. */
async function getUrl(request: FetchRequest) {
  const response = await fetch(request.url, {
    method: request.method,
    headers: request.headers,
    ...(request.body && { body: new Uint8Array(request.body) }),
    signal: AbortSignal.timeout(request.timeout),
  });
  return {
    statusCode: response.status,
    statusMessage: response.statusText,
    headers: Object.fromEntries(response.headers),
    body: await bodyOf(response),
  };
}

async function bodyOf(response: Response): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of response.body ?? []) {
    size += piece.length;
    if (size > MOST_BYTES) throw new ChainError("The node's answer is too long.");
    pieces.push(piece);
  }
  const body = new Uint8Array(size);
  let at = 0;
  for (const piece of pieces) {
    body.set(piece, at);
    at += piece.length;
  }
  return body;
}
