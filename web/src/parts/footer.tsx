import { type JSX, Show } from "solid-js";
import { chainName } from "../chain/chain-names.ts";
import { usePage } from "../page.tsx";
import { explorerLink } from "../settings.ts";
import { Hash, OuterLink } from "./hash.tsx";

/** What the page is, and which contracts it shows. */
export function Footer() {
  const { t, live, settings } = usePage();
  const words = () => t().common.footer;
  const address = (value: string) => <Hash value={value} kind="address" />;
  const source = () => {
    const { fund } = live();
    return fund && explorerLink(settings(), "address", fund.address);
  };
  return (
    <footer>
      <div class="wrap">
        <p>{words().trust}</p>
        <ul>
          <Show when={live().fund}>
            {(fund) => <Named name={t().common.status.fund}>{address(fund().address)}</Named>}
          </Show>
          <Show when={source()}>
            {(href) => (
              <li>
                <OuterLink href={`${href()}#code`}>{words().source}</OuterLink>
              </li>
            )}
          </Show>
          <Show when={live().token}>{(token) => <Named name={words().token}>{address(token().address)}</Named>}</Show>
          <Show when={live().overview}>
            {(overview) => <Named name={words().manager}>{address(overview().authority)}</Named>}
          </Show>
          <Show when={live().chainId}>{(id) => <li>{t().common.status.chain(String(id()), chainName(id()))}</li>}</Show>
        </ul>
      </div>
    </footer>
  );
}

function Named(props: { name: string; children: JSX.Element }) {
  return (
    <li>
      {props.name} {props.children}
    </li>
  );
}
