import { createMemo, createSignal, For, Show } from "solid-js";
import { say } from "zke-insurance-fund";
import type { BundleProblem } from "zke-insurance-fund/bundle";
import { checkSettlement, isStranger } from "zke-insurance-fund/chain";
import { failureOf } from "../../chain/failure.ts";
import { createLatest } from "../../latest.ts";
import { useChecks, useVerify } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { Amount } from "../../parts/amount.tsx";
import { FailureText } from "../../parts/connection-notices.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { FundLine } from "../../parts/fund-name.tsx";
import { InDecimals } from "../../parts/in-decimals.tsx";
import { Foreign, Line } from "../../parts/line.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Sign } from "../../parts/sign.tsx";
import { hrefTo } from "../../router.ts";
import { type BundleVerdict, bundleVerdict, stepResults, submissionOf } from "../../verify/verdict.ts";
import { LOOKS } from "../share/steps.tsx";
import { Liquidations } from "./liquidations.tsx";
import type { RunState } from "./run-state.ts";

type Done = Extract<RunState, { readonly is: "done" }>;

const GOOD: readonly BundleVerdict[] = ["final", "pending"];
const BAD: readonly BundleVerdict[] = ["foreign", "notOnChain", "wrong"];
const toneOf = (verdict: BundleVerdict) => (GOOD.includes(verdict) ? "good" : BAD.includes(verdict) ? "bad" : "warn");

/** What a verified bundle comes to, and what was and was not verified. */
export function BundleReport(props: { result: Done; period: bigint | undefined }) {
  const { t, live, history, formats } = usePage();
  const verifying = useVerify();
  const checks = useChecks();
  const words = () => verifying().verify;
  const header = () => props.result.document.settlement;
  const [attempt, setAttempt] = createSignal(0);
  const source = createMemo(() => {
    const { fund } = live();
    return fund && { fund, newest: history().newest, attempt: attempt() };
  });
  const standing = createLatest(source, ({ fund }) => checkSettlement(fund, props.result.document));
  const stranger = () => standing().value?.problems.find(isStranger);
  const verdict = () =>
    bundleVerdict(props.result.findings, header(), props.period, standing().value, props.result.absent.length === 0);
  const results = () => stepResults(props.result.findings, props.result.absent);
  const isAsking = () => live().fund !== undefined && standing().value === undefined && standing().error === undefined;
  return (
    <>
      <div class={`panel ${isAsking() ? "info" : toneOf(verdict())}`} role="status">
        <h2>
          {isAsking() && verdict() === "unconfirmed" ? words().standing.asking : words().verdicts[verdict()].title}
        </h2>
        <Show when={!isAsking() || verdict() !== "unconfirmed"}>
          <p>{words().verdicts[verdict()].text}</p>
        </Show>
        <Show when={verdict() === "wrong" && standing().value}>
          {(found) => <p>{words().afterWrong(found().ok ? found().status : "none")}</p>}
        </Show>
        <For each={props.result.absent}>
          {({ file, error }) => (
            <p>
              {words().absent(words().files[file])} {t().settlements.problems[error.problem](error.detail)}
            </p>
          )}
        </For>
        <Show when={stranger()} fallback={<Place result={props.result} />}>
          {(problem) => <p>{say(checks().problems, problem(), formats()).reason}</p>}
        </Show>
      </div>
      <Show when={standing().error}>
        {(error) => (
          <Notice kind="error" live title={checks().share.chainFailed}>
            <p>
              <FailureText failure={failureOf(error())} />
            </p>
            <button type="button" onClick={() => setAttempt(attempt() + 1)}>
              {checks().share.askAgain}
            </button>
          </Notice>
        )}
      </Show>
      <Show when={props.result.findings.length > 0}>
        <Findings findings={props.result.findings} />
      </Show>
      <InDecimals decimals={props.result.document.decimals}>
        <div class="row half">
          <section>
            <h2>{words().checked.title}</h2>
            <ol class="checks">
              <For each={words().checked.items}>
                {(item, at) => {
                  const look = () => LOOKS[results()[at()] ?? "open"];
                  return (
                    <li class={look()[0]}>
                      <Sign is={look()[1]} />
                      {item}
                    </li>
                  );
                }}
              </For>
            </ol>
          </section>
          <Figures result={props.result} />
        </div>
        <Show when={props.result.liquidations}>
          {(list) => (
            <Liquidations
              list={list()}
              decimals={props.result.document.decimals}
              isWrong={props.result.findings.length > 0}
            />
          )}
        </Show>
      </InDecimals>
      <section>
        <h2>{words().notChecked.title}</h2>
        <ul class="checks open">
          <For each={words().notChecked.items}>{(item) => <li>{item}</li>}</For>
        </ul>
        <p>
          <a href={hrefTo("share")}>{words().notChecked.share}</a>
        </p>
      </section>
    </>
  );
}

/** Which submission on chain it is, as the logs tell. */
function Place(props: { result: Done }) {
  const { t, history } = usePage();
  const verifying = useVerify();
  const words = () => verifying().verify.standing;
  const found = createMemo(() => submissionOf(props.result.document.settlement, history().periods));
  return (
    <Show
      when={found()}
      fallback={
        <Show when={history().isComplete}>
          <p>{words().never}</p>
        </Show>
      }
    >
      {(known) => <p>{words().submission(String(known().serial), t().common.states[known().state])}</p>}
    </Show>
  );
}

function Findings(props: { findings: readonly BundleProblem[] }) {
  const { formats } = usePage();
  const verifying = useVerify();
  const checks = useChecks();
  const words = () => verifying().verify.findings;
  const place = ({ file, index, field }: BundleProblem) =>
    [file, index === undefined ? undefined : words().entry(formats().count(index)), field]
      .filter((part) => part !== undefined)
      .join(", ");
  // Amounts are in base units here, as in the files.
  const said = (finding: BundleProblem) => say(checks().problems, finding);
  const columns = () => [
    { name: words().place, isHead: true, cell: (finding: BundleProblem) => <Foreign text={place(finding)} /> },
    { name: words().problem, cell: (finding: BundleProblem) => said(finding).reason },
    { name: words().got, cell: (finding: BundleProblem) => <Foreign text={said(finding).got ?? finding.got ?? ""} /> },
    {
      name: words().expected,
      cell: (finding: BundleProblem) => <Foreign text={said(finding).expected ?? finding.expected ?? ""} />,
    },
  ];
  return (
    <section>
      <h2>{words().title}</h2>
      <DataTable caption={words().caption} columns={columns()} rows={props.findings} />
    </section>
  );
}

function Figures(props: { result: Done }) {
  const { t, formats } = usePage();
  const verifying = useVerify();
  const checks = useChecks();
  const words = () => verifying().verify.result;
  const header = () => props.result.document.settlement;
  return (
    <section>
      <h2>{verifying().verify.period}</h2>
      <dl class="lines">
        <FundLine identity={props.result.document.identity} />
        <Line name={checks().share.entry.period}>
          <a href={hrefTo("settlements", header().period)}>{t().settlements.period(String(header().period))}</a>
        </Line>
        <Line name={words().loss}>
          <Amount units={header().loss} />
        </Line>
        <Line name={words().shared}>
          <Amount units={props.result.document.outcome.shared} />
        </Line>
        <Line name={words().positions}>{formats().count(header().positionCount)}</Line>
        <Line name={t().settlements.trees.liquidations}>{formats().count(header().liquidationCount)}</Line>
      </dl>
    </section>
  );
}
