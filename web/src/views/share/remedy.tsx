import { createResource, createSignal, For, type JSX, onCleanup, onMount, Show } from "solid-js";
import { ChainError, type Settlement } from "zke-insurance-fund";
import { chainErrorOf, type Fund, type ProvenFault } from "zke-insurance-fund/chain";
import { type Failure, failureOf } from "../../chain/failure.ts";
import { createLatest } from "../../latest.ts";
import { usePage } from "../../page.tsx";
import { amountText } from "../../parts/amount.tsx";
import { FailureText } from "../../parts/connection-notices.tsx";
import { Hash, OuterLink } from "../../parts/hash.tsx";
import { Notice } from "../../parts/notice.tsx";
import { explorerLink } from "../../settings.ts";
import { type CallOutcome, followCall } from "../../share/follow-call.ts";
import { commandFor, type Remedy, remedyFor } from "../../share/remedy.ts";
import { failedByWallet, findWallets, sendByWallet, type Wallet, WalletError } from "../../share/wallet.ts";
import { loadRemedy, type RemedyText } from "../../text/index.ts";

/** How anyone has a pending settlement voided for a fault that is proven here: by a wallet, an explorer, or the command. */
export function RemedySection(props: { settlement: Settlement; proven: ProvenFault }) {
  const page = usePage();
  const { language, live, history, formats } = page;
  const [words] = createResource(language, loadRemedy);
  const source = () => {
    const { fund } = live();
    return fund && { fund, newest: history().newest };
  };
  const policy = () => history().periods.find(({ period }) => period === props.settlement.period)?.latest.policy;
  const remedy = createLatest(source, ({ fund }) => remedyFor(fund, props.settlement, props.proven, policy()));
  const [isCalled, setIsCalled] = createSignal(false);
  const toDo = () => {
    const found = remedy().value;
    return found?.record.status === "pending" || isCalled() ? found : undefined;
  };
  const amount = (units: bigint) => amountText(page, units);
  return (
    <Show when={words.latest}>
      {(said) => (
        <section class="remedy no-print">
          <h2>{said().title}</h2>
          <Show when={remedy().error}>
            {(error) => (
              <Notice kind="error" live>
                <FailureText failure={failureOf(error())} />
              </Notice>
            )}
          </Show>
          <Show when={toDo()}>
            {(found) => (
              <>
                <p class="quiet">{said().text(formats().count(found().gas), amount(found().reward))}</p>
                <ol class="ways">
                  <li>
                    <ByWallet
                      words={said()}
                      remedy={found()}
                      settlement={props.settlement}
                      amount={amount}
                      onSent={() => setIsCalled(true)}
                    />
                  </li>
                  <li>
                    <ByExplorer words={said()} remedy={found()} />
                  </li>
                  <li>
                    <ByCommand words={said()} remedy={found()} settlement={props.settlement} />
                  </li>
                </ol>
                <p class="note">{said().copied}</p>
              </>
            )}
          </Show>
        </section>
      )}
    </Show>
  );
}

type CallState =
  | { readonly is: "idle" | "asking" | "checking" }
  | { readonly is: "refused" | "notAsked"; readonly failure: Failure }
  | { readonly is: "wallet"; readonly error: WalletError }
  | { readonly is: "sent"; readonly hash: string }
  | { readonly is: "done"; readonly hash: string; readonly outcome: CallOutcome };

/** The contract, asked by the page's own node, would not take the call, or could not be asked: then nothing is sent. */
class NotTaken extends Error {}

function ByWallet(props: {
  words: RemedyText;
  remedy: Remedy;
  settlement: Settlement;
  amount: (units: bigint) => string;
  onSent: () => void;
}) {
  const { live } = usePage();
  const [wallets, setWallets] = createSignal<readonly Wallet[]>([]);
  const [state, setState] = createSignal<CallState>({ is: "idle" });
  const stop = new AbortController();
  onMount(() => onCleanup(findWallets(setWallets)));
  onCleanup(() => stop.abort());
  const words = () => props.words.wallet;
  const isBusy = () => ["asking", "checking", "sent"].includes(state().is);

  async function send({ provider }: Wallet): Promise<void> {
    const { fund, chainId, overview } = live();
    if (fund === undefined || chainId === undefined) return;
    setState({ is: "asking" });
    const { record, data } = props.remedy;
    const call = { chainId, to: fund.address, data };
    try {
      const { account, hash } = await sendByWallet(provider, call, (from) => wouldBeTaken(fund, data, from));
      setState({ is: "sent", hash });
      props.onSent();
      const sent = { period: props.settlement.period, serial: record.submission, account, hash };
      const outcome = await followCall(
        fund,
        { ...sent, sinceBlock: Number(overview?.block ?? 0n) },
        { signal: stop.signal, hasFailed: () => failedByWallet(provider, hash) },
      );
      if (outcome !== undefined) setState({ is: "done", hash, outcome });
    } catch (error) {
      if (error instanceof NotTaken) {
        const { cause } = error;
        // Only a revert is the contract's word.
        const is = cause instanceof ChainError && cause.kind === "reverted" ? "refused" : "notAsked";
        setState({ is, failure: failureOf(cause) });
      } else
        setState({
          is: "wallet",
          error: error instanceof WalletError ? error : new WalletError("other", String(error)),
        });
    }
  }

  async function wouldBeTaken(fund: Fund, data: string, from: string): Promise<void> {
    setState({ is: "checking" });
    try {
      await fund.provider.call({ to: fund.address, data, from, blockTag: "latest" });
    } catch (error) {
      throw new NotTaken("not taken", { cause: chainErrorOf(error) });
    }
    setState({ is: "asking" });
  }

  return (
    <>
      <h3>{words().title}</h3>
      <p>{wallets().length > 0 ? words().text : words().none}</p>
      <For each={wallets()}>
        {(wallet) => (
          <button type="button" class="primary" disabled={isBusy()} onClick={() => void send(wallet)}>
            {words().button(String(props.settlement.period))}
            <Show when={wallets().length > 1}> {words().with(wallet.name)}</Show>
          </button>
        )}
      </For>
      <CallNote state={state()} words={props.words} amount={props.amount} />
    </>
  );
}

function CallNote(props: { state: CallState; words: RemedyText; amount: (units: bigint) => string }) {
  const words = () => props.words.wallet;
  const text = (): JSX.Element => {
    const { state } = props;
    switch (state.is) {
      case "idle":
        return undefined;
      case "asking":
      case "checking":
        return words()[state.is];
      case "refused":
        return (
          <>
            {words().refusedByContract} <FailureText failure={state.failure} />
          </>
        );
      case "notAsked":
        return <FailureText failure={state.failure} />;
      case "wallet":
        return words().problems[state.error.problem](state.error.detail);
      case "sent":
        return (
          <>
            {words().sent} <Hash value={state.hash} kind="tx" />
          </>
        );
      case "done":
        return (
          <>
            <strong>
              {state.outcome.is === "voidedByYou"
                ? words().voidedByYou(props.amount(state.outcome.reward))
                : words()[state.outcome.is]}
            </strong>{" "}
            <Hash value={state.hash} kind="tx" />
          </>
        );
    }
  };
  return (
    <p class="call" role="status">
      {text()}
    </p>
  );
}

function ByExplorer(props: { words: RemedyText; remedy: Remedy }) {
  const { live, settings } = usePage();
  const words = () => props.words.explorer;
  const link = () => {
    const address = live().fund?.address;
    const page = address && explorerLink(settings(), "address", address);
    return page && `${page}#writeContract`;
  };
  return (
    <>
      <h3>{words().title}</h3>
      <p>{words().text(props.remedy.name)}</p>
      <div class="actions">
        <CopyButton text={props.remedy.fields} label={words().copy} done={props.words.copiedNow} />
        <Show when={link()}>{(href) => <OuterLink href={href()}>{words().open}</OuterLink>}</Show>
      </div>
      <Show when={link() === undefined}>
        <p class="note">{words().none}</p>
      </Show>
    </>
  );
}

function ByCommand(props: { words: RemedyText; remedy: Remedy; settlement: Settlement }) {
  const { live } = usePage();
  const words = () => props.words.command;
  const command = () => commandFor("RPC", live().fund?.address ?? "", props.settlement.period);
  return (
    <>
      <h3>{words().title}</h3>
      <p>{words().text}</p>
      <code class="command">{command()}</code>
      <CopyButton text={command()} label={words().copy} done={props.words.copiedNow} />
      <p>{words().data}</p>
      <code class="command data">{props.remedy.data}</code>
      <CopyButton text={props.remedy.data} label={words().copyData} done={props.words.copiedNow} />
    </>
  );
}

/** Browsers lend the clipboard to secure pages only. */
function CopyButton(props: { text: string; label: string; done: string }) {
  const [isCopied, setIsCopied] = createSignal(false);
  const copy = async () => {
    await navigator.clipboard.writeText(props.text);
    setIsCopied(true);
    setTimeout(() => setIsCopied(false), 2_000);
  };
  return (
    <Show when={isSecureContext}>
      <button type="button" onClick={copy}>
        {isCopied() ? props.done : props.label}
      </button>
    </Show>
  );
}
