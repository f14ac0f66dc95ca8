import { ErrorBoundary, type JSX, lazy, Show, Suspense } from "solid-js";
import { chainName } from "../chain/chain-names.ts";
import { usePage } from "../page.tsx";
import { explorerLink } from "../settings.ts";
import { Hash, OuterLink } from "./hash.tsx";

const ShippedNote = lazy(() => import("./shipped-note.tsx").then(({ ShippedNote }) => ({ default: ShippedNote })));

/** What the page is, and which contracts it shows. */
export function Footer() {
  const { t, live, history, settings, connection } = usePage();
  const words = () => t().common.footer;
  const address = (value: string) => <Hash value={value} kind="address" />;
  // What the host says of its own fund is not said of another one.
  const verified = () => (connection().isForeign ? undefined : connection().base.source);
  const code = () => {
    const { fund } = live();
    return fund && explorerLink(settings(), "address", fund.address);
  };
  return (
    <footer>
      <div class="wrap">
        <Show when={history().shipped}>
          {(problem) => (
            <ErrorBoundary fallback={null}>
              <Suspense>
                <ShippedNote problem={problem()} />
              </Suspense>
            </ErrorBoundary>
          )}
        </Show>
        <p>{words().trust}</p>
        <ul>
          <Show when={live().fund}>
            {(fund) => <Named name={t().common.status.fund}>{address(fund().address)}</Named>}
          </Show>
          <Show when={verified() ?? code()}>
            {(href) => (
              <li>
                <OuterLink href={href()}>{verified() === undefined ? words().code : words().verified}</OuterLink>
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
