import { createMemo, createSignal, For, Show } from "solid-js";
import type { Finding } from "zke-insurance-fund/bundle";
import { failureOf } from "../../chain/failure.ts";
import { isForeign, readStanding, submissionOf } from "../../chain/standing.ts";
import { useChecks } from "../../checks.tsx";
import { createLatest } from "../../latest.ts";
import { usePage } from "../../page.tsx";
import { Amount } from "../../parts/amount.tsx";
import { FailureText } from "../../parts/connection-notices.tsx";
import { DataTable } from "../../parts/data-table.tsx";
import { FundLine, foreignText } from "../../parts/fund-name.tsx";
import { Hash } from "../../parts/hash.tsx";
import { InDecimals } from "../../parts/in-decimals.tsx";
import { Foreign, Line } from "../../parts/line.tsx";
import { Notice } from "../../parts/notice.tsx";
import { hrefTo } from "../../router.ts";
import { type BundleVerdict, bundleVerdict } from "../../verify/verdict.ts";
import { Liquidations } from "./liquidations.tsx";
import type { RunState } from "./run-state.ts";

// A rate of less says more of the worker's start than of the work.
const LONG_LIST = 10_000n;

type Done = Extract<RunState, { readonly is: "done" }>;

const KINDS: Record<BundleVerdict, "good" | "warning" | "error"> = {
  final: "good",
  pending: "good",
  unconfirmed: "warning",
  voided: "warning",
  otherPeriod: "warning",
  unnamed: "warning",
  foreign: "error",
  notOnChain: "error",
  wrong: "error",
};

/** What a verified bundle comes to, and what was and was not verified. */
export function BundleReport(props: { result: Done; period: bigint | undefined }) {
  const { live, history } = usePage();
  const checks = useChecks();
  const words = () => checks().verify;
  const header = () => props.result.document.settlement;
  const [attempt, setAttempt] = createSignal(0);
  const source = createMemo(() => {
    const { fund } = live();
    return fund && { fund, newest: history().newest, attempt: attempt() };
  });
  const standing = createLatest(source, ({ fund }) => readStanding(fund, props.result.document));
  const foreign = () => standing().value?.problems.find(isForeign);
  const verdict = () => bundleVerdict(props.result.findings, header(), props.period, standing().value);
  const isAsking = () => live().fund !== undefined && standing().value === undefined && standing().error === undefined;
  return (
    <>
      <div class={`notice ${isAsking() ? "info" : KINDS[verdict()]}`} role="status">
        <h2 class="verdict">
          {isAsking() && verdict() === "unconfirmed" ? words().standing.asking : words().verdicts[verdict()].title}
        </h2>
        <Show when={!isAsking() || verdict() !== "unconfirmed"}>
          <p>{words().verdicts[verdict()].text}</p>
        </Show>
        <Show when={foreign()} fallback={<Place result={props.result} />}>
          {(problem) => <p>{foreignText(problem(), checks().identity)}</p>}
        </Show>
      </div>
      <Show when={standing().error}>
        {(error) => (
          <Notice kind="error" live title={words().standing.chainFailed}>
            <p>
              <FailureText failure={failureOf(error())} />
            </p>
            <button type="button" onClick={() => setAttempt(attempt() + 1)}>
              {words().standing.askAgain}
            </button>
          </Notice>
        )}
      </Show>
      <Show when={props.result.findings.length > 0}>
        <Findings findings={props.result.findings} />
      </Show>
      <InDecimals decimals={props.result.document.decimals}>
        <Figures result={props.result} />
        <Liquidations
          list={props.result.liquidations}
          decimals={props.result.document.decimals}
          isWrong={props.result.findings.length > 0}
        />
      </InDecimals>
      <Points title={words().checked.title} items={words().checked.items} />
      <Points title={words().notChecked.title} items={words().notChecked.items} />
      <p>
        <a href={hrefTo("share")}>{words().notChecked.share}</a>
      </p>
    </>
  );
}

/** Which submission on chain it is, as the logs tell. */
function Place(props: { result: Done }) {
  const { t, history } = usePage();
  const checks = useChecks();
  const words = () => checks().verify.standing;
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

function Findings(props: { findings: readonly Finding[] }) {
  const { formats } = usePage();
  const checks = useChecks();
  const words = () => checks().verify.findings;
  const place = ({ file, index, field }: Finding) =>
    [file, index === undefined ? undefined : words().entry(formats().count(index)), field]
      .filter((part) => part !== undefined)
      .join(", ");
  const columns = () => [
    { name: words().place, isHead: true, cell: (finding: Finding) => <Foreign text={place(finding)} /> },
    { name: words().problem, cell: ({ problem }: Finding) => checks().sdk.said(problem) },
    { name: words().got, cell: ({ got }: Finding) => <Foreign text={got ?? ""} /> },
    { name: words().expected, cell: ({ expected }: Finding) => <Foreign text={expected ?? ""} /> },
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
  const checks = useChecks();
  const words = () => checks().verify.result;
  const header = () => props.result.document.settlement;
  const seconds = () => props.result.milliseconds / 1000;
  const count = () => props.result.document.settlement.positionCount;
  const rate = () => formats().count(Math.round(Number(count()) / seconds()));
  return (
    <section>
      <dl class="lines">
        <FundLine identity={props.result.document.identity} />
        <Line name={words().period}>
          <a href={hrefTo("settlements", header().period)}>{t().settlements.period(String(header().period))}</a>
        </Line>
        <Line name={words().loss}>
          <Amount units={header().loss} />
        </Line>
        <Line name={words().shared}>
          <Amount units={props.result.document.outcome.shared} />
        </Line>
        <Line name={words().positions}>{formats().count(header().positionCount)}</Line>
        <Line name={words().head}>{formats().count(header().headCount)}</Line>
        <Line name={words().liquidations}>{formats().count(header().liquidationCount)}</Line>
        <Line name={words().root}>
          <Hash value={header().positionsRoot} />
        </Line>
      </dl>
      <p class="quiet">
        {words().took(secondsText(formats().locale, seconds()))}{" "}
        <Show when={count() >= LONG_LIST}>{words().rate(rate())}</Show>
      </p>
    </section>
  );
}

function secondsText(locale: string, seconds: number): string {
  return new Intl.NumberFormat(locale, {
    style: "unit",
    unit: "second",
    unitDisplay: "long",
    maximumFractionDigits: 2,
  }).format(seconds);
}

function Points(props: { title: string; items: readonly string[] }) {
  return (
    <section>
      <h2>{props.title}</h2>
      <ul class="open-points">
        <For each={props.items}>{(item) => <li>{item}</li>}</For>
      </ul>
    </section>
  );
}
