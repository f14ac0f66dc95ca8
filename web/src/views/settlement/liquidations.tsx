import { createSignal, Match, onCleanup, onMount, Show, Switch } from "solid-js";
import { headerHash } from "zke-insurance-fund";
import { MOST_HEADER_BYTES, mostBytesOf, type PublicFile } from "zke-insurance-fund/bundle";
import { BundleFetchError, fetchBundleFile, isOwnHost, webAddress } from "../../chain/bundle.ts";
import type { Submission } from "../../chain/submissions.ts";
import { useVerify, WithVerify } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Progress } from "../../parts/progress.tsx";
import { hrefTo } from "../../router.ts";
import "../../styles/checks.css";
import { liquidationBook, type ShownLiquidation } from "../../verify/liquidations.ts";
import { verifyInWorker } from "../../verify/run.ts";
import { LiquidationRows, PriceNote } from "../verify/liquidations.tsx";

const MOST = 6;

type State =
  | { readonly is: "idle" | "loading" | "wrong" | "notOnChain" | "unreadable" | "broken" }
  | { readonly is: "shown"; readonly rows: readonly ShownLiquidation[] }
  | { readonly is: "absent"; readonly error: BundleFetchError };

/** What the liquidations of a settlement were closed at: those that lost most, from the bundle's list. */
export function LargestLiquidations(props: { submission: Submission }) {
  return (
    <WithVerify>
      <Section submission={props.submission} />
    </WithVerify>
  );
}

function Section(props: { submission: Submission }) {
  const { t, formats } = usePage();
  const verifying = useVerify();
  const words = () => verifying().liquidations;
  const [state, setState] = createSignal<State>({ is: "idle" });
  const stop = new AbortController();
  onCleanup(() => stop.abort());
  const header = () => props.submission.settlement;
  const folder = () => webAddress(props.submission.dataURI);
  const mostBytes = () => mostBytesOf("liquidations", header());

  async function load(): Promise<void> {
    const { dataURI, settlement } = props.submission;
    setState({ is: "loading" });
    try {
      const get = async (file: PublicFile, most: number) => {
        const bytes = await fetchBundleFile(dataURI, file, { mostBytes: most, signal: stop.signal });
        return new Blob([bytes as Uint8Array<ArrayBuffer>]);
      };
      const files = {
        settlement: await get("settlement", MOST_HEADER_BYTES),
        liquidations: await get("liquidations", mostBytes()),
      };
      const found = await verifyInWorker(files, stop.signal, () => {});
      if (found.unreadable !== undefined) return void setState({ is: "unreadable" });
      if (found.findings.length > 0 || found.liquidations === undefined) return void setState({ is: "wrong" });
      // Its root is the one of its header, which is to be the one on chain.
      if (headerHash(found.document.settlement) !== headerHash(settlement)) return void setState({ is: "notOnChain" });
      const book = liquidationBook(found.liquidations, formats().decimals);
      setState({ is: "shown", rows: [...book.find("", "loss").subarray(0, MOST)].map(book.at) });
    } catch (error) {
      if (stop.signal.aborted) return;
      setState(error instanceof BundleFetchError ? { is: "absent", error } : { is: "broken" });
    }
  }
  onMount(() => {
    if (isOwnHost(props.submission.dataURI, location.href)) void load();
  });
  const shown = () => {
    const now = state();
    return now.is === "shown" ? now.rows : undefined;
  };
  const absent = () => {
    const now = state();
    return now.is === "absent" ? now.error : undefined;
  };
  const is = (name: State["is"]) => state().is === name;
  const Load = () => (
    <button type="button" onClick={load}>
      {verifying().verify.fetch}
    </button>
  );
  return (
    <Show when={folder()}>
      {(address) => (
        <section class="liquidations">
          <h2>{words().title}</h2>
          <Switch>
            <Match when={is("idle")}>
              <p class="lead">{t().settlements.curve.loadNote(address().host, formats().bytes(mostBytes()))}</p>
              <div class="actions">
                <Load />
              </div>
            </Match>
            <Match when={is("loading")}>
              <Progress label={t().settlements.curve.reading} part={undefined} />
            </Match>
            <Match when={shown()}>
              {(rows) => (
                <>
                  <PriceNote />
                  <p class="lead">
                    {words().shown(formats().count(rows().length), formats().count(header().liquidationCount))} ·{" "}
                    {words().orders.loss} ·{" "}
                    <a href={hrefTo("verify", header().period)}>{t().settlements.record.verify}</a>
                  </p>
                  <LiquidationRows rows={rows()} />
                  <p class="check good">{t().settlements.curve.right}</p>
                </>
              )}
            </Match>
            <Match when={is("wrong")}>
              <Notice kind="error">{verifying().verify.verdicts.wrong.title}</Notice>
            </Match>
            <Match when={is("notOnChain")}>
              <Notice kind="error">{verifying().verify.verdicts.notOnChain.title}</Notice>
            </Match>
            <Match when={is("unreadable")}>
              <Notice kind="error">{verifying().verify.failures.unreadable}</Notice>
            </Match>
            <Match when={is("broken")}>
              <Notice kind="error">{t().common.failedToLoad}</Notice>
            </Match>
            <Match when={absent()}>
              {(error) => (
                <Notice kind="warning">
                  <p>{t().settlements.problems[error().problem](error().detail)}</p>
                  <Load />
                </Notice>
              )}
            </Match>
          </Switch>
        </section>
      )}
    </Show>
  );
}
