import { createSignal, For, onMount, Show } from "solid-js";
import { usePage } from "../page.tsx";
import { isUsable, SETTING_NAMES, type SettingName, type Settings } from "../settings.ts";

/** What the page is connected to, to be changed. */
export function SettingsForm(props: { close: () => void }) {
  const { t, settings, saveSettings } = usePage();
  const [draft, setDraft] = createSignal<Settings>(settings());
  const [isTried, setIsTried] = createSignal(false);
  const isWrong = (name: SettingName) => isTried() && !isUsable(name, draft()[name]);
  const save = (event: Event) => {
    event.preventDefault();
    setIsTried(true);
    if (!SETTING_NAMES.every((name) => isUsable(name, draft()[name]))) return;
    saveSettings(draft());
    props.close();
  };
  const reset = () => {
    saveSettings(undefined);
    props.close();
  };
  let form: HTMLFormElement | undefined;
  // It may come after the dialog has opened.
  onMount(() => form?.querySelector("input")?.focus());
  return (
    <form ref={form} onSubmit={save} novalidate>
      <h2 id="connection-title">{t().common.settings.title}</h2>
      <p>{t().common.settings.intro}</p>
      <For each={SETTING_NAMES}>
        {(name) => (
          <label class="field">
            <span>{t().common.settings.names[name]}</span>
            <input
              type="text"
              spellcheck={false}
              autocomplete="off"
              value={draft()[name]}
              aria-invalid={isWrong(name)}
              aria-describedby={isWrong(name) ? `wrong-${name}` : undefined}
              onInput={({ currentTarget }) => setDraft({ ...draft(), [name]: currentTarget.value.trim() })}
            />
            <Show when={isWrong(name)}>
              <span class="wrong" id={`wrong-${name}`}>
                {t().common.settings.problems[name]}
              </span>
            </Show>
          </label>
        )}
      </For>
      <p class="quiet">{t().common.settings.saved}</p>
      <div class="actions">
        <button type="submit" class="primary">
          {t().common.settings.save}
        </button>
        <button type="button" onClick={reset}>
          {t().common.settings.reset}
        </button>
        <button type="button" onClick={() => props.close()}>
          {t().common.close}
        </button>
      </div>
    </form>
  );
}
