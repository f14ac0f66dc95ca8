import { createEffect, createMemo, For, lazy, onCleanup, Show, Suspense } from "solid-js";
import { isOnlyOnRecord, stateOf } from "../chain/submissions.ts";
import { usePage } from "../page.tsx";
import { NextStepText } from "../parts/next-steps.tsx";
import { StatusBadge } from "../parts/status-badge.tsx";
import { Time } from "../parts/time.tsx";
import { hrefTo } from "../router.ts";
import { Cut } from "./settlement/cut.tsx";
import { DemandTable } from "./settlement/demands.tsx";
import { EndingNote } from "./settlement/ending.tsx";
import { Life } from "./settlement/life.tsx";
import { RecordFacts } from "./settlement/record.tsx";
import { Split } from "./settlement/split.tsx";
import "../styles/settlements.css";

const LargestLiquidations = lazy(() =>
  import("./settlement/liquidations.tsx").then((module) => ({ default: module.LargestLiquidations })),
);

/** One period: its latest submission, and what went before. */
export function SettlementView(props: { period: bigint }) {
  const { t, history, want } = usePage();
  const words = () => t().settlements;
  createEffect(() => want(props.period));
  onCleanup(() => want(undefined));
  const found = createMemo(() => history().periods.find(({ period }) => period === props.period));
  // What only the contract's record told is not shown before its transactions and the operator's words are read.
  const latest = () => [found()?.latest].find((submission) => submission !== undefined && !isOnlyOnRecord(submission));
  return (
    <>
      <p class="crumb">
        <a href={hrefTo("settlements")}>{words().back}</a>
      </p>
      <div class="title">
        <h1>{words().period(String(props.period))}</h1>
        <Show when={latest()}>
          {(submission) => (
            <>
              <StatusBadge state={stateOf(submission())} />
              <p class="quiet">
                <Time seconds={submission().settlement.startTime} short /> –{" "}
                <Time seconds={submission().settlement.endTime} short /> UTC · {words().states[stateOf(submission())]}
              </p>
            </>
          )}
        </Show>
      </div>
      <Show
        when={latest()}
        keyed
        fallback={
          <p class="quiet">
            {history().isComplete && !found() ? words().notFound(String(props.period)) : t().common.loading}
          </p>
        }
      >
        {(submission) => (
          <>
            <Show when={stateOf(submission) === "pending"}>
              <section>
                <h2>{t().overview.next.title}</h2>
                <ul class="steps">
                  <li>
                    <NextStepText submission={submission} />
                  </li>
                </ul>
              </section>
            </Show>
            <EndingNote submission={submission} />
            <Split submission={submission} />
            <Cut submission={submission} />
            <Show when={submission.settlement.liquidationCount > 0n}>
              <Suspense>
                <LargestLiquidations submission={submission} />
              </Suspense>
            </Show>
            <div class="row half">
              <div>
                <Life submission={submission} />
                <Show when={submission.demands.size === 0}>
                  <DemandTable submission={submission} />
                </Show>
              </div>
              <RecordFacts submission={submission} />
            </div>
            <Show when={submission.demands.size > 0}>
              <DemandTable submission={submission} />
            </Show>
          </>
        )}
      </Show>
      <Show when={(found()?.earlier.length ?? 0) > 0}>
        <section>
          <h2>{words().earlier.title}</h2>
          <For each={found()?.earlier}>
            {(submission) => (
              <details>
                <summary>
                  {words().earlier.submission(String(submission.serial))} <StatusBadge state={stateOf(submission)} />
                </summary>
                <EndingNote submission={submission} />
                <Split submission={submission} nested />
                <RecordFacts submission={submission} nested />
                <DemandTable submission={submission} nested />
              </details>
            )}
          </For>
        </section>
      </Show>
    </>
  );
}
