import { Show } from "solid-js";
import type { Submission } from "../../chain/submissions.ts";
import { usePage } from "../../page.tsx";
import { Hash } from "../../parts/hash.tsx";
import { Notice } from "../../parts/notice.tsx";

/** Why a settlement counts for nothing, if it does. */
export function EndingNote(props: { submission: Submission }) {
  const { t, formats } = usePage();
  const words = () => t().settlements.void;
  const voided = () => {
    const { ending } = props.submission;
    return ending?.state === "voided" ? ending : undefined;
  };
  const cancelled = () => {
    const { ending } = props.submission;
    return ending?.state === "cancelled" ? ending : undefined;
  };
  const faultText = (fault: keyof ReturnType<typeof t>["settlements"]["faults"] | undefined) =>
    fault === undefined ? words().unknownFault : t().settlements.faults[fault];
  return (
    <>
      <Show when={voided()}>
        {(ending) => (
          <Notice kind="error" title={words().title}>
            <p>{faultText(ending().fault)}</p>
            <p>
              {ending().fault === "Silence" ? words().demandedBy : words().by}{" "}
              <Hash value={ending().challenger} kind="address" />
            </p>
            <p>{words().reward(formats().amount(ending().reward), formats().amount(ending().forfeited))}</p>
          </Notice>
        )}
      </Show>
      <Show when={cancelled()}>
        {(ending) => (
          <Notice kind="error">
            <p>{words().cancelled(formats().amount(ending().returned), formats().amount(ending().forfeited))}</p>
          </Notice>
        )}
      </Show>
      <Show when={voided() ?? cancelled()}>
        <p class="quiet">{words().claimed}</p>
      </Show>
    </>
  );
}
