import { type Accessor, createResource, type JSX, Show } from "solid-js";
import { usePage } from "./page.tsx";
import { type ConnectionText, loadConnection } from "./text/index.ts";

/** Loads the words about the connection, and shows what is made with them. */
export function ConnectionWords(props: { children: (words: Accessor<ConnectionText>) => JSX.Element }) {
  const { language } = usePage();
  const [words] = createResource(language, loadConnection);
  return <Show when={words.latest}>{(loaded) => props.children(loaded)}</Show>;
}
