import { createMemo, For, Show } from "solid-js";
import { stateOf } from "../chain/submissions.ts";
import { usePage } from "../page.tsx";
import { NextStepText } from "../parts/next-steps.tsx";
import { StatusBadge } from "../parts/status-badge.tsx";
import { Time } from "../parts/time.tsx";
import { hrefTo } from "../router.ts";
import { Cut } from "./settlement/cut.tsx";
import { DemandTable } from "./settlement/demands.tsx";
import { EndingNote } from "./settlement/ending.tsx";
import { RecordFacts } from "./settlement/record.tsx";
import { HeadFacts, Split } from "./settlement/split.tsx";
import "../styles/settlements.css";

/** One period: its latest submission, and what went before. */
export function SettlementView(props: { period: bigint }) {
  const { t, history } = usePage();
  const words = () => t().settlements;
  const found = createMemo(() => history().periods.find(({ period }) => period === props.period));
  const latest = () => found()?.latest;
  return (
    <>
      <p class="crumb">
        <a href={hrefTo("settlements")}>{words().back}</a>
      </p>
      <h1>{words().period(String(props.period))}</h1>
      <Show
        when={latest()}
        keyed
        fallback={
          <p class="quiet">{history().isComplete ? words().notFound(String(props.period)) : t().common.loading}</p>
        }
      >
        {(submission) => (
          <>
            <p class="quiet">
              <Time seconds={submission.settlement.startTime} /> – <Time seconds={submission.settlement.endTime} />
            </p>
            <p>
              <StatusBadge state={stateOf(submission)} /> {words().states[stateOf(submission)]}
            </p>
            <Show when={stateOf(submission) === "pending"}>
              <ul class="steps">
                <li>
                  <strong>{t().overview.next.title}</strong>
                  <NextStepText submission={submission} />
                </li>
              </ul>
            </Show>
            <EndingNote submission={submission} />
            <Split submission={submission} />
            <HeadFacts submission={submission} />
            <Cut submission={submission} />
            <RecordFacts submission={submission} />
            <DemandTable submission={submission} />
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
