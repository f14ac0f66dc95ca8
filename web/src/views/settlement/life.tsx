import { createMemo, For, type JSX, Show } from "solid-js";
import type { Demand, Submission } from "../../chain/submissions.ts";
import { usePage } from "../../page.tsx";
import { Rounded } from "../../parts/amount.tsx";
import { BlockTime } from "../../parts/block-time.tsx";
import { Hash } from "../../parts/hash.tsx";
import { Time } from "../../parts/time.tsx";

/** What happened to a settlement so far, one thing after the other, and what is still to come. */
export function Life(props: { submission: Submission }) {
  const { t, chainNow, formats } = usePage();
  const words = () => t().settlements.life;
  const demands = createMemo(() => [...props.submission.demands.values()].sort((a, b) => a.made.block - b.made.block));
  const windowEnd = () => props.submission.terms.challengeEnd;
  const isPassed = () => (chainNow() ?? 0n) >= windowEnd();
  const entry = ({ tree, index }: Demand) => words().entry(t().settlements.trees[tree], formats().count(index));
  return (
    <section>
      <h2>{words().title}</h2>
      <ul class="life">
        <Step what={words().ended} when={<Time seconds={props.submission.settlement.endTime} />} />
        <Step
          what={
            <>
              {words().submitted} <Rounded units={props.submission.terms.bond} />
            </>
          }
          when={<Time seconds={props.submission.submittedAt} />}
          transaction={props.submission.submitted.transaction}
        />
        <For each={demands()}>
          {(demand) => (
            <>
              <Step
                kind="asked"
                what={words().demanded(entry(demand))}
                when={<BlockTime block={demand.made.block} />}
                transaction={demand.made.transaction}
              />
              <Show when={demand.ended}>
                {(ended) => (
                  <Step
                    kind="asked"
                    what={`${entry(demand)}: ${t().settlements.demandStates[demand.state]}`}
                    when={<BlockTime block={ended().block} />}
                    transaction={ended().transaction}
                  />
                )}
              </Show>
            </>
          )}
        </For>
        <Show when={props.submission.ending?.state !== "voided" && props.submission.ending?.state !== "cancelled"}>
          <Step
            {...(isPassed() ? {} : { kind: "to-come" as const })}
            what={isPassed() ? words().windowEnded : words().windowEnds}
            when={<Time seconds={windowEnd()} />}
          />
        </Show>
        <Show when={props.submission.ending}>
          {(ending) => (
            <Step
              what={
                ending().state === "finalized" ? (
                  <>
                    {words().final} <Rounded units={props.submission.terms.coverage} />
                  </>
                ) : (
                  t().common.states[ending().state]
                )
              }
              when={<BlockTime block={ending().block} />}
              transaction={ending().transaction}
            />
          )}
        </Show>
      </ul>
    </section>
  );
}

function Step(props: { kind?: "asked" | "to-come"; what: JSX.Element; when: JSX.Element; transaction?: string }) {
  return (
    <li class={props.kind}>
      <div>
        {props.what}
        <span class="when">
          {props.when} <Show when={props.transaction}>{(transaction) => <Hash value={transaction()} kind="tx" />}</Show>
        </span>
      </div>
    </li>
  );
}
