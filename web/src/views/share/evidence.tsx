import { createMemo, Show } from "solid-js";
import { say } from "zke-insurance-fund";
import { settlementHashOf, statementToJson } from "zke-insurance-fund/bundle";
import { plainTime } from "../../format.ts";
import { useChecks } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { SaveButton } from "../../parts/csv-button.tsx";
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
  const chain = () => props.checked.chain().value;
  const json = () => {
    const { token, fund, chainId } = live();
    const found = chain();
    const checked = {
      verdict: props.checked.verdict(),
      steps: props.checked.steps().map(({ name, result, reasons }) => ({
        ...{ name, result },
        reasons: reasons.map((reason) => say(checks().problems, reason, formats()).reason),
      })),
      ...(found && {
        ...{ fund: fund?.address, token: token?.address, chainId, block: found.at.block, node: host() },
        ...{ time: plainTime(found.at.time), status: found.status },
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
          <Show when={chain()?.at} fallback={words().notAsked}>
            {(at) => words().at(formats().count(at().block), formats().time(at().time), host())}
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
        <SaveButton
          label={words().save}
          name={`evidence-${statement().settlement.period}-${statement().index}.json`}
          type="application/json"
          content={json}
        />
      </div>
    </section>
  );
}
