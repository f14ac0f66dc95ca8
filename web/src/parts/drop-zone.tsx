import { createSignal, type JSX, onCleanup, onMount, Show } from "solid-js";
import { filesChosen, filesDropped, type GivenFile } from "../verify/files.ts";

/** Where a visitor drops files, or chooses them with buttons. They stay in the browser. */
export function DropZone(props: {
  label: string;
  choose: string;
  /** The button for a folder; none if it is not given. */
  chooseFolder?: string;
  multiple?: boolean;
  onFiles: (files: readonly GivenFile[]) => void;
  onUnreadable: () => void;
  children?: JSX.Element;
}) {
  const [isOver, setIsOver] = createSignal(false);
  // A file that misses the zone must not take the place of the page.
  const keep = (event: DragEvent) => event.preventDefault();
  onMount(() => {
    addEventListener("dragover", keep);
    addEventListener("drop", keep);
  });
  onCleanup(() => {
    removeEventListener("dragover", keep);
    removeEventListener("drop", keep);
  });
  const drop = async (event: DragEvent) => {
    event.preventDefault();
    setIsOver(false);
    try {
      const files = await filesDropped(event.dataTransfer?.items ?? []);
      if (files.length > 0) props.onFiles(files);
    } catch {
      props.onUnreadable();
    }
  };
  return (
    <section
      class="drop"
      classList={{ over: isOver() }}
      aria-label={props.label}
      onDragEnter={() => setIsOver(true)}
      onDragOver={() => setIsOver(true)}
      onDragLeave={() => setIsOver(false)}
      onDrop={drop}
    >
      <p>{props.label}</p>
      <div class="actions">
        <FileButton name={props.choose} multiple={props.multiple} onFiles={props.onFiles} />
        <Show when={props.chooseFolder}>
          {(name) => <FileButton name={name()} isFolder multiple onFiles={props.onFiles} />}
        </Show>
      </div>
      {props.children}
    </section>
  );
}

function FileButton(props: {
  name: string;
  multiple?: boolean | undefined;
  isFolder?: boolean;
  onFiles: (files: readonly GivenFile[]) => void;
}) {
  let input: HTMLInputElement | undefined;
  onMount(() => {
    if (input !== undefined) input.webkitdirectory = props.isFolder === true;
  });
  const take = () => {
    const files = filesChosen(input?.files ?? []);
    if (files.length > 0) props.onFiles(files);
    // The same file again is a choice again.
    if (input !== undefined) input.value = "";
  };
  return (
    <>
      <input ref={input} type="file" hidden multiple={props.multiple === true} onChange={take} />
      <button type="button" onClick={() => input?.click()}>
        {props.name}
      </button>
    </>
  );
}
