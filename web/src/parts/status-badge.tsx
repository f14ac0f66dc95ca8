import type { SubmissionStatus } from "../chain/submissions.ts";
import { usePage } from "../page.tsx";
import { Sign, type SignName } from "./sign.tsx";

const LOOKS: Record<SubmissionStatus | "due", readonly [tone: string, sign: SignName]> = {
  pending: ["warn", "waiting"],
  due: ["warn", "waiting"],
  finalized: ["good", "right"],
  voided: ["bad", "wrong"],
  cancelled: ["bad", "cancelled"],
};

/** What a submission is; a pending one that anyone can finalize is due. */
export function StatusBadge(props: { state: SubmissionStatus | "due" }) {
  const { t } = usePage();
  return (
    <span class={`badge ${LOOKS[props.state][0]}`}>
      <Sign is={LOOKS[props.state][1]} />
      {t().common.states[props.state]}
    </span>
  );
}
