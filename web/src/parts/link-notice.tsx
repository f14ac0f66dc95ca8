import { type Accessor, For, Show } from "solid-js";
import { ConnectionWords } from "../connection-words.tsx";
import { hostsOf } from "../nodes.ts";
import { usePage } from "../page.tsx";
import { firstOf, LINK_NAMES, type LinkName, otherChain } from "../settings.ts";
import type { ConnectionText } from "../text/index.ts";
import { Notice } from "./notice.tsx";
import "../styles/connection.css";

/** What the link that led here changed, named: the node by its host, since its path may be a key. */
export function LinkNotice() {
  return <ConnectionWords>{(words) => <Changes words={() => words().link} />}</ConnectionWords>;
}

function Changes(props: { words: Accessor<ConnectionText["link"]> }) {
  const { connection, link, settings, host, live, forgetLink } = usePage();
  const words = () => props.words();
  const changed = () => LINK_NAMES.filter((name) => connection().origins[name] === "link");
  // Where the page has no fund of its own, the link's is nobody else's.
  const isForeign = () => changed().includes("fund") && firstOf(host).settings.fund !== undefined;
  const other = () => otherChain(connection(), link(), live().chainId);
  const title = () => {
    if (other()) return words().otherChainTitle;
    if (isForeign()) return words().foreignTitle;
    return changed().length > 0 ? words().title : undefined;
  };
  const said = (name: LinkName) => (name === "rpc" ? hostsOf(settings().rpc) : settings()[name]);
  return (
    <Notice kind={other() || isForeign() ? "error" : "warning"} title={title()}>
      <Show when={other()}>{(chains) => <p>{words().otherChain(chains().named, chains().shown)}</p>}</Show>
      <For each={changed()}>
        {(name) => (
          <p>
            {words().names[name]}: <code class="whole">{said(name)}</code>
          </p>
        )}
      </For>
      <Show when={isForeign()}>
        <p>{words().foreign}</p>
        <Show when={live().token}>
          {(token) => (
            <p>
              {token().symbol === ""
                ? words().unnamedToken(token().address)
                : words().token(token().address, token().symbol)}
            </p>
          )}
        </Show>
      </Show>
      <Show when={changed().includes("rpc")}>
        <p>{words().node}</p>
      </Show>
      <Show when={connection().ignored.length > 0}>
        <p>{words().ignored(link().settings.startBlock ?? "")}</p>
      </Show>
      <For each={link().unusable}>{(name) => <p>{words().unusable(words().names[name])}</p>}</For>
      <button type="button" onClick={forgetLink}>
        {words().back}
      </button>
    </Notice>
  );
}
