import { type Accessor, createSignal, For, Show } from "solid-js";
import { openNode } from "zke-insurance-fund/chain";
import { type Compared, type Comparison, compareNodes } from "../compare.ts";
import { addressesIn, hostsOf } from "../nodes.ts";
import { usePage } from "../page.tsx";
import { isUsable, type Settings } from "../settings.ts";
import type { ConnectionText } from "../text/index.ts";
import { FailureText } from "./connection-notices.tsx";
import { Notice } from "./notice.tsx";

const MOST_NODES = 5;
const AMOUNTS: readonly Compared[] = ["assets", "reserved", "available", "liabilities", "solvency"];

/** Holds what the page's node says against what others say, once the visitor wants that. */
export function NodeComparison(props: { words: Accessor<ConnectionText["compare"]>; draft: Settings }) {
  const { connection } = usePage();
  const words = () => props.words();
  const [isAsking, setIsAsking] = createSignal(false);
  const [found, setFound] = createSignal<Comparison>();
  const addresses = () =>
    isUsable("rpc", props.draft.rpc) && isUsable("compare", props.draft.compare) && isUsable("fund", props.draft.fund)
      ? [...new Set([...addressesIn(props.draft.rpc), ...addressesIn(props.draft.compare)])].slice(0, MOST_NODES)
      : [];
  const compare = async () => {
    setIsAsking(true);
    const { chainId } = connection();
    const nodes = addresses().map((address) => openNode(address, { chainId, pauses: [] }));
    const named = nodes.map((node, at) => [`${at + 1}. ${hostsOf(addresses()[at] ?? "")}`, node] as const);
    setFound(await compareNodes(new Map(named), props.draft.fund));
    for (const node of nodes) node.destroy();
    setIsAsking(false);
  };
  return (
    <>
      <p>
        <button type="button" disabled={isAsking() || addresses().length < 2} onClick={compare}>
          {isAsking() ? words().asking : words().ask}
        </button>
      </p>
      <Show when={found()}>{(comparison) => <Outcome words={props.words} comparison={comparison()} />}</Show>
    </>
  );
}

function Outcome(props: { words: Accessor<ConnectionText["compare"]>; comparison: Comparison }) {
  const { formats } = usePage();
  const words = () => props.words();
  const block = () => formats().count(props.comparison.block ?? 0);
  const differing = () => props.comparison.differing ?? [];
  const shown = (name: Compared, text: string) => {
    if (name === "rest") return words().restShown;
    return AMOUNTS.includes(name) ? formats().amount(BigInt(text)) : text;
  };
  return (
    <div role="status">
      <Show
        when={props.comparison.differing !== undefined}
        fallback={<Notice kind="warning">{words().nothing}</Notice>}
      >
        <Notice kind={differing().length === 0 ? "good" : "error"}>
          <p>{differing().length === 0 ? words().same(block()) : words().differ(block())}</p>
          <For each={differing()}>
            {(name) => (
              <p>
                {words().names[name]}
                <For each={props.comparison.nodes}>
                  {({ host, said }) => (
                    <Show when={said}>
                      {(one) => (
                        <>
                          <br />
                          {host}: <code class="whole">{shown(name, one()[name])}</code>
                        </>
                      )}
                    </Show>
                  )}
                </For>
              </p>
            )}
          </For>
        </Notice>
      </Show>
      <ul class="quiet">
        <For each={props.comparison.nodes}>
          {({ host, head, failure }) => (
            <li>
              {host}: <Show when={head !== undefined}>{words().head(formats().count(head ?? 0))} </Show>
              <Show when={failure}>{(failed) => <FailureText failure={failed()} />}</Show>
            </li>
          )}
        </For>
      </ul>
    </div>
  );
}
