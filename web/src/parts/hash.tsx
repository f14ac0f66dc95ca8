import { createSignal, type JSX, Show } from "solid-js";
import { shortened } from "../format.ts";
import { usePage } from "../page.tsx";
import { explorerLink } from "../settings.ts";

/** An address, a transaction or another hash: shortened, with the whole to copy, and the explorer's page where there is one. */
export function Hash(props: { value: string; kind?: "tx" | "address" }) {
  const { t, settings } = usePage();
  const [isCopied, setIsCopied] = createSignal(false);
  const link = () => (props.kind === undefined ? undefined : explorerLink(settings(), props.kind, props.value));
  // Browsers lend the clipboard to secure pages only.
  const copy = async () => {
    await navigator.clipboard.writeText(props.value);
    setIsCopied(true);
    setTimeout(() => setIsCopied(false), 2_000);
  };
  const short = () => <code title={props.value}>{shortened(props.value)}</code>;
  return (
    <span class="hash">
      <Show when={link()} fallback={short()}>
        {(href) => <OuterLink href={href()}>{short()}</OuterLink>}
      </Show>
      <Show when={isSecureContext}>
        <button type="button" class="copy" aria-label={`${t().common.copy} ${shortened(props.value)}`} onClick={copy}>
          {isCopied() ? t().common.copied : t().common.copy}
        </button>
      </Show>
    </span>
  );
}

/** A link out of the page, that tells the other side nothing of where it comes from. */
export function OuterLink(props: { href: string; children: JSX.Element }) {
  const { t } = usePage();
  return (
    <a href={props.href} target="_blank" rel="noopener noreferrer nofollow">
      {props.children}
      <span class="unseen"> ({t().common.newTab})</span>
    </a>
  );
}
