import { createMemo, createSignal, For, onMount, Show } from "solid-js";
import type { Statement } from "zke-insurance-fund/bundle";
import { failureOf } from "../../chain/failure.ts";
import { useChecks } from "../../checks.tsx";
import { createLatest } from "../../latest.ts";
import { usePage } from "../../page.tsx";
import { Amount } from "../../parts/amount.tsx";
import { FailureText } from "../../parts/connection-notices.tsx";
import { FundLine } from "../../parts/fund-name.tsx";
import { Foreign, Line } from "../../parts/line.tsx";
import { Notice } from "../../parts/notice.tsx";
import { hrefTo } from "../../router.ts";
import { checkAlone, checkOnChain, type Step, type Verdict, verdictOf } from "../../share/check.ts";
import { ContractOpinion } from "./contract.tsx";
import { StepList } from "./steps.tsx";

const KINDS: Record<Verdict, "good" | "warning" | "error"> = {
  final: "good",
  pending: "good",
  unconfirmed: "warning",
  voided: "error",
  foreign: "error",
  unnamed: "warning",
  wrong: "error",
};

/** What a statement comes to: the verdict, the steps to it, and what nobody can check here. */
export function ShareResult(props: { statement: Statement; again: () => void }) {
  const { live, history, formats } = usePage();
  const checks = useChecks();
  const words = () => checks().share;
  const [attempt, setAttempt] = createSignal(0);
  const [opinion, setOpinion] = createSignal<Step>();
  const own = createMemo(() => checkAlone(props.statement));
  // Whatever happens to the fund may have happened to this settlement.
  const source = createMemo(() => {
    const { fund } = live();
    return fund && { fund, newest: history().newest, attempt: attempt() };
  });
  const chain = createLatest(source, ({ fund }) => checkOnChain(props.statement, fund));
  const steps = () => [...own(), ...(chain().value?.steps ?? []), ...(opinion() ? [opinion() as Step] : [])];
  const verdict = () => verdictOf([...own(), ...(opinion() ? [opinion() as Step] : [])], chain().value);
  // Another fund's contract is not the one to ask.
  const isForeign = () => ["foreign", "unnamed"].includes(verdict());
  const isAsking = () => live().fund !== undefined && chain().value === undefined && chain().error === undefined;

  let title: HTMLHeadingElement | undefined;
  onMount(() => title?.focus());
  return (
    <>
      <div class={`notice ${isAsking() ? "info" : KINDS[verdict()]}`} role="status">
        <h2 class="verdict" tabindex="-1" ref={title}>
          {isAsking() && verdict() !== "wrong" ? words().asking : words().verdicts[verdict()].title}
        </h2>
        <Show when={!isAsking() || verdict() === "wrong"}>
          <p>{words().verdicts[verdict()].text}</p>
        </Show>
        <Show when={verdict() === "pending" && chain().value}>
          {(found) => <p>{words().until(formats().time(found().readyAt))}</p>}
        </Show>
        <Show when={live().fund === undefined}>
          <p>{words().notConnected}</p>
        </Show>
      </div>
      <Show when={chain().error}>
        {(error) => (
          <Notice kind="error" live title={words().chainFailed}>
            <p>
              <FailureText failure={failureOf(error())} />
            </p>
            <button type="button" onClick={() => setAttempt(attempt() + 1)}>
              {words().askAgain}
            </button>
          </Notice>
        )}
      </Show>
      <Entry statement={props.statement} />
      <section>
        <h2>{words().checked}</h2>
        <StepList steps={steps()} />
        <Show when={!isForeign()}>
          <ContractOpinion statement={props.statement} taken={opinion()} take={setOpinion} />
        </Show>
      </section>
      <section>
        <h2>{words().notChecked.title}</h2>
        <ul class="open-points">
          <For each={words().notChecked.items}>{(item) => <li>{item}</li>}</For>
        </ul>
        <p>
          <a href={hrefTo("verify", props.statement.settlement.period)}>{words().notChecked.verify}</a>
        </p>
      </section>
      <button type="button" onClick={props.again}>
        {words().again}
      </button>
    </>
  );
}

function Entry(props: { statement: Statement }) {
  const { t, formats } = usePage();
  const checks = useChecks();
  const words = () => checks().share.entry;
  const entry = () => props.statement;
  const header = () => props.statement.settlement;
  const isHead = () => entry().index < header().headCount;
  const head = () => formats().count(header().headCount);
  return (
    <section>
      <h2>{words().title}</h2>
      <dl class="facts">
        <div>
          <dt>{words().share}</dt>
          <dd>
            <Amount units={entry().share} />
          </dd>
          <dd class="note">
            {words().rate}: {formats().percent(entry().share, entry().profit)}
          </dd>
        </div>
        <div>
          <dt>{words().profit}</dt>
          <dd>
            <Amount units={entry().profit} />
          </dd>
        </div>
        <div>
          <dt>{words().rank}</dt>
          <dd>{words().rankOf(formats().count(entry().index + 1n), formats().count(header().positionCount))}</dd>
          <dd class="note">{isHead() ? words().head(head()) : words().tail(head())}</dd>
        </div>
      </dl>
      <dl class="lines">
        <Line name={words().account}>
          <Foreign text={entry().account} />
        </Line>
        <Line name={words().position}>
          <Foreign text={entry().position} />
        </Line>
        <FundLine identity={entry().identity} />
        <Line name={words().period}>
          <a href={hrefTo("settlements", header().period)}>{t().settlements.period(String(header().period))}</a>
        </Line>
      </dl>
    </section>
  );
}
