import { Show } from "solid-js";
import type { Governance } from "../../chain/governance.ts";
import { useRuleWords } from "../../loaded-words.tsx";
import { RiskList } from "./risks.tsx";

export { readGovernance } from "../../chain/governance.ts";
export { changeText } from "../../rule/change-text.ts";

/** The same, or why it is not read here. */
export function WhoCan(props: { governance: Governance | "narrow" }) {
  const rule = useRuleWords();
  return (
    <Show when={props.governance !== "narrow" && props.governance} fallback={<p class="lead">{rule().risks.narrow}</p>}>
      {(found) => <RiskList governance={found()} />}
    </Show>
  );
}
