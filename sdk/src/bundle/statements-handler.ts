/// <reference lib="dom" />
import { type Check, COUNT, FUNCTION, ifGiven, partsOf, requireGiven, TEXT } from "../columns/given.ts";
import { toHex } from "../columns/hex.ts";
import { keccak256 } from "../commitment/keccak.ts";
import { positionId } from "../commitment/keys.ts";
import { InputError } from "../errors.ts";
import { PIECES } from "../tables/given.ts";
import type { Prover } from "./prover.ts";
import { statementToJson } from "./statement.ts";

/** Whom statements are handed out to, and which. */
export interface StatementsHandlerOptions {
  /**
   * A prover of each bundle. A function is asked on each request, so that a new period, or another bundle of one, needs no restart; it is
   * told which period is asked for: whoever opens that bundle alone answers the others whatever is wrong with it.
   */
  readonly bundles: Iterable<Prover> | ((period: bigint) => Iterable<Prover> | Promise<Iterable<Prover>>);
  /** Who asks: the account as it stands in the table of positions, or undefined if it is nobody known. */
  readonly authorize: (request: Request) => string | undefined | Promise<string | undefined>;
  /** The path that the handler answers below; "/statements" unless given. */
  readonly base?: string;
  /** How one proves who one is, for answers to nobody known (WWW-Authenticate); "Bearer" unless given. */
  readonly scheme?: string;
  /** How many bytes of ready answers are kept; 16 MiB unless given. */
  readonly cacheBytes?: number;
  /** Told what went wrong inside; the asker never is. */
  readonly onError?: (error: unknown) => void;
}

/** Provers, or what gives them. */
const BUNDLES: Check = (value, what) => {
  if (typeof value !== "function") PIECES(value, what);
};
const OPTIONS = partsOf({
  ...{ bundles: BUNDLES, authorize: FUNCTION, base: ifGiven(TEXT), scheme: ifGiven(TEXT) },
  ...{ cacheBytes: ifGiven(COUNT), onError: ifGiven(FUNCTION) },
});

/** Most statements of one answer. */
const PAGE = 500;
const CACHE_BYTES = 1 << 24;
const PLAIN_INTEGER = /^(0|[1-9][0-9]{0,19})$/;
const METHODS = ["GET", "HEAD"];
/** What an answer depends on beside its address: who asks. */
const VARY = "Authorization, Cookie";

/** A ready answer. */
interface Answer {
  readonly body: string;
  readonly etag: string;
  readonly next?: number;
}

/** What is asked for: the account's statements of a period from a place in the list on, or that of one position. */
interface Asked {
  readonly period: bigint;
  readonly position?: string;
  readonly from: number;
}

/**
 * Makes what hands out statements from an exchange's own server, wherever there are `Request` and `Response`. An account is shown
 * its own statements, and nothing that depends on what others have:
 *
 * - `GET /statements/7` gives the account's statements of period 7 in the head, a list; long ones go on at the address in `Link`;
 * - `GET /statements/7/BTCUSDT` gives that of one position, in the head or beyond it.
 *
 * @example
 * const handle = statementsHandler({ bundles: [await openProver("period-1")], authorize: (request) => accountOf(request) });
 */
export function statementsHandler(options: StatementsHandlerOptions): (request: Request) => Promise<Response> {
  requireGiven({ options }, { options: OPTIONS });
  const { bundles, authorize, base = "/statements", scheme = "Bearer", cacheBytes = CACHE_BYTES, onError } = options;
  const answers = keepAnswers(cacheBytes);

  async function answerTo(request: Request): Promise<Response> {
    if (!METHODS.includes(request.method)) return refusal(405, { Allow: METHODS.join(", ") });
    const account = await authorize(request);
    if (typeof account !== "string" || account === "") return refusal(401, { "WWW-Authenticate": scheme });
    const asked = askedFor(new URL(request.url), base);
    const prover = asked && (await proverFor(bundles, asked.period));
    if (asked === undefined || prover === undefined) return refusal(404);
    const answer = await answers.of(prover, [account, asked.position ?? null, asked.from], () =>
      answerFor(prover, account, asked),
    );
    return answer === undefined ? refusal(404) : shown(request, answer, asked);
  }

  return async (request) => {
    try {
      return await answerTo(request);
    } catch (error) {
      onError?.(error);
      return refusal(500);
    }
  };
}

/** Reads an address below the base; undefined if it is none of ours. */
function askedFor({ pathname, searchParams }: URL, base: string): Asked | undefined {
  const root = base.replace(/\/+$/, "");
  if (!pathname.startsWith(`${root}/`)) return undefined;
  const [period = "", position, ...rest] = pathname.slice(root.length + 1).split("/");
  const from = searchParams.get("from") ?? "0";
  if (rest.length > 0 || !PLAIN_INTEGER.test(period) || !PLAIN_INTEGER.test(from)) return undefined;
  const common = { period: BigInt(period), from: Number(from) };
  if (position === undefined || position === "") return common;
  try {
    return { period: common.period, from: 0, position: decodeURIComponent(position) };
  } catch {
    return undefined;
  }
}

async function proverFor(bundles: StatementsHandlerOptions["bundles"], period: bigint): Promise<Prover | undefined> {
  for (const prover of typeof bundles === "function" ? await bundles(period) : bundles) {
    if (prover.document.settlement.period === period) return prover;
  }
  return undefined;
}

async function answerFor(prover: Prover, account: string, { position, from }: Asked): Promise<Answer | undefined> {
  if (position === undefined) {
    const statements = await prover.proveAccount(account, { from, most: PAGE + 1 });
    const next = statements[PAGE];
    const body = JSON.stringify(statements.slice(0, PAGE).map(statementToJson));
    return { body, etag: etagOf(body), ...(next && { next: Number(next.index) }) };
  }
  const statement = isId(account, position) ? await prover.prove(account, position) : undefined;
  if (statement === undefined) return undefined;
  const body = JSON.stringify(statementToJson(statement));
  return { body, etag: etagOf(body) };
}

/** What is no id at all is nobody's position. */
function isId(account: string, position: string): boolean {
  try {
    positionId(account, position);
    return true;
  } catch (error) {
    if (error instanceof InputError) return false;
    throw error;
  }
}

/** Of the whole answer, in which salts stand: nobody can guess it who has not seen the answer. */
function etagOf(body: string): string {
  return `"${toHex(keccak256(new TextEncoder().encode(body))).slice(2, 34)}"`;
}

function shown(request: Request, { body, etag, next }: Answer, { period }: Asked): Response {
  const url = new URL(request.url);
  const headers: Record<string, string> = {
    ETag: etag,
    // Kept by the asker's own browser alone, and asked about each time: someone else may have signed in.
    "Cache-Control": "private, no-cache",
    Vary: VARY,
  };
  if (next !== undefined) {
    const path = url.pathname.slice(0, url.pathname.lastIndexOf(`/${period}`));
    headers.Link = `<${path}/${period}?from=${next}>; rel="next"`;
  }
  if (matches(request.headers.get("If-None-Match"), etag)) return new Response(null, { status: 304, headers });
  headers["Content-Type"] = "application/json";
  headers["X-Content-Type-Options"] = "nosniff";
  return new Response(request.method === "HEAD" ? null : body, { headers });
}

/** Whether an If-None-Match names the tag; a weak one does as well, as RFC 9110 has it. */
function matches(header: string | null, etag: string): boolean {
  if (header === null) return false;
  return header.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === etag);
}

const REASONS: Record<number, string> = {
  401: "sign in first",
  404: "there is no such statement of yours",
  405: "statements are only read",
  500: "this went wrong on our side; try again later",
};

/** An answer without a statement: the same for everybody who gets it, and kept by nobody. */
function refusal(status: number, headers: Record<string, string> = {}): Response {
  const body = JSON.stringify({ error: { message: REASONS[status] } });
  return new Response(body, {
    status,
    headers: { "Content-Type": "application/json", "Cache-Control": "no-store", Vary: VARY, ...headers },
  });
}

/** Keeps the answers that were asked for last, each under its bundle, its account and what was asked. */
function keepAnswers(mostBytes: number) {
  const kept = new Map<string, Answer>();
  const numbers = new WeakMap<Prover, number>();
  let bytes = 0;
  let provers = 0;

  function numberOf(prover: Prover): number {
    const number = numbers.get(prover) ?? provers++;
    numbers.set(prover, number);
    return number;
  }

  function keep(name: string, answer: Answer): void {
    bytes += sizeOf(name, answer) - sizeOf(name, kept.get(name));
    kept.delete(name);
    kept.set(name, answer);
    for (const [oldest, gone] of kept) {
      if (bytes <= mostBytes) break;
      bytes -= sizeOf(oldest, gone);
      kept.delete(oldest);
    }
  }

  return {
    async of(
      prover: Prover,
      asked: readonly unknown[],
      make: () => Promise<Answer | undefined>,
    ): Promise<Answer | undefined> {
      const name = JSON.stringify([numberOf(prover), ...asked]);
      const answer = kept.get(name) ?? (await make());
      if (answer !== undefined) keep(name, answer);
      return answer;
    },
  };
}

const sizeOf = (name: string, answer: Answer | undefined) =>
  answer === undefined ? 0 : 2 * (name.length + answer.body.length);
