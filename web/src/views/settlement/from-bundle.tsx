import { createSignal, type JSX, Match, onCleanup, onMount, Switch } from "solid-js";
import { BundleFetchError, isOwnHost, webAddress } from "../../chain/bundle.ts";
import { usePage } from "../../page.tsx";
import { Notice } from "../../parts/notice.tsx";
import { Progress } from "../../parts/progress.tsx";

/** Why what came is not shown, in the visitor's words. */
type Refusal = () => string;

/** Reads what a settlement's bundle has; throws BundleFetchError where it does not come. */
export type ReadBundle<T extends object> = (
  signal: AbortSignal,
  /** How much of it is there, from 0 to 1, once that can be said; "all" once it is only read. */
  onPart: (part: number | undefined | "all") => void,
) => Promise<T | Refusal>;

type State<T> =
  | { readonly is: "idle" | "broken" }
  | { readonly is: "loading"; readonly part: number | undefined | "all" }
  | { readonly is: "shown"; readonly found: T }
  | { readonly is: "refused"; readonly reason: Refusal }
  | { readonly is: "absent"; readonly error: BundleFetchError };

/** A part of a bundle: fetched when the visitor asks, or at once where it lies at the page's own host. */
export interface FromBundle<T extends object> {
  readonly state: () => State<T>;
  readonly load: () => Promise<void>;
  /** What was found, once it is right. */
  readonly shown: () => T | undefined;
}

/**
 * Follows a part of a bundle for as long as the view stands.
 *
 * @param dataURI where the bundle is; undefined if there is nothing to fetch
 */
export function createFromBundle<T extends object>(dataURI: string | undefined, read: ReadBundle<T>): FromBundle<T> {
  const [state, setState] = createSignal<State<T>>({ is: "idle" });
  const stop = new AbortController();
  onCleanup(() => stop.abort());
  async function load(): Promise<void> {
    const onPart = (part: number | undefined | "all") => void setState({ is: "loading", part });
    onPart(undefined);
    try {
      const found = await read(stop.signal, onPart);
      setState(typeof found === "function" ? { is: "refused", reason: found } : { is: "shown", found });
    } catch (error) {
      if (stop.signal.aborted) return;
      setState(error instanceof BundleFetchError ? { is: "absent", error } : { is: "broken" });
    }
  }
  onMount(() => {
    if (dataURI !== undefined && isOwnHost(dataURI, location.href)) void load();
  });
  return { state, load, shown: () => part(state(), "shown")?.found };
}

/** A state, if it is of a kind. */
const part = <T, K extends State<T>["is"]>(state: State<T>, is: K) =>
  state.is === is ? (state as State<T> & { readonly is: K }) : undefined;

/** What has become of a part of a bundle: an offer to fetch it, how far that is, why it is not there, or itself. */
export function ShownFromBundle<T extends object>(props: {
  of: FromBundle<T>;
  dataURI: string;
  /** The most that is fetched, in bytes. */
  most: number;
  /** What the visitor asks for, and what is said while it comes. */
  load: string;
  loading: string;
  children: (found: T) => JSX.Element;
}) {
  const { t, formats } = usePage();
  const words = () => t().settlements.curve;
  const as = <K extends State<T>["is"]>(is: K) => part(props.of.state(), is);
  const Load = () => (
    <button type="button" onClick={props.of.load}>
      {props.load}
    </button>
  );
  return (
    <Switch>
      <Match when={as("idle")}>
        <p class="lead">{words().loadNote(webAddress(props.dataURI)?.host ?? "", formats().bytes(props.most))}</p>
        <div class="actions">
          <Load />
        </div>
      </Match>
      <Match when={as("loading")}>
        {(now) => {
          const part = () => now().part;
          return (
            <Progress
              label={part() === "all" ? words().reading : props.loading}
              part={part() === "all" ? undefined : (part() as number | undefined)}
            />
          );
        }}
      </Match>
      <Match when={as("shown")}>
        {(now) => (
          <>
            {props.children(now().found)}
            <p class="check good">{words().right}</p>
          </>
        )}
      </Match>
      <Match when={as("refused")}>{(now) => <Notice kind="error">{now().reason()}</Notice>}</Match>
      <Match when={as("broken")}>
        <Notice kind="error">{t().common.failedToLoad}</Notice>
      </Match>
      <Match when={as("absent")}>
        {(now) => (
          <Notice kind="warning">
            <p>{t().settlements.problems[now().error.problem](now().error.detail)}</p>
            <Load />
          </Notice>
        )}
      </Match>
    </Switch>
  );
}
