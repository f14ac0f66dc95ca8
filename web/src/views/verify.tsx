import { createEffect, createMemo, createSignal, For, on, onCleanup, Show } from "solid-js";
import { isOnlyOnRecord, stateOf } from "../chain/submissions.ts";
import { useVerify } from "../loaded-words.tsx";
import { usePage } from "../page.tsx";
import { hrefTo } from "../router.ts";
import { isUsable, type Settings } from "../settings.ts";
import "../styles/settlements.css";
import "../styles/checks.css";
import "../styles/share.css";
import { VerifyOutcome } from "./verify/outcome.tsx";
import { createRun, type RunState } from "./verify/run-state.ts";
import { VerifySources } from "./verify/sources.tsx";

// The last result stays as long as the page is open: who looks at another view and comes back finds it.
let last: { readonly period: bigint | undefined; readonly state: RunState } | undefined;

/** A whole settlement, recomputed in the visitor's browser. */
export function VerifyView() {
  const { t, route, settings, live, history: past, want } = usePage();
  const verifying = useVerify();
  const words = () => verifying().verify;
  const [period, setPeriod] = createSignal(route().period);
  createEffect(on(route, ({ period: next }) => setPeriod(() => next), { defer: true }));
  createEffect(() => want(period()));
  onCleanup(() => want(undefined));
  const found = createMemo(() =>
    past().periods.find((known) => known.period === period() && !isOnlyOnRecord(known.latest)),
  );
  const isKnown = () => past().periods.some((known) => known.period === period());
  const [state, setState] = createSignal<RunState>(
    last !== undefined && last.period === period() ? last.state : { is: "idle" },
  );
  const run = createRun((next) => {
    setState(next);
    if (next.is === "done") last = { period: period(), state: next };
  });
  onCleanup(run.cancel);
  // What came of one settlement says nothing about the next.
  createEffect(on(period, run.reset, { defer: true }));
  // The address follows without a visit: whoever goes through the choices by keyboard stays in them.
  const choose = (next: bigint | undefined) => {
    history.replaceState(null, "", hrefTo("verify", next));
    setPeriod(() => next);
  };
  const isUnknown = () => period() !== undefined && found() === undefined;
  const isRead = () => past().isComplete || past().failure !== undefined || live().failure !== undefined;
  const isComing = () => isUnknown() && isConnected(settings()) && (!isRead() || isKnown());
  const isBusy = () => state().is === "fetching" || state().is === "working";
  return (
    <>
      <h1>{words().title}</h1>
      <p class="lead">{words().intro}</p>
      <Show when={past().periods.length > 0}>
        <PeriodChoice period={period()} choose={choose} />
      </Show>
      <Show when={isComing()}>
        <p class="quiet">{t().common.loading}</p>
      </Show>
      <Show when={isUnknown() && past().isComplete && !isKnown()}>
        <p role="status">{t().settlements.notFound(String(period()))}</p>
      </Show>
      <VerifyOutcome state={state()} period={period()} cancel={run.cancel} />
      <Show when={!isBusy() && !isComing()}>
        <VerifySources
          dataURI={found()?.latest.dataURI}
          fetchFrom={run.fetchFrom}
          takeFiles={run.takeFiles}
          unreadable={run.unreadable}
        />
      </Show>
    </>
  );
}

const isConnected = ({ rpc, fund }: Settings) => isUsable("rpc", rpc) && isUsable("fund", fund);

function PeriodChoice(props: { period: bigint | undefined; choose: (period: bigint | undefined) => void }) {
  const { t, history } = usePage();
  const verifying = useVerify();
  const words = () => verifying().verify;
  const take = (value: string) => props.choose(value === "" ? undefined : BigInt(value));
  return (
    <label class="field">
      <span>{words().period}</span>
      <select onChange={({ currentTarget }) => take(currentTarget.value)}>
        <option value="" selected={props.period === undefined}>
          {words().anyPeriod}
        </option>
        <For each={history().periods}>
          {({ period, latest }) => (
            <option value={String(period)} selected={period === props.period}>
              {words().periodName(String(period), t().common.states[stateOf(latest)])}
            </option>
          )}
        </For>
      </select>
    </label>
  );
}
