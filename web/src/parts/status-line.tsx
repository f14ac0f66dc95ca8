import { createSignal, lazy, Show, Suspense } from "solid-js";
import { freshnessOf } from "../chain/live.ts";
import { hostsOf } from "../nodes.ts";
import { usePage } from "../page.tsx";
import { isUsable } from "../settings.ts";

const SettingsForm = lazy(() => import("./settings-form.tsx").then(({ SettingsForm }) => ({ default: SettingsForm })));

/** Which node and block the figures come from, and whether they are live. */
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
        {(overview) => <span class="block">{t().common.status.block(formats().count(overview().block))}</span>}
      </Show>
      <Show when={isSet()}>
        <span class="node">{t().common.status.node(hostsOf(settings().rpc))}</span>
      </Show>
      <ConnectionSettings />
    </section>
  );
}

/** A button, and behind it what the page is connected to. */
function ConnectionSettings() {
  const { t } = usePage();
  let dialog: HTMLDialogElement | undefined;
  const [isOpen, setIsOpen] = createSignal(false);
  const open = () => {
    setIsOpen(true);
    dialog?.showModal();
  };
  return (
    <>
      <button type="button" class="plain" onClick={open}>
        {t().common.status.settings}
      </button>
      <dialog ref={dialog} aria-labelledby="connection-title" onClose={() => setIsOpen(false)}>
        <Show when={isOpen()}>
          <Suspense>
            <SettingsForm close={() => dialog?.close()} />
          </Suspense>
        </Show>
      </dialog>
    </>
  );
}
