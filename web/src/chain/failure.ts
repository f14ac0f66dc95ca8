import { ChainError } from "zke-insurance-fund";

/** Why a node gave no answer that can be used. */
export type FailureKind =
  | "unreachable"
  | "timeout"
  | "http"
  | "notNode"
  | "refused"
  | "noFund"
  | "incomplete"
  | "other";

/** A failure as a page tells it: what kind, and what the node or the SDK said, which is free text of someone else. */
export interface Failure {
  readonly kind: FailureKind;
  readonly detail: string;
}

/**
 * A question to a node that failed. `code` and what goes with it are shaped as ethers shapes its errors, because the SDK reads
 * those.
 */
export class RpcError extends Error {
  override readonly name = "RpcError";
  readonly kind: FailureKind;
  readonly code: string;
  /** What a contract gave as its reason, if it refused. */
  readonly data: unknown;
  readonly error: { readonly message: string } | undefined;
  readonly response: { readonly statusCode: number } | undefined;

  constructor(
    kind: FailureKind,
    message: string,
    { code = CODES[kind], data, status }: { code?: string; data?: unknown; status?: number } = {},
  ) {
    super(message);
    this.kind = kind;
    this.code = code;
    this.data = data;
    this.error = kind === "refused" ? { message } : undefined;
    this.response = status === undefined ? undefined : { statusCode: status };
  }
}

const CODES: Record<FailureKind, string> = {
  unreachable: "NETWORK_ERROR",
  timeout: "TIMEOUT",
  http: "SERVER_ERROR",
  notNode: "SERVER_ERROR",
  refused: "UNKNOWN_ERROR",
  noFund: "BAD_DATA",
  incomplete: "UNKNOWN_ERROR",
  other: "UNKNOWN_ERROR",
};

/** What went wrong, whoever wrapped it. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ChainError && error.kind === "incomplete") return { kind: "incomplete", detail: error.message };
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (at instanceof RpcError) return { kind: at.kind, detail: at.message };
  }
  const detail = error instanceof Error ? error.message : String(error);
  // The SDK's own words where no node is to blame.
  return { kind: detail.startsWith("There is no fund at ") ? "noFund" : "other", detail };
}
