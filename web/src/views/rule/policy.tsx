import { For, Show } from "solid-js";
import { useRuleWords } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { Amount } from "../../parts/amount.tsx";
import { Line } from "../../parts/line.tsx";
import { policyFigures } from "../../rule/policy-changes.ts";
import { figureText } from "./policy-figure.ts";

/** What the policy on chain says now. */
export function PolicyInForce() {
  const { live, formats } = usePage();
  const rule = useRuleWords();
  const words = () => rule().policy;
  return (
    <section>
      <h2>{words().title}</h2>
      <Show when={live().overview} fallback={<p class="quiet">{words().notRead}</p>}>
        {(overview) => {
          const policy = () => overview().policy;
          return (
            <>
              <p class="lead">
                {words().note} {words().asOf(formats().count(overview().block))}
              </p>
              <dl class="lines">
                <For each={policyFigures(policy())}>
                  {({ field, kind, value }) => (
                    <Line name={words().figures[field]}>
                      <Show when={kind === "amount"} fallback={figureText(kind, value, rule(), formats())}>
                        <Amount units={value} />
                      </Show>
                    </Line>
                  )}
                </For>
              </dl>
            </>
          );
        }}
      </Show>
    </section>
  );
}
