import type { SubmissionState } from "../chain/submissions.ts";
import { usePage } from "../page.tsx";

/** What a submission is. */
export function StatusBadge(props: { state: SubmissionState }) {
  const { t } = usePage();
  return <span class={`badge ${props.state}`}>{t().common.states[props.state]}</span>;
}
