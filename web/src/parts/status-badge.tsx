import type { SubmissionStatus } from "../chain/submissions.ts";
import { usePage } from "../page.tsx";

/** What a submission is. */
export function StatusBadge(props: { state: SubmissionStatus }) {
  const { t } = usePage();
  return <span class={`badge ${props.state}`}>{t().common.states[props.state]}</span>;
}
