import { createMemo, For, type JSX, Show } from "solid-js";
import { largestLosses } from "../chain/losses.ts";
import type { VerdictState } from "../chain/verdict.ts";
import { hostsOf } from "../nodes.ts";
import { usePage } from "../page.tsx";
import { ProblemText } from "./connection-notices.tsx";
import { Hash } from "./hash.tsx";
import { Sign, type SignName } from "./sign.tsx";
import { Time } from "./time.tsx";

const TONES: Record<VerdictState, string> = {
  good: "good",
  waiting: "warn",
  wrong: "bad",
  old: "wait",
  reading: "wait",
};
const SIGNS: Record<VerdictState, SignName> = {
  good: "right",
  waiting: "warning",
  wrong: "wrong",
  old: "waiting",
  reading: "waiting",
};

/** Below the header of every view: is the money there, is all of the past known, what would be paid next. */
export function VerdictBand() {
  const { t, live } = usePage();
  return (
    <section class="band" aria-label={t().verdict.label(live().token?.symbol)}>
      <div class="wrap">
        <div class="verdict">
          <Money />
          <History />
          <NextLoss />
        </div>
        <AsOf />
      </div>
    </section>
  );
}

/** One answer: a sign, a word of what it is about, two words, and why. */
function Answer(props: {
  state: VerdictState;
  about: string;
  said: string;
  why: JSX.Element;
  /** Whether the answer is a figure, that has no colour of its own where nothing is wrong. */
  isFigure?: boolean;
  part?: number | undefined;
}) {
  const { connection } = usePage();
  // Another fund's answers are not the exchange's: they neither calm nor alarm.
  const isForeign = () => connection().isForeign && props.state === "good";
  const tone = () => (isForeign() ? "wait" : TONES[props.state]);
  const sign = () => (isForeign() ? "unknown" : props.isFigure && props.state === "good" ? "flow" : SIGNS[props.state]);
  return (
    <div class={tone()} classList={{ figure: props.isFigure === true && props.state === "good" }}>
      <p class="of">
        <Sign is={sign()} />
        {props.about}
      </p>
      <p class="said">{props.said}</p>
      <p class="why">{props.why}</p>
      <Show when={props.part !== undefined}>
        <progress class="meter" max={1} value={props.part ?? 0} aria-hidden="true" />
      </Show>
    </div>
  );
}

function Money() {
  const { t, verdict, formats } = usePage();
  const words = () => t().verdict.money;
  const money = () => verdict().money;
  const amount = (units: bigint | undefined) => (units === undefined ? "–" : formats().rounded(units));
  const said = () => {
    const { state, surplus = 0n, told } = money();
    if (state !== "wrong") return words().said[state];
    return surplus < 0n
      ? words().missing(amount(-surplus))
      : told === undefined
        ? words().said.good
        : words().contradicted;
  };
  const why = () => {
    const { state, balance, owed, surplus = 0n, told } = money();
    if (state === "reading") return owed === undefined ? "" : words().owes(amount(owed));
    const sums = words().sums(amount(balance), amount(owed));
    if (told !== undefined) return `${sums} ${words().told(amount(told), amount(surplus))}`;
    if (surplus < 0n) return `${sums} ${words().blocked}`;
    return `${sums} ${surplus === 0n ? words().exact : words().over(amount(surplus))}`;
  };
  return <Answer state={money().state} about={words().about} said={said()} why={why()} />;
}

function History() {
  const { t, verdict, history, formats } = usePage();
  const words = () => t().verdict.history;
  const past = () => verdict().history;
  const count = (number: bigint | number | undefined) => formats().count(number ?? 0);
  const said = () => {
    const { state, part } = past();
    return state === "reading" && part !== undefined ? words().readingPart(percent(part)) : words().said[state];
  };
  const percent = (part: number) => formats().percent(BigInt(Math.floor(part * 100)), 100n);
  const why = () => {
    const { state, missing, submissions = 0n, pending, undated } = past();
    const [first] = missing;
    if (state === "reading") return words().notConcluded;
    if (first !== undefined) return <ProblemText problem={first} />;
    if (state === "old") return words().until(count(history().readTo));
    const sums = undated.length > 0 ? words().undated(count(undated.length)) : words().sums;
    return submissions === 0n
      ? `${words().noneYet} ${sums}`
      : `${words().serials(count(submissions), count(pending))} ${sums}`;
  };
  return <Answer state={past().state} about={words().about} said={said()} why={why()} part={past().part} />;
}

function NextLoss() {
  const { t, verdict, history, formats } = usePage();
  const words = () => t().verdict.nextLoss;
  const next = () => verdict().nextLoss;
  const periods = createMemo(() => (history().isComplete ? history().periods : []));
  const largest = createMemo(() => largestLosses(periods())[0]);
  const isTooLittle = () => (next().payable ?? 0n) < (largest()?.quota ?? 0n);
  const state = () => (next().state === "good" && isTooLittle() ? "waiting" : next().state);
  const said = () => {
    const { payable } = next();
    return payable === undefined ? words().reading : payable === 0n ? words().nothing : formats().rounded(payable);
  };
  const why = () => {
    const { limit, maxCoverageBps = 0, payable = 0n } = next();
    if (limit === undefined) return "";
    const quota = largest()?.quota ?? 0n;
    const against =
      payable === 0n || quota === 0n || !["brake", "assets"].includes(limit)
        ? ""
        : isTooLittle()
          ? words().part(formats().percent(payable, quota))
          : words().full;
    return `${words().limits[limit](formats().bps(maxCoverageBps))} ${against}`;
  };
  return <Answer isFigure state={state()} about={words().about} said={said()} why={why()} />;
}

/** Which block all of it is of, and how it is known. */
function AsOf() {
  const { t, live, formats, verdict } = usePage();
  return (
    <div class="as-of">
      <details>
        <summary>
          <span class="quiet">
            <Show when={live().overview} fallback={t().common.loading}>
              {(overview) => (
                <>
                  {t().overview.asOf(formats().count(overview().block))}
                  <span class="desk-only">
                    {" · "}
                    <Time seconds={overview().time} />
                  </span>
                  {" · "}
                </>
              )}
            </Show>
          </span>{" "}
          {t().verdict.how}
        </summary>
        <Proofs />
      </details>
      <p class="print-only">
        <Show when={live().fund}>
          {(fund) => (
            <>
              {t().common.status.fund} <code>{fund().address}</code>{" "}
            </>
          )}
        </Show>
        {t().common.footer.token} <code>{verdict().money.token}</code>{" "}
        <Show when={live().chainId}>{(id) => t().common.status.chain(String(id()), undefined)}</Show>{" "}
        <Show when={live().overview}>
          {(overview) => (
            <>
              {t().overview.asOf(formats().count(overview().block))} <Time seconds={overview().time} />
            </>
          )}
        </Show>
      </p>
    </div>
  );
}

/** What was compared with what, and what did not agree. */
function Proofs() {
  const { t, verdict, history, formats, settings } = usePage();
  const words = () => t().verdict.proofs;
  const amount = (units: bigint | undefined) => (units === undefined ? "–" : formats().amount(units));
  const known = () => history().periods.reduce((sum, { earlier }) => sum + 1 + earlier.length, 0);
  const pending = () => history().periods.filter(({ latest }) => latest.ending === undefined).length;
  const count = (number: bigint | number | undefined) => (number === undefined ? "–" : formats().count(number));
  return (
    <ul class="proofs">
      <Proof state={verdict().money.state}>
        {words().balance(
          amount(verdict().money.balance),
          amount(verdict().money.owed),
          amount(verdict().money.surplus),
        )}{" "}
        <Show when={verdict().money.token}>{(token) => <Hash value={token()} kind="address" />}</Show>
      </Proof>
      <Proof state={verdict().history.state}>
        {words().submissions(count(verdict().history.submissions), count(known()))}
      </Proof>
      <Proof state={verdict().history.state}>
        {words().pending(count(verdict().history.pending), count(pending()))}
      </Proof>
      <Proof state={verdict().history.state}>{words().records(count(history().periods.length))}</Proof>
      <Proof state={verdict().history.state}>{words().totals}</Proof>
      <For each={verdict().history.missing}>
        {(problem) => (
          <Proof state="wrong">
            <ProblemText problem={problem} />
          </Proof>
        )}
      </For>
      <Proof state={verdict().nextLoss.state === "wrong" ? "wrong" : "good"}>{words().payable}</Proof>
      <li>
        <span>{words().nodes(hostsOf(settings().rpc))}</span>
      </li>
    </ul>
  );
}

function Proof(props: { state: VerdictState; children: JSX.Element }) {
  return (
    <li class={TONES[props.state]}>
      <Sign is={SIGNS[props.state]} />
      <span>{props.children}</span>
    </li>
  );
}
