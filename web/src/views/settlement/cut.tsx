import { createSignal, Match, onCleanup, onMount, Show, Switch } from "solid-js";
import { mostBytesOf } from "zke-insurance-fund/bundle";
import { BundleFetchError, fetchBundleFile, isOwnHost, webAddress } from "../../chain/bundle.ts";
import { rateOf } from "../../chain/parts-of-loss.ts";
import type { PositionsPicture } from "../../chain/positions.ts";
import type { Submission } from "../../chain/submissions.ts";
import { usePage } from "../../page.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Progress } from "../../parts/progress.tsx";
import { Curve, LargestShares } from "./curve.tsx";
import { HeadFacts } from "./split.tsx";

type State =
  | { readonly is: "idle" }
  | { readonly is: "loading"; readonly part: number | undefined }
  | { readonly is: "reading" }
  | { readonly is: "shown"; readonly picture: PositionsPicture }
  | { readonly is: "wrong" | "unreadable" | "broken" }
  | { readonly is: "absent"; readonly error: BundleFetchError };

/** The head's cut, from the bundle's list: fetched when the visitor asks, or at once where it is the page's own host. */
export function Cut(props: { submission: Submission }) {
  const { t, formats } = usePage();
  const words = () => t().settlements.curve;
  const [state, setState] = createSignal<State>({ is: "idle" });
  const stop = new AbortController();
  onCleanup(() => stop.abort());
  const header = () => props.submission.settlement;
  const folder = () => webAddress(props.submission.dataURI);
  const most = () => mostBytesOf("positions", header());

  async function load(): Promise<void> {
    const { dataURI, settlement, policy } = props.submission;
    setState({ is: "loading", part: undefined });
    try {
      const bytes = await fetchBundleFile(dataURI, "positions", {
        mostBytes: most(),
        signal: stop.signal,
        onBytes: (have, all) => setState({ is: "loading", part: all === undefined ? undefined : have / all }),
      });
      setState({ is: "reading" });
      const { pictureOf } = await import("../../chain/positions.ts");
      const picture = await pictureOf(bytes, settlement, policy);
      setState(typeof picture === "string" ? { is: picture } : { is: "shown", picture });
    } catch (error) {
      if (stop.signal.aborted) return;
      setState(error instanceof BundleFetchError ? { is: "absent", error } : { is: "broken" });
    }
  }
  onMount(() => {
    if (header().positionCount > 0n && isOwnHost(props.submission.dataURI, location.href)) void load();
  });
  const shown = () => {
    const now = state();
    return now.is === "shown" ? now.picture : undefined;
  };
  const absent = () => {
    const now = state();
    return now.is === "absent" ? now.error : undefined;
  };
  const part = () => {
    const now = state();
    return now.is === "loading" ? now.part : undefined;
  };
  const is = (name: State["is"]) => state().is === name;
  return (
    <div class="row half">
      <section>
        <h2>{t().settlements.head.title}</h2>
        <HeadFacts submission={props.submission} />
        <Show when={header().positionCount > 0n && folder()}>
          {(address) => (
            <Switch>
              <Match when={is("idle")}>
                <p class="lead">{words().loadNote(address().host, formats().bytes(most()))}</p>
                <div class="actions">
                  <button type="button" onClick={load}>
                    {words().load}
                  </button>
                </div>
              </Match>
              <Match when={is("loading")}>
                <Progress label={words().loading} part={part()} />
              </Match>
              <Match when={is("reading")}>
                <Progress label={words().reading} part={undefined} />
              </Match>
              <Match when={shown()}>
                {(picture) => (
                  <>
                    <Curve picture={picture()} settlement={header()} />
                    <p class="check good">{words().right}</p>
                  </>
                )}
              </Match>
              <Match when={is("wrong")}>
                <Notice kind="error">{words().wrong}</Notice>
              </Match>
              <Match when={is("unreadable")}>
                <Notice kind="error">{words().unreadable}</Notice>
              </Match>
              <Match when={is("broken")}>
                <Notice kind="error">{t().common.failedToLoad}</Notice>
              </Match>
              <Match when={absent()}>
                {(error) => (
                  <Notice kind="warning">
                    <p>{t().settlements.problems[error().problem](error().detail)}</p>
                    <button type="button" onClick={load}>
                      {words().load}
                    </button>
                  </Notice>
                )}
              </Match>
            </Switch>
          )}
        </Show>
      </section>
      <Show when={shown()}>{(picture) => <LargestShares picture={picture()} rate={rateOf(props.submission)} />}</Show>
    </div>
  );
}
