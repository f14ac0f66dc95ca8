import { type Accessor, createContext, createResource, type JSX, Show, useContext } from "solid-js";
import { usePage } from "./page.tsx";
import { type Language, loadChecks, loadFunds, loadRule, loadVerify } from "./text/index.ts";

/** Words that are loaded with the views that say them, and what shows such views once the words are there. */
function wordsOf<T>(load: (language: Language) => Promise<T>) {
  const Context = createContext<Accessor<T>>();
  return {
    With(props: { children: JSX.Element }) {
      const { language } = usePage();
      const [words] = createResource(language, load);
      return (
        <Show when={words.latest}>
          {(loaded) => <Context.Provider value={loaded}>{props.children}</Context.Provider>}
        </Show>
      );
    },
    use(): Accessor<T> {
      const words = useContext(Context);
      if (words === undefined) throw new Error("words are used outside of what loads them");
      return words;
    },
  };
}

/** The words about checks, in the visitor's language. */
export const { With: WithChecks, use: useChecks } = wordsOf(loadChecks);
/** The words about recomputing a settlement, in the visitor's language. */
export const { With: WithVerify, use: useVerify } = wordsOf(loadVerify);
/** The words about the rule, its roles and its limits, in the visitor's language. */
export const { With: WithRuleWords, use: useRuleWords } = wordsOf(loadRule);
/** The words about several funds, in the visitor's language. */
export const { With: WithFundsWords, use: useFundsWords } = wordsOf(loadFunds);
