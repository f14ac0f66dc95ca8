import { createSignal, lazy, Show, Suspense } from "solid-js";
import { usePage } from "../page.tsx";

const SettingsForm = lazy(() => import("./settings-form.tsx").then(({ SettingsForm }) => ({ default: SettingsForm })));

/** A button, and behind it what the page is connected to. */
export function ConnectionSettings() {
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
