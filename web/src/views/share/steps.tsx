import { createEffect, For, on, Show } from "solid-js";
import { say } from "zke-insurance-fund";
import { useChecks } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { Sign, type SignName } from "../../parts/sign.tsx";
import type { Step, StepName } from "../../share/check.ts";

export const LOOKS: Record<Step["result"], readonly [tone: string, sign: SignName]> = {
  right: ["good", "right"],
  wrong: ["bad", "wrong"],
  open: ["wait", "unknown"],
};

/** Each check: what it was, and what came of it. */
export function StepList(props: { steps: readonly Step[] }) {
  const items = new Map<StepName, HTMLLIElement>();
  // The button that asked the contract is gone with its answer: who uses the keyboard goes on there.
  createEffect(
    on(
      () => props.steps.some(({ name }) => name === "contract"),
      (isThere) => isThere && items.get("contract")?.focus(),
      { defer: true },
    ),
  );
  return (
    <ol class="checks">
      <For each={props.steps}>{(step) => <StepItem step={step} ref={(item) => items.set(step.name, item)} />}</For>
    </ol>
  );
}

function StepItem(props: { step: Step; ref: (item: HTMLLIElement) => void }) {
  const { formats } = usePage();
  const checks = useChecks();
  const words = () => checks().share;
  const own = () => words().steps[props.step.name];
  return (
    <li data-result={props.step.result} class={LOOKS[props.step.result][0]} tabindex="-1" ref={props.ref}>
      <Sign is={LOOKS[props.step.result][1]} />
      <strong>
        <Show when={props.step.result !== "wrong"} fallback={own().wrong}>
          <Show when={props.step.result === "open"}>{`${words().notTaken}: `}</Show>
          {own().title}
        </Show>
      </strong>
      <Show when={props.step.result === "right"}>
        <p>{own().right}</p>
      </Show>
      <Show when={props.step.result === "open" && words().open[props.step.name]}>{(why) => <p>{why()}</p>}</Show>
      <For each={props.step.reasons}>{(reason) => <p>{say(checks().problems, reason, formats()).reason}</p>}</For>
    </li>
  );
}
