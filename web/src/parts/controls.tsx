import { createSignal, For, lazy, Show, Suspense } from "solid-js";
import { usePage } from "../page.tsx";
import { LANGUAGES, nameOf, tagOf } from "../text/index.ts";
import { THEMES, themeFrom } from "../theme.ts";
import { Sign } from "./sign.tsx";

const SettingsForm = lazy(() => import("./settings-form.tsx").then(({ SettingsForm }) => ({ default: SettingsForm })));

/** A button, and behind it how the page speaks and looks, and what it is connected to. */
export function Controls() {
  const { t } = usePage();
  let dialog: HTMLDialogElement | undefined;
  const [isOpen, setIsOpen] = createSignal(false);
  const open = () => {
    setIsOpen(true);
    dialog?.showModal();
  };
  const name = () => t().common.status.settings;
  return (
    <>
      <button type="button" class="gear" aria-label={name()} title={name()} onClick={open}>
        <Sign is="controls" />
      </button>
      <dialog ref={dialog} aria-label={name()} onClose={() => setIsOpen(false)}>
        <Show when={isOpen()}>
          <div class="looks">
            <LanguageSwitch />
            <ThemeSwitch />
          </div>
          <Suspense>
            <SettingsForm close={() => dialog?.close()} />
          </Suspense>
        </Show>
      </dialog>
    </>
  );
}

function LanguageSwitch() {
  const { t, language, setLanguage } = usePage();
  return (
    <fieldset>
      <legend>{t().common.language}</legend>
      <div class="segments">
        <For each={LANGUAGES}>
          {(choice) => (
            <button
              type="button"
              lang={tagOf(choice)}
              aria-pressed={language() === choice}
              onClick={() => setLanguage(choice).catch(() => undefined)}
            >
              {nameOf(choice)}
            </button>
          )}
        </For>
      </div>
    </fieldset>
  );
}

function ThemeSwitch() {
  const { t, theme, setTheme } = usePage();
  return (
    <label>
      <span>{t().common.theme}</span>
      <select onChange={({ currentTarget }) => setTheme(themeFrom(currentTarget.value))}>
        <For each={THEMES}>
          {(choice) => (
            <option value={choice} selected={theme() === choice}>
              {t().common.themes[choice]}
            </option>
          )}
        </For>
      </select>
    </label>
  );
}
