import { type Accessor, createContext, createResource, type JSX, Show, useContext } from "solid-js";
import { usePage } from "./page.tsx";
import { loadRule, type RuleText } from "./text/index.ts";

const Context = createContext<Accessor<RuleText>>();

/** Loads the words about the rule, and shows what is inside once they are there. */
export function WithRuleWords(props: { children: JSX.Element }) {
  const { language } = usePage();
  const [words] = createResource(language, loadRule);
  return (
    <Show when={words.latest}>{(loaded) => <Context.Provider value={loaded}>{props.children}</Context.Provider>}</Show>
  );
}

/** The words about the rule, in the visitor's language. */
export function useRuleWords(): Accessor<RuleText> {
  const words = useContext(Context);
  if (words === undefined) throw new Error("words about the rule are used outside of WithRuleWords");
  return words;
}
