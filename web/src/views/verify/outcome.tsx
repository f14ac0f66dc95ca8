import { createEffect, Match, on, Show, Switch } from "solid-js";
import { useVerify } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Progress } from "../../parts/progress.tsx";
import { UnreadableNote } from "../../parts/unreadable-note.tsx";
import type { VerifyError } from "../../verify/run.ts";
import { BundleReport } from "./report.tsx";
import type { RunState } from "./run-state.ts";

type StateOf<Is extends RunState["is"]> = Extract<RunState, { readonly is: Is }>;

/** How far a verification is, and what came of it. */
export function VerifyOutcome(props: { state: RunState; period: bigint | undefined; cancel: () => void }) {
  const { t } = usePage();
  const verifying = useVerify();
  const words = () => verifying().verify;
  let place: HTMLDivElement | undefined;
  const as = <Is extends RunState["is"]>(is: Is) => {
    const { state } = props;
    return state.is === is ? (state as StateOf<Is>) : undefined;
  };
  const failureText = ({ kind, message }: VerifyError) => {
    if (kind === "memory") return words().failures.memory;
    return message === "" ? t().common.failedToLoad : words().failures.other(message);
  };
  // The buttons that were pressed are gone: who uses the keyboard goes on here.
  createEffect(
    on(
      () => props.state.is === "fetching" || props.state.is === "working",
      (isBusy, wasBusy) => isBusy !== wasBusy && place?.focus(),
      { defer: true },
    ),
  );
  return (
    <div class="outcome" tabindex="-1" ref={place}>
      <Working state={props.state} cancel={props.cancel} />
      <Switch>
        <Match when={as("done")} keyed>
          {(done) => <BundleReport result={done} period={props.period} />}
        </Match>
        <Match when={as("unreadable")} keyed>
          {({ file }) => <UnreadableNote title={words().failures.unreadable} problem={file} />}
        </Match>
        <Match when={as("notPicked")} keyed>
          {({ problem, names }) => (
            <Notice kind="error" live>
              {words().picked[problem](names.join(", "))}
            </Notice>
          )}
        </Match>
        <Match when={as("notOpened")}>
          <Notice kind="error" live>
            {words().picked.unreadable}
          </Notice>
        </Match>
        <Match when={as("notFetched")} keyed>
          {({ error }) => (
            <Notice kind="error" live title={words().failures.fetch}>
              <p>{t().settlements.problems[error.problem](error.detail)}</p>
            </Notice>
          )}
        </Match>
        <Match when={as("failed")} keyed>
          {({ error }) => (
            <Notice kind="error" live>
              {failureText(error)}
            </Notice>
          )}
        </Match>
        <Match when={as("cancelled")}>
          <p role="status" class="quiet">
            {words().cancelled}
          </p>
        </Match>
      </Switch>
    </div>
  );
}

function Working(props: { state: RunState; cancel: () => void }) {
  const { formats } = usePage();
  const verifying = useVerify();
  const words = () => verifying().verify;
  const shown = () => {
    const { state } = props;
    if (state.is === "fetching") {
      const part = state.all === undefined || state.all === 0 ? undefined : Math.min(1, state.have / state.all);
      return { label: words().stages.fetching(words().files[state.file], formats().bytes(state.have)), part };
    }
    if (state.is !== "working") return undefined;
    return { label: words().stages[state.progress?.stage ?? "reading"], part: state.progress?.part };
  };
  // Read out when the stage changes, and not with each byte.
  const stage = () => {
    const { state } = props;
    if (state.is === "fetching") return words().stages.fetching(words().files[state.file], "…");
    if (state.is === "working") return words().stages[state.progress?.stage ?? "reading"];
    return state.is === "done" ? words().stages.done : "";
  };
  return (
    <>
      <p class="unseen" role="status">
        {stage()}
      </p>
      <Show when={shown()}>
        {(now) => (
          <div class="panel info">
            <Progress label={now().label} part={now().part} />
            <button type="button" onClick={props.cancel}>
              {words().cancel}
            </button>
          </div>
        )}
      </Show>
    </>
  );
}
