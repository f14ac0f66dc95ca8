import { FetchError, NetworkError } from "./errors.ts";
import { isProxyFailure } from "./proxy.ts";

// What the system says when it cannot send at all: no resolver, no route, no interface, no free port or file, its own firewall.
const OWN_CODES = new Set(
  (
    "EAI_AGAIN EAI_FAIL EAI_MEMORY EAI_SYSTEM ENETUNREACH ENETDOWN EHOSTUNREACH EADDRNOTAVAIL " +
    "EACCES EPERM EMFILE ENFILE ENOBUFS"
  ).split(" "),
);
const PROXY_WITHOUT_ANSWER = [502, 503, 504];

/** An error of Node's, as far as it has the parts. */
interface NodeError extends NodeJS.ErrnoException {
  /** Of a host with several addresses, one for each. */
  readonly errors?: readonly NodeError[];
  readonly statusCode?: number;
  readonly hostname?: string;
  readonly port?: number;
}

/**
 * What an error of a download means: a `NetworkError` if it is this machine's network that failed, else a `FetchError`, which
 * is unclear where nothing answered.
 *
 * @param where the address, for the message
 */
export function failureOf(where: string, error: unknown): FetchError | NetworkError {
  const message = `${where}: ${reasonOf(error)}`;
  if (error instanceof NetworkError || isOwnFailure(error as NodeError))
    return new NetworkError(message, { cause: error });
  const isUnclear = error instanceof FetchError ? error.isUnclear : !isWrongAnswer(error as NodeError);
  return new FetchError(message, { isUnclear, cause: error });
}

function isOwnFailure(error: NodeError): boolean {
  const { code = "", errors = [], statusCode } = error;
  if (errors.length > 0) return errors.every(isOwnFailure);
  if (code === "ERR_PROXY_TUNNEL") return !PROXY_WITHOUT_ANSWER.includes(statusCode ?? 0);
  return OWN_CODES.has(code) || isProxyFailure(error);
}

/** What came was no HTTP. */
const isWrongAnswer = ({ code = "" }: NodeError) => code.startsWith("HPE_");

/**
 * Takes the words of a proxy as what they are.
 *
 * @throws {FetchError} if the proxy got no answer from the host
 * @throws {NetworkError} if the proxy refuses this machine
 */
export function assertNotOfProxy(status: number): void {
  if (status === 407) throw new NetworkError("the proxy answered HTTP 407");
  if (PROXY_WITHOUT_ANSWER.includes(status)) {
    throw new FetchError(`the proxy answered HTTP ${status}`, { isUnclear: true });
  }
}

function reasonOf(error: unknown): string {
  const { code, message } = error as NodeError;
  if (error instanceof FetchError || error instanceof NetworkError || code === "ERR_PROXY_TUNNEL") return message;
  return code === "ENOTFOUND" ? "there is no such host" : (code ?? message);
}
