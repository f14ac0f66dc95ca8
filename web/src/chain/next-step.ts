import { openDemands, type PeriodRecord, readyAt, type Submission } from "zke-insurance-fund/chain";

/** What a pending settlement waits for, and until when, in seconds. */
export type NextStep =
  | { readonly kind: "answer"; readonly until: bigint; readonly open: number }
  /** The contract counts open demands of which the node gave no logs. */
  | { readonly kind: "unread"; readonly open: number }
  /** A demand was not answered in time: anyone may have the settlement voided. */
  | { readonly kind: "expire"; readonly since: bigint }
  /** Anyone may demand entries and show faults; then it can be finalized. */
  | { readonly kind: "challenge"; readonly until: bigint }
  /** Nothing can be demanded any more, but what was shown last can be judged. */
  | { readonly kind: "quiet"; readonly until: bigint }
  | { readonly kind: "finalize"; readonly since: bigint };

/** What comes next for a pending settlement, at a time of the chain. */
export function nextStepOf(submission: Submission, record: PeriodRecord | undefined, now: bigint): NextStep {
  const { terms } = submission;
  const open = openDemands(submission);
  const [deadline] = open.map((demand) => demand.deadline).sort((a, b) => (a < b ? -1 : 1));
  if (deadline !== undefined && now > deadline) return { kind: "expire", since: deadline };
  if (deadline !== undefined) return { kind: "answer", until: deadline, open: open.length };
  if (record !== undefined && record.openDemands > 0n) return { kind: "unread", open: Number(record.openDemands) };
  if (now < terms.challengeEnd) return { kind: "challenge", until: terms.challengeEnd };
  const ready = record === undefined ? terms.challengeEnd : readyAt(record);
  return now < ready ? { kind: "quiet", until: ready } : { kind: "finalize", since: ready };
}
