import { createEffect, For, on, Show } from "solid-js";
import { isForeign } from "../../chain/standing.ts";
import { useChecks } from "../../checks.tsx";
import type { Formats } from "../../format.ts";
import { usePage } from "../../page.tsx";
import { foreignText } from "../../parts/fund-name.tsx";
import type { Reason, Step, StepName } from "../../share/check.ts";
import type { CheckText, Text } from "../../text/index.ts";

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
  const { t, formats } = usePage();
  const checks = useChecks();
  const words = () => checks().share;
  const own = () => words().steps[props.step.name];
  return (
    <li data-result={props.step.result} tabindex="-1" ref={props.ref}>
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
      <For each={props.step.reasons}>{(reason) => <p>{reasonText(reason, t(), checks(), formats())}</p>}</For>
    </li>
  );
}

/** Why something is wrong, in the page's language. */
function reasonText(reason: Reason, t: Text, checks: CheckText, formats: Formats): string {
  const words = checks.share.reasons;
  if (isForeign(reason)) return foreignText(reason, checks.identity);
  switch (reason.is) {
    case "header":
    case "refused":
      return words[reason.is](checks.sdk.said(reason.said));
    case "otherPeriod":
      return words.otherPeriod(String(reason.got), String(reason.expected));
    case "otherShare":
      return words.otherShare(formats.amount(reason.got), formats.amount(reason.expected));
    case "beyondList":
      return words.beyondList(formats.count(reason.index), formats.count(reason.count));
    case "fault":
      return words.fault(t.settlements.faults[reason.fault]);
    case "otherKey":
    case "notInList":
      return words[reason.is];
    default:
      return words[reason.is](String(reason.period));
  }
}
