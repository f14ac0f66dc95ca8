import { For } from "solid-js";
import { BPS, DEFAULT_RULE } from "zke-insurance-fund";
import { useRuleWords } from "../loaded-words.tsx";
import { usePage } from "../page.tsx";
import { Line } from "../parts/line.tsx";
import "../styles/settlements.css";
import "../styles/checks.css";
import "../styles/rule.css";
import { Calculator } from "./rule/calculator.tsx";
import { PolicyInForce } from "./rule/policy.tsx";
import { Roles } from "./rule/roles.tsx";

/** The rule: explained, tried, decided, limited, and in whose hands. */
export function RuleView() {
  const { live, formats } = usePage();
  const words = useRuleWords();
  const rule = () => live().overview?.policy ?? DEFAULT_RULE;
  const steps = () => {
    const { coverBps, headBps } = rule();
    return words().steps.items(formats().bps(coverBps), formats().bps(BPS - coverBps), formats().bps(headBps));
  };
  return (
    <>
      <h1>{words().title}</h1>
      <p class="lead">{words().intro}</p>
      <div class="row half">
        <section>
          <h2>{words().steps.title}</h2>
          <ol class="checks numbered">
            <For each={steps()}>{(step) => <li>{step}</li>}</For>
          </ol>
        </section>
        <PolicyInForce />
      </div>
      <Calculator />
      <Roles />
      <div class="row half">
        <Decisions />
        <section>
          <h2>{words().limits.title}</h2>
          <p class="lead">{words().limits.intro}</p>
          <ul class="checks open">
            <For each={words().limits.items}>{(item) => <li>{item}</li>}</For>
          </ul>
        </section>
      </div>
    </>
  );
}

function Decisions() {
  const rule = useRuleWords();
  const words = () => rule().decisions;
  return (
    <section>
      <h2>{words().title}</h2>
      <dl class="lines decisions">
        <For each={words().rows}>{([question, answer]) => <Line name={question}>{answer}</Line>}</For>
      </dl>
    </section>
  );
}
