import { lazy, Show, Suspense } from "solid-js";
import { useChecks } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { InDecimals } from "../../parts/in-decimals.tsx";
import type { Checked, CheckedStatement } from "./checked.ts";
import { ShareResult } from "./result.tsx";

// Most that is given can be read.
const UnreadableNote = lazy(() =>
  import("../../parts/unreadable-note.tsx").then((module) => ({ default: module.UnreadableNote })),
);

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
            {(problem) => (
              <Suspense>
                <UnreadableNote title={words().unreadable} problem={problem()} />
              </Suspense>
            )}
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
