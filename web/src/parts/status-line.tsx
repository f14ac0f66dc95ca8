import { Show } from "solid-js";
import { freshnessOf } from "../chain/live.ts";
import { usePage } from "../page.tsx";
import { isUsable } from "../settings.ts";

/** Whether the figures are live, and of which block they are. */
export function StatusLine() {
  const { t, live, settings, formats, now } = usePage();
  const isSet = () => isUsable("rpc", settings().rpc) && isUsable("fund", settings().fund);
  const freshness = () => (isSet() ? freshnessOf(live(), now()) : "unset");
  const word = () => {
    const is = freshness();
    return is === "unset" ? t().common.status.notSet : t().common.status[is];
  };
  return (
    <section class="status" aria-label={t().common.status.label}>
      <span class={`dot ${freshness()}`} aria-hidden="true" />
      <span role="status">{word()}</span>
      <Show when={live().overview}>
        {(overview) => <span class="long">· {t().common.status.block(formats().count(overview().block))}</span>}
      </Show>
    </section>
  );
}
