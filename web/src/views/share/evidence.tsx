import { createMemo, Show } from "solid-js";
import { say } from "zke-insurance-fund";
import { settlementHashOf, statementToJson } from "zke-insurance-fund/bundle";
import { plainTime } from "../../format.ts";
import { useChecks } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { Line } from "../../parts/line.tsx";
import type { CheckedStatement } from "./checked.ts";

/** What was checked of a statement and when, to be printed or kept. */
export function Evidence(props: { checked: CheckedStatement; all: number; printAll?: (() => void) | undefined }) {
  const { live, rpc, formats } = usePage();
  const checks = useChecks();
  const words = () => checks().share.evidence;
  const statement = () => props.checked.statement;
  const hash = createMemo(() => settlementHashOf(statement()));
  const symbol = () => live().token?.symbol ?? "";
  const host = () => (rpc()?.host ?? "").replace(/^.*:\/\//, "");
  const isChecked = () => props.checked.chain().value !== undefined && live().overview !== undefined;
  const save = () => {
    const url = URL.createObjectURL(new Blob([json()], { type: "application/json" }));
    const link = document.createElement("a");
    link.href = url;
    link.download = `evidence-${statement().settlement.period}-${statement().index}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  };
  const json = () => {
    const { overview, fund, chainId } = live();
    const checked = {
      verdict: props.checked.verdict(),
      steps: props.checked.steps().map(({ name, result, reasons }) => ({
        ...{ name, result },
        reasons: reasons.map((reason) => say(checks().problems, reason, formats()).reason),
      })),
      ...(isChecked() && {
        ...{ fund: fund?.address, token: overview?.token, chainId, block: overview?.block, node: host() },
        time: plainTime(overview?.time ?? 0n),
        status: props.checked.chain().value?.status,
      }),
    };
    const evidence = { settlementHash: hash(), checked, statement: statementToJson(statement()) };
    return JSON.stringify(evidence, (_, value) => (typeof value === "bigint" ? String(value) : value), 2);
  };
  return (
    <section class="evidence">
      <h2>{words().title}</h2>
      <p class="quiet no-print">{words().text}</p>
      <dl class="lines">
        <Show when={statement().identity}>
          {(identity) => (
            <Line name={checks().identity.fund}>
              <code>{identity().fund}</code> {checks().identity.chain(String(identity().chainId))}
            </Line>
          )}
        </Show>
        <Show when={live().token}>
          {(token) => (
            <Line name={words().token}>
              <code>{token().address}</code> <Show when={symbol()}>{words().tokenOf(symbol())}</Show>
            </Line>
          )}
        </Show>
        <Show when={hash()}>
          {(known) => (
            <Line name={words().settlement}>
              <code>{known()}</code>
            </Line>
          )}
        </Show>
        <Line name={words().key}>
          <code>{statement().key}</code>
        </Line>
        <Line name={words().checkedAt}>
          <Show when={isChecked() && live().overview} fallback={words().notAsked}>
            {(overview) => words().at(formats().count(overview().block), formats().time(overview().time), host())}
          </Show>
        </Line>
      </dl>
      <div class="actions no-print">
        <button type="button" onClick={() => print()}>
          {words().print}
        </button>
        <Show when={props.all > 1 && props.printAll}>
          {(printAll) => (
            <button type="button" onClick={() => printAll()()}>
              {words().printAll(formats().count(props.all))}
            </button>
          )}
        </Show>
        <button type="button" onClick={save}>
          {words().save}
        </button>
      </div>
    </section>
  );
}
