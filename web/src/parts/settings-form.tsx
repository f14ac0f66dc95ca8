import { type Accessor, createSignal, For, onMount, Show } from "solid-js";
import { ConnectionWords } from "../connection-words.tsx";
import { usePage } from "../page.tsx";
import { isUsable, SETTING_NAMES, type SettingName, type Settings } from "../settings.ts";
import type { ConnectionText } from "../text/index.ts";
import { NodeComparison } from "./node-comparison.tsx";
import "../styles/connection.css";

/** What the page is connected to, to be changed. */
export function SettingsForm(props: { close: () => void }) {
  return <ConnectionWords>{(words) => <Form words={words} close={() => props.close()} />}</ConnectionWords>;
}

function Form(props: { words: Accessor<ConnectionText>; close: () => void }) {
  const { t, settings, saveSettings } = usePage();
  const words = () => props.words().settings;
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
      <h2 id="connection-title">{words().title}</h2>
      <p>{words().intro}</p>
      <For each={SETTING_NAMES}>
        {(name) => (
          <label class="field">
            <span>{words().names[name]}</span>
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
                {words().problems[name]}
              </span>
            </Show>
          </label>
        )}
      </For>
      <NodeComparison words={() => props.words().compare} draft={draft()} />
      <p class="quiet">{words().saved}</p>
      <div class="actions">
        <button type="submit" class="primary">
          {words().save}
        </button>
        <button type="button" onClick={reset}>
          {words().reset}
        </button>
        <button type="button" onClick={() => props.close()}>
          {t().common.close}
        </button>
      </div>
    </form>
  );
}
