import { createMemo, For, lazy, onMount, Show, Suspense } from "solid-js";
import type { Statement } from "zke-insurance-fund/bundle";
import type { Fund, ProvenFault } from "zke-insurance-fund/chain";
import { failureOf } from "../../chain/failure.ts";
import { useChecks } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { Amount, amountText } from "../../parts/amount.tsx";
import { FailureText } from "../../parts/connection-notices.tsx";
import { FundLine } from "../../parts/fund-name.tsx";
import { Foreign, Line } from "../../parts/line.tsx";
import { Notice } from "../../parts/notice.tsx";
import { hrefTo } from "../../router.ts";
import { arithmeticOf } from "../../share/arithmetic.ts";
import { isOnChain } from "../../share/check.ts";
import { ArithmeticTable } from "./arithmetic.tsx";
import type { CheckedStatement } from "./checked.ts";
import { ContractOpinion } from "./contract.tsx";
import { Evidence } from "./evidence.tsx";
import { badgeOf, LOOKS } from "./list.tsx";
import { StepList } from "./steps.tsx";

const RemedySection = lazy(() => import("./remedy.tsx").then(({ RemedySection }) => ({ default: RemedySection })));

/** What a statement comes to: the verdict with its clock, the arithmetic, the steps to it, the remedy, and the evidence. */
export function ShareResult(props: {
  checked: CheckedStatement;
  all: number;
  printAll?: (() => void) | undefined;
  askAgain?: (() => void) | undefined;
}) {
  const { live } = usePage();
  const checks = useChecks();
  const words = () => checks().share;
  const one = () => props.checked;
  const standing = () => one().chain().value;
  const isForeign = () => ["foreign", "unnamed"].includes(one().verdict());
  // What came of a call is told even once the settlement is not pending any more.
  const found = createMemo<{ readonly fund: Fund | undefined; readonly fault: ProvenFault } | undefined>((before) => {
    const { fund } = live();
    if (before?.fund === fund) return before;
    const fault = badgeOf(one()) === "voidable" ? one().proven() : undefined;
    return fault && { fund, fault };
  });
  const toVoid = () => found()?.fault;
  return (
    <>
      <VerdictPanel checked={one()} />
      <Show when={one().chain().error}>
        {(error) => (
          <Notice kind="error" live title={words().chainFailed}>
            <p>
              <FailureText failure={failureOf(error())} />
            </p>
            <button type="button" onClick={() => props.askAgain?.()}>
              {words().askAgain}
            </button>
          </Notice>
        )}
      </Show>
      <div class="row half">
        <ArithmeticTable statement={one().statement} isOnChain={isOnChain(standing())} />
        <section>
          <h2>{words().checked}</h2>
          <StepList steps={one().steps()} />
          <Show when={!isForeign()}>
            <ContractOpinion statement={one().statement} taken={one().opinion()} take={one().takeOpinion} />
          </Show>
        </section>
      </div>
      <Show when={live().fund && toVoid()}>
        {(proven) => (
          <Suspense fallback={<p class="quiet">{words().remedyLoading}</p>}>
            <RemedySection settlement={one().statement.settlement} proven={proven()} />
          </Suspense>
        )}
      </Show>
      <div class="row half">
        <Entry statement={one().statement} />
        <section>
          <h2>{words().notChecked.title}</h2>
          <ul class="checks open">
            <For each={words().notChecked.items}>{(item) => <li>{item}</li>}</For>
          </ul>
          <p class="no-print">
            <a href={hrefTo("verify", one().statement.settlement.period)}>{words().notChecked.verify}</a>
          </p>
        </section>
      </div>
      <Evidence checked={one()} all={props.all} printAll={props.printAll} />
    </>
  );
}

/** The verdict in a sentence, and what follows; with the time that is left. */
function VerdictPanel(props: { checked: CheckedStatement }) {
  const page = usePage();
  const { t, live, formats } = page;
  const checks = useChecks();
  const words = () => checks().share;
  const verdict = () => props.checked.verdict();
  const standing = () => props.checked.chain().value;
  const isShown = () => !props.checked.isAsking() || verdict() === "wrong";
  const statement = () => props.checked.statement;
  const title = () => {
    if (!isShown()) return words().asking;
    if (verdict() !== "wrongCharge") return words().verdicts[verdict()].title;
    const tooMuch = statement().share - arithmeticOf(statement()).share;
    return tooMuch > 0n
      ? words().charged.tooMuch(amountText(page, tooMuch))
      : words().charged.tooLittle(amountText(page, -tooMuch));
  };
  const breaks = () => {
    const fault = props.checked.proven()?.fault;
    const said = fault === undefined ? "" : t().settlements.faults[fault];
    return standing()?.status === "pending" ? words().breaks(said) : words().breaksFinal(said);
  };
  const others = () =>
    (props.checked.proven()?.shown ?? [])
      .map(({ leaf }) => leaf.index)
      .filter((index) => index !== statement().index)
      .map((index) => formats().count(index + 1n));
  let heading: HTMLHeadingElement | undefined;
  onMount(() => heading?.focus({ preventScroll: true }));
  return (
    <div class={`panel ${isShown() ? LOOKS[badgeOf(props.checked)][0] : "info"}`} role="status">
      <p class="of">
        {t().settlements.period(String(statement().settlement.period))} · <Foreign text={statement().position} />
      </p>
      <h2 class="said" tabindex="-1" ref={heading}>
        {title()}
      </h2>
      <Show when={isShown()}>
        <p>{words().verdicts[verdict()].text}</p>
        <Show when={verdict() === "wrongList"}>
          <p>
            {breaks()} <Show when={others().length > 0}>{words().breaksTogether(others().join(", "))}</Show>
          </p>
        </Show>
        <Show when={verdict() === "pending" && standing()}>
          {(found) => <p>{words().until(formats().time(found().readyAt))}</p>}
        </Show>
      </Show>
      <Show when={live().fund === undefined}>
        <p>{words().notConnected}</p>
      </Show>
      <Show when={standing()?.status === "pending" && isOnChain(standing()) && standing()}>
        {(found) => <Clock until={found().readyAt} />}
      </Show>
    </div>
  );
}

/** How long the settlement can be objected to for certain. */
function Clock(props: { until: bigint }) {
  const { chainNow, formats } = usePage();
  const checks = useChecks();
  const words = () => checks().share.clock;
  const left = () => props.until - (chainNow() ?? 0n);
  return (
    <Show when={chainNow()}>
      <p class="clock">
        <Show when={left() > 0n} fallback={<span>{words().over}</span>}>
          <b>{formats().duration(left())}</b>{" "}
          <span>
            {words().left} {formats().time(props.until)}
          </span>
        </Show>
      </p>
    </Show>
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
      <dl class="lines">
        <div>
          <dt>{words().share}</dt>
          <dd>
            <Amount units={entry().share} />
          </dd>
          <dd class="note">
            {words().rate} {formats().percent(entry().share, entry().profit)}
          </dd>
        </div>
        <Line name={words().profit}>
          <Amount units={entry().profit} />
        </Line>
        <div>
          <dt>{words().rank}</dt>
          <dd>{words().rankOf(formats().count(entry().index + 1n), formats().count(header().positionCount))}</dd>
          <dd class="note">{isHead() ? words().head(head()) : words().tail(head())}</dd>
        </div>
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
