import { isError } from "ethers";
import { NODES, sentenceOf } from "#words";
import { COUNT, ifGiven, partsOf, requireGiven, TEXT } from "../columns/given.ts";
import { ChainError, InputError } from "../errors.ts";
import { failed } from "../problems/problem.ts";
import { NodeFailure } from "./node-failure.ts";
import { refusalOf, revertOf } from "./reverts.ts";

/** What is known of where an error came from; for its sentence. */
export interface FailureContext {
  /** The node, as `Chain.host` has it. */
  readonly host?: string | undefined;
  /** Decimal places of the amounts in a refusal: 6 unless given. */
  readonly decimals?: number | undefined;
}

const UNREACHABLE = /ECONN|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|EPIPE|UND_ERR|SocketError/;
const TOO_POOR = /insufficient funds|enough funds/i;
const OWN_MISTAKES = ["INVALID_ARGUMENT", "MISSING_ARGUMENT", "UNEXPECTED_ARGUMENT", "UNSUPPORTED_OPERATION"];
const LONGEST_MESSAGE = 200;

const CONTEXT = partsOf({ host: ifGiven(TEXT), decimals: ifGiven(COUNT) });

/**
 * Whether the node did not answer, or not as a node does: asking again later may help.
 *
 * @example
 * if (isUnreachable(error)) await setTimeout(10_000);
 */
export function isUnreachable(error: unknown): boolean {
  const cause = error instanceof ChainError ? error.cause : error;
  return cause !== undefined && troubleOf(cause) !== undefined;
}

/**
 * Turns what a provider throws into a sentence that says what to do: the client's own, or one of ethers. Only what a contract
 * says becomes an error of kind "reverted". Errors of the caller and of the chain that are sentences already, and errors of our
 * own, are passed on.
 *
 * @example
 * await provider.getBlockNumber().catch((error) => {
 *   throw chainErrorOf(error, { host });
 * });
 */
export function chainErrorOf(error: unknown, context: FailureContext = {}): unknown {
  requireGiven({ context }, { context: CONTEXT });
  if (error instanceof InputError) return error;
  const isKnown = error instanceof ChainError;
  if (isKnown && (error.kind !== "reverted" || context.decimals === undefined)) return error;
  const revert = revertOf(error);
  if (revert !== undefined) {
    const cause = isKnown ? error.cause : error;
    const details = { kind: "reverted", revert, cause, problem: refusalOf(revert) } as const;
    return new ChainError(`The chain refused: ${sentenceOf(revert, context.decimals)}`, details);
  }
  const node = { host: (error instanceof NodeFailure ? error.host : undefined) ?? context.host };
  const details = { cause: error, ...(error instanceof NodeFailure && { retryAfter: error.retryAfter }) };
  const trouble = troubleOf(error);
  if (trouble !== undefined) {
    return failed(NODES, trouble.code, { ...node, said: trouble.said }, details);
  }
  const said = nodeMessage(error);
  if (isError(error, "INSUFFICIENT_FUNDS") || TOO_POOR.test(said ?? "")) {
    return failed(NODES, "tooLittleEther", {}, { ...details, kind: "refused" });
  }
  const status = error instanceof NodeFailure ? error.status : undefined;
  return said === undefined ? error : failed(NODES, "nodeRefused", { ...node, said, status }, details);
}

/** What was asked of a node; where it fails, by what `chainErrorOf` makes of that. */
export async function answered<T>(asked: Promise<T>, context?: FailureContext): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    throw chainErrorOf(error, context);
  }
}

/** What an error says, on one line. */
export function messageOf(error: unknown): string {
  const known = chainErrorOf(error);
  return (known instanceof Error ? known.toString() : String(known)).replace(/\s+/g, " ");
}

/** What a node did that gave no answer; undefined if it answered. */
function troubleOf(error: unknown): { code: "nodeSilent" | "nodeBroken"; said: string } | undefined {
  if (error instanceof NodeFailure) {
    const { trouble, message } = error;
    if (trouble === "refused") return undefined;
    if (trouble === "notNode") return { code: "nodeBroken", said: message };
    return unreached(
      trouble === "timeout" ? "no answer in time" : trouble === "http" ? `it answered HTTP ${message}` : message,
    );
  }
  const reason = reasonUnreachable(error);
  return reason === undefined ? undefined : unreached(reason);
}

const unreached = (said: string) => ({ code: "nodeSilent", said }) as const;

/** Why a provider of ethers got no answer. */
function reasonUnreachable(error: unknown): string | undefined {
  if (isError(error, "TIMEOUT")) return "no answer in time";
  if (isError(error, "SERVER_ERROR")) {
    const status = error.response?.statusCode;
    return status === undefined ? "a broken answer" : `it answered HTTP ${status}`;
  }
  if (!(error instanceof Error)) return undefined;
  if (error.name === "TimeoutError" || error.name === "AbortError") return "no answer in time";
  if (isError(error, "NETWORK_ERROR")) return "no network";
  const cause = error.cause as { code?: unknown; message?: unknown } | undefined;
  for (const text of [cause?.code, (error as { code?: unknown }).code, cause?.message, error.message]) {
    if (typeof text === "string" && UNREACHABLE.test(text)) return text;
  }
  if (error instanceof TypeError && error.message === "fetch failed") return String(cause?.message ?? "no connection");
  return undefined;
}

/** What a node itself says of a request that it refuses, on one line. */
export function nodeMessage(error: unknown): string | undefined {
  if (error instanceof ChainError) return nodeMessage(error.cause);
  if (error instanceof NodeFailure) return error.trouble === "refused" ? shortened(error.message) : undefined;
  const seen = error as
    | { error?: unknown; info?: { error?: unknown }; shortMessage?: unknown; code?: unknown }
    | undefined;
  for (const inner of [seen?.error, seen?.info?.error]) {
    const { message } = (inner ?? {}) as { message?: unknown };
    if (typeof message === "string") return shortened(message);
  }
  const ofEthers = typeof seen?.code === "string" && typeof seen.shortMessage === "string";
  // What ethers refuses by itself is a mistake of the program's or the caller's, not the node's word.
  if (!ofEthers || OWN_MISTAKES.includes(seen.code as string)) return undefined;
  return shortened(seen.shortMessage as string);
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > LONGEST_MESSAGE ? `${line.slice(0, LONGEST_MESSAGE)}...` : line;
}
