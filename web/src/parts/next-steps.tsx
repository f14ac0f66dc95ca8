import { type Accessor, createMemo, For, Show } from "solid-js";
import type { PeriodRecord } from "zke-insurance-fund/chain";
import { type NextStep, nextStepOf } from "../chain/next-step.ts";
import { type Submission, stateOf } from "../chain/submissions.ts";
import { createLatest } from "../latest.ts";
import { usePage } from "../page.tsx";
import { hrefTo } from "../router.ts";
import { Time } from "./time.tsx";

/** What all pending settlements wait for. */
export function NextSteps() {
  const { t, history } = usePage();
  const pending = createMemo(() =>
    history()
      .periods.map(({ latest }) => latest)
      .filter((it) => stateOf(it) === "pending"),
  );
  return (
    <Show when={history().isComplete} fallback={<p class="lead">{t().overview.who.notRead}</p>}>
      <Show when={pending().length > 0} fallback={<p class="quiet">{t().overview.next.none}</p>}>
        <ul class="steps">
          <For each={pending()}>
            {(submission) => (
              <li>
                <a class="what" href={hrefTo("settlements", submission.settlement.period)}>
                  {t().settlements.period(String(submission.settlement.period))}
                </a>
                <NextStepText submission={submission} />
              </li>
            )}
          </For>
        </ul>
      </Show>
    </Show>
  );
}

/** What one pending settlement waits for, counted down by the chain's time: how long, and why. */
export function NextStepText(props: { submission: Submission }) {
  const next = createNextStep(() => props.submission);
  return <Show when={next()}>{(found) => <StepText step={found().step} now={found().now} />}</Show>;
}

/** What a pending settlement waits for now, by the contract's own record of it. */
export function createNextStep(
  submission: Accessor<Submission>,
): Accessor<{ step: NextStep; now: bigint } | undefined> {
  const { live, chainNow } = usePage();
  const source = createMemo(() => {
    const { fund, overview } = live();
    return fund && overview && { fund, block: overview.block };
  });
  const record = createLatest(source, ({ fund, block }) => fund.record(submission().settlement.period, Number(block)));
  const ofThis = () => {
    const known: PeriodRecord | undefined = record().value;
    return known?.submission === submission().serial ? known : undefined;
  };
  return () => {
    const now = chainNow();
    // The contract's record knows an end of which the node gave no log.
    if (ofThis() !== undefined && ofThis()?.status !== "pending") return undefined;
    return now === undefined ? undefined : { step: nextStepOf(submission(), ofThis(), now), now };
  };
}

function StepText(props: { step: NextStep; now: bigint }) {
  const { t, formats } = usePage();
  const words = () => t().overview.next;
  const said = () => {
    const { step } = props;
    return "open" in step ? words()[step.kind](formats().count(step.open)) : words()[step.kind];
  };
  const until = () => ("until" in props.step ? props.step.until : undefined);
  const since = () => ("since" in props.step ? props.step.since : undefined);
  return (
    <>
      <span class="when">
        <Show when={until()}>{(time) => words().left(formats().duration(time() - props.now))}</Show>
      </span>
      <span class="why">
        {said()}{" "}
        <Show when={until()}>
          {(time) => (
            <>
              {words().until} <Time seconds={time()} />
            </>
          )}
        </Show>
        <Show when={since()}>
          {(time) => (
            <>
              {words().since} <Time seconds={time()} />
            </>
          )}
        </Show>
      </span>
    </>
  );
}
