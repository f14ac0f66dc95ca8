import { Show } from "solid-js";
import { useChecks } from "../../checks.tsx";
import { usePage } from "../../page.tsx";
import { InDecimals } from "../../parts/in-decimals.tsx";
import { UnreadableNote } from "../../parts/unreadable-note.tsx";
import type { Checked, CheckedStatement } from "./checked.ts";
import { ShareResult } from "./result.tsx";

/** What is shown of one thing that was given. */
export function ShareDetail(props: { checked: Checked; all?: number; printAll?: () => void; askAgain?: () => void }) {
  const { formats } = usePage();
  const checks = useChecks();
  const words = () => checks().share;
  const others = () => (props.all ?? 1) - 1;
  return (
    <Show
      when={props.checked.statement}
      fallback={
        <>
          <Show when={props.checked.given.problem}>
            {(problem) => <UnreadableNote title={words().unreadable} problem={problem()} />}
          </Show>
          <Show when={others() > 0}>
            <p class="quiet">{words().unreadableOthers(formats().count(others()))}</p>
          </Show>
        </>
      }
    >
      {(statement) => (
        <InDecimals decimals={statement().decimals}>
          <ShareResult
            checked={props.checked as CheckedStatement}
            all={props.all ?? 1}
            printAll={props.printAll}
            askAgain={props.askAgain}
          />
        </InDecimals>
      )}
    </Show>
  );
}
