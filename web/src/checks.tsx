import { type Accessor, createContext, createResource, type JSX, Show, useContext } from "solid-js";
import { usePage } from "./page.tsx";
import { type CheckText, loadChecks } from "./text/index.ts";

const Context = createContext<Accessor<CheckText>>();

/** Loads the words about checks, and shows what is inside once they are there. */
export function WithChecks(props: { children: JSX.Element }) {
  const { language } = usePage();
  const [words] = createResource(language, loadChecks);
  return (
    <Show when={words.latest}>{(loaded) => <Context.Provider value={loaded}>{props.children}</Context.Provider>}</Show>
  );
}

/** The words about checks, in the visitor's language. */
export function useChecks(): Accessor<CheckText> {
  const words = useContext(Context);
  if (words === undefined) throw new Error("words about checks are used outside of WithChecks");
  return words;
}
