import { createEffect, createSignal, on, Show } from "solid-js";
import { webAddress } from "../../chain/bundle.ts";
import { usePage } from "../../page.tsx";
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
  const { t } = usePage();
  const words = () => t().verify;
  const [address, setAddress] = createSignal(props.dataURI ?? "");
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
    return props.dataURI === undefined ? undefined : words().addressEmpty;
  };
  const submit = (event: Event) => {
    event.preventDefault();
    if (folder() !== undefined) props.fetchFrom(address());
  };
  return (
    <>
      <form class="address" onSubmit={submit} novalidate>
        <label class="field">
          <span>{words().address}</span>
          <input
            type="text"
            inputmode="url"
            spellcheck={false}
            autocomplete="off"
            value={address()}
            aria-describedby="address-note"
            onInput={({ currentTarget }) => setAddress(currentTarget.value)}
          />
        </label>
        <p id="address-note" class="quiet" aria-live="polite">
          <Show when={note()}>
            <bdi>{note()}</bdi>
          </Show>
        </p>
        <button type="submit" class="primary" disabled={folder() === undefined}>
          {words().fetch}
        </button>
      </form>
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
    </>
  );
}
