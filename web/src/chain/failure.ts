import { ChainError } from "zke-insurance-fund";
import { NodeFailure, type Trouble } from "zke-insurance-fund/chain";

/** Why there is no answer that can be used. */
export type FailureKind = Trouble | "noFund" | "incomplete" | "other";

/** A failure as a page tells it: what kind, and what the node or the SDK said, which is free text of someone else. */
export interface Failure {
  readonly kind: FailureKind;
  readonly detail: string;
}

/** What went wrong, whoever wrapped it. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ChainError && error.kind === "incomplete") return { kind: "incomplete", detail: error.message };
  for (let at = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    if (at instanceof NodeFailure) {
      const { trouble: kind, host = "", message } = at;
      return { kind, detail: kind === "unreachable" ? host.replace(/^.*:\/\//, "") : message };
    }
  }
  const detail = error instanceof Error ? error.message : String(error);
  return { kind: isNoFund(error) ? "noFund" : "other", detail };
}

const isNoFund = (error: unknown) =>
  error instanceof ChainError && error.kind === "absent" && error.message.startsWith("There is no fund at ");
