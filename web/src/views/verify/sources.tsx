import { createEffect, createSignal, on, Show } from "solid-js";
import { webAddress } from "../../chain/bundle.ts";
import { useVerify } from "../../loaded-words.tsx";
import { DropZone } from "../../parts/drop-zone.tsx";
import type { GivenFile } from "../../verify/files.ts";

/** Where the bundle comes from: the operator's address, which the visitor may change, or files. */
export function VerifySources(props: {
  /** What the operator named; undefined if no settlement is chosen. */
  dataURI: string | undefined;
  fetchFrom: (address: string) => void;
  takeFiles: (files: readonly GivenFile[]) => void;
  unreadable: () => void;
}) {
  const verifying = useVerify();
  const words = () => verifying().verify;
  const [address, setAddress] = createSignal(props.dataURI ?? "");
  const [isTried, setIsTried] = createSignal(false);
  let input: HTMLInputElement | undefined;
  createEffect(
    on(
      () => props.dataURI,
      (named) => setAddress(named ?? ""),
      { defer: true },
    ),
  );
  const folder = () => webAddress(address());
  const note = () => {
    const url = folder();
    if (url !== undefined) return words().addressNote(url.host);
    if (address().trim() !== "") return words().addressNotWeb;
    if (props.dataURI !== undefined) return words().addressEmpty;
    return isTried() ? words().addressMissing : undefined;
  };
  const isWrong = () => isTried() && folder() === undefined;
  const submit = (event: Event) => {
    event.preventDefault();
    setIsTried(true);
    if (folder() === undefined) input?.focus();
    else props.fetchFrom(address());
  };
  return (
    <div class="row half source">
      <section>
        <h2>{words().fetch}</h2>
        <form onSubmit={submit} novalidate>
          <label class="field">
            <span>{words().address}</span>
            <input
              ref={input}
              type="text"
              inputmode="url"
              spellcheck={false}
              autocomplete="off"
              value={address()}
              aria-invalid={isWrong()}
              aria-describedby="address-note"
              onInput={({ currentTarget }) => setAddress(currentTarget.value)}
            />
          </label>
          <p id="address-note" class={isWrong() ? "wrong" : "quiet"} aria-live="polite">
            <Show when={note()}>
              <bdi>{note()}</bdi>
            </Show>
          </p>
          <button type="submit" class="primary">
            {words().fetch}
          </button>
        </form>
      </section>
      <section>
        <h2>{words().or}</h2>
        <DropZone
          label={words().drop}
          choose={words().choose}
          chooseFolder={words().chooseFolder}
          multiple
          onFiles={props.takeFiles}
          onUnreadable={props.unreadable}
        >
          <p class="quiet">{words().dropNote}</p>
        </DropZone>
      </section>
    </div>
  );
}
