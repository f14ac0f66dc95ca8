import type { NodeAddress } from "./node-address.ts";
import { NodeFailure } from "./node-failure.ts";

/** How a node is asked. */
export interface RequestOptions {
  /** How long one request may take, in milliseconds; 20,000 unless given. */
  readonly timeout?: number | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/** What a node sent: parsed, and with its status of HTTP where that tells of trouble. */
export interface Sent {
  readonly answer: unknown;
  readonly status: number | undefined;
  readonly retryAfter: number | undefined;
}

const TIMEOUT = 20_000;
// A range of logs can be long; what is longer than this is not an answer of a sane node.
const MOST_BYTES = 256 << 20;

/**
 * One request with an end in time and in size.
 *
 * @throws {NodeFailure} of what is returned: if no answer of JSON comes
 */
export function poster({ href, headers }: NodeAddress, options: RequestOptions, closed: AbortSignal) {
  const { timeout = TIMEOUT, fetch = globalThis.fetch } = options;
  return async (body: unknown): Promise<Sent> => {
    let response: Response;
    let text: string;
    try {
      response = await fetch(href, {
        method: "POST",
        headers: { "content-type": "application/json", ...headers },
        body: JSON.stringify(body),
        credentials: "omit",
        referrerPolicy: "no-referrer",
        signal: AbortSignal.any([closed, AbortSignal.timeout(timeout)]),
      });
      text = await textOf(response);
    } catch (error) {
      if (error instanceof NodeFailure) throw error;
      const isLate = error instanceof Error && error.name === "TimeoutError";
      throw isLate
        ? new NodeFailure("timeout", `${timeout / 1000} s`)
        : new NodeFailure("unreachable", reasonOf(error));
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

/** In milliseconds, of a header that says seconds or a date. */
function retryAfterOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const wait = /^\s*\d+(\.\d+)?\s*$/.test(header) ? 1000 * Number(header) : Date.parse(header) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(wait, 0);
}

async function textOf(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let size = 0;
  const reader = response.body?.getReader();
  for (let piece = await reader?.read(); piece?.value !== undefined; piece = await reader?.read()) {
    size += piece.value.length;
    if (size > MOST_BYTES) {
      await reader?.cancel();
      throw new NodeFailure("notNode", "an answer that is too long");
    }
    text += decoder.decode(piece.value, { stream: true });
  }
  return text + decoder.decode();
}

/** What the system says of a connection that failed. */
function reasonOf(error: unknown): string {
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
