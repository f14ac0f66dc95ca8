/**
 * What a node did instead of answering: it was not reached, was silent, sent a status of HTTP, sent what is no answer of a node, or
 * refused in words.
 */
export type Trouble = "unreachable" | "timeout" | "http" | "notNode" | "refused";

/** What goes with a failure of a node. */
export interface NodeFailureDetails {
  /** The status of HTTP, where it tells of trouble. */
  readonly status?: number | undefined;
  /** The number of JSON-RPC, where the node refused. */
  readonly code?: unknown;
  /** What a contract gave as its reason, if it refused. */
  readonly data?: unknown;
  /** After how many milliseconds the node wants to be asked again. */
  readonly retryAfter?: number | undefined;
  /** Whether its answer was longer than is read. */
  readonly isTooLong?: boolean;
}

/**
 * A question to a node that failed: the cause of a ChainError. Its message is what the node said, without the secrets of its address.
 *
 * @example
 * if (error instanceof ChainError && error.cause instanceof NodeFailure) console.log(error.cause.status); // 503
 */
export class NodeFailure extends Error {
  override readonly name = "NodeFailure";
  readonly trouble: Trouble;
  readonly status: number | undefined;
  readonly code: unknown;
  readonly data: unknown;
  readonly retryAfter: number | undefined;
  readonly isTooLong: boolean;
  /** Whose failure it is; for messages. */
  host: string | undefined;
  /** Blots out what its words must not tell: a contract's reason is the node's word, too. */
  mask: (text: string) => string = String;

  constructor(
    trouble: Trouble,
    message: string,
    { status, code, data, retryAfter, isTooLong = false }: NodeFailureDetails = {},
  ) {
    super(message);
    this.trouble = trouble;
    this.status = status;
    this.code = code;
    this.data = data;
    this.retryAfter = retryAfter;
    this.isTooLong = isTooLong;
  }
}

const NO_SUCH_METHOD = -32_601;
const BAD_STATUS = [400, 413, 504];
const BUSY =
  /rate.?limit|too many requests|request (count|rate)|(compute|capacity|credits|quota).*exceed|exceed.*(capacity|quota)|throttl/i;
const WITHOUT_STATE = /missing trie node|archive|histor|pruned|state.*(not |un)available|old data/i;
// Nothing was sent to it.
const UNMET = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT/;
const FOR_GOOD = /insufficient funds|enough funds/i;

/** Whether the node says that it does not keep old states. */
export function isWithoutState({ message }: NodeFailure): boolean {
  return WITHOUT_STATE.test(message);
}

/** Whether the node has too much to do, and says so. */
export function isBusy({ status, code, message }: NodeFailure): boolean {
  return status === 429 || status === 503 || code === 429 || BUSY.test(message);
}

/** Whether a node may have done what it was told, though it did not answer. */
export function mayHaveTaken(failure: unknown): boolean {
  return (
    failure instanceof NodeFailure && failure.trouble !== "refused" && !isBusy(failure) && !UNMET.test(failure.message)
  );
}

/** Whether asking the same again, or another node, may help. */
export function isPassing({ code, message }: NodeFailure): boolean {
  return code !== NO_SUCH_METHOD && !FOR_GOOD.test(message);
}

/**
 * Whether fewer blocks may be what a node wants that fails at a range of logs: nodes limit the range, the number of logs or the time,
 * each with words of its own.
 */
export function wantsFewer(failure: NodeFailure): boolean {
  const { trouble, isTooLong, status = 0 } = failure;
  if (isBusy(failure)) return false;
  return isTooLong || trouble === "timeout" || trouble === "refused" || BAD_STATUS.includes(status);
}
