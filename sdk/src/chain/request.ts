import { gate } from "./gate.ts";
import type { NodeAddress } from "./node-address.ts";
import { NodeFailure } from "./node-failure.ts";

/** How a node is asked. */
export interface RequestOptions {
  /** How long one request may take, in milliseconds; 20,000 unless given. */
  readonly timeout?: number | undefined;
  /** The longest answer that is read, in bytes; 64 MiB unless given. */
  readonly mostBytes?: number | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/** What a node sent: parsed, and with its status of HTTP where that tells of trouble. */
export interface Sent {
  readonly answer: unknown;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;
}

const TIMEOUT = 20_000;
// A timer that is set for longer goes off at once.
const LONGEST_TIMER = 2 ** 31 - 1;
// A block's logs are never longer, and of a range that is, fewer blocks can be asked for.
const MOST_BYTES = 64 << 20;
// What part of that several answers may take at once; a longer one is read to its end while no other is.
const LONG = 1 / 8;

/**
 * One request with an end in time and in size.
 *
 * @throws {NodeFailure} of what is returned: if no answer of JSON comes
 */
export function poster({ href, headers }: NodeAddress, options: RequestOptions, closed: AbortSignal) {
  const { timeout = TIMEOUT, mostBytes = MOST_BYTES, fetch = globalThis.fetch } = options;
  const alone = gate(1);
  return async (body: unknown): Promise<Sent> => {
    let response: Response;
    let text: string;
    const end = endOf(timeout, closed);
    try {
      response = await fetch(href, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: end.signal,
      });
      text = await textOf(response, mostBytes, alone);
    } catch (error) {
      if (error instanceof NodeFailure) throw error;
      throw end.isLate()
        ? new NodeFailure("timeout", `${timeout / 1000} s`)
        : new NodeFailure("unreachable", reasonOf(error));
    } finally {
      end.clear();
    }
    const status = response.ok ? undefined : response.status;
    const retryAfter = retryAfterOf(response.headers.get("retry-after"));
    const answer = parsed(text);
    // Some nodes give their errors a status of HTTP, others do not.
    if (typeof answer === "object" && answer !== null && (response.ok || "error" in answer || Array.isArray(answer)))
      return { answer, status, retryAfter };
    if (status !== undefined) throw new NodeFailure("http", String(status), { status, retryAfter });
    throw new NodeFailure("notNode", text.trim() === "" ? "an empty answer" : "an answer that is no JSON-RPC");
  };
}

/** An end by time or by another signal, and what clears it away. Browsers have `AbortSignal.any` only since 2023. */
function endOf(timeout: number, closed: AbortSignal) {
  const controller = new AbortController();
  const close = () => controller.abort(closed.reason);
  let isLate = false;
  const late = () => {
    isLate = true;
    controller.abort();
  };
  const timer = setTimeout(late, Math.min(timeout, LONGEST_TIMER));
  closed.addEventListener("abort", close);
  if (closed.aborted) close();
  return {
    signal: controller.signal,
    isLate: () => isLate,
    clear() {
      clearTimeout(timer);
      closed.removeEventListener("abort", close);
    },
  };
}

/** In milliseconds, of a header that says seconds or a date. */
function retryAfterOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const wait = /^\s*\d+(\.\d+)?\s*$/.test(header) ? 1000 * Number(header) : Date.parse(header) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(wait, 0);
}

async function textOf(response: Response, mostBytes: number, alone: ReturnType<typeof gate>): Promise<string> {
  const decoder = new TextDecoder();
  const reader = response.body?.getReader();
  let text = "";
  let size = 0;
  /** Reads on to the end, or past a size; whether that was the end. */
  const readTo = async (most: number) => {
    for (let piece = await reader?.read(); piece?.value !== undefined; piece = await reader?.read()) {
      size += piece.value.length;
      if (size > mostBytes) return false;
      text += decoder.decode(piece.value, { stream: true });
      if (size > most) return false;
    }
    return true;
  };
  if ((await readTo(mostBytes * LONG)) || (size <= mostBytes && (await alone(() => readTo(mostBytes)))))
    return text + decoder.decode();
  await reader?.cancel();
  throw new NodeFailure("notNode", "an answer that is too long", { isTooLong: true });
}

/** What the system says of a connection that failed. */
export function reasonOf(error: unknown): string {
  const { cause, message } = error as { cause?: { code?: unknown; message?: unknown }; message?: string };
  return String(cause?.code ?? (cause?.message || message));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
