import { Show } from "solid-js";
import type { FundIdentity } from "zke-insurance-fund";
import { useChecks } from "../loaded-words.tsx";
import { usePage } from "../page.tsx";
import { plainHrefTo } from "../router.ts";
import { fundOf, keyOf } from "../settings.ts";
import { Hash } from "./hash.tsx";
import { Line } from "./line.tsx";

/** Which fund a file says that it is of, and the way to it if it is another one of this page's. */
export function FundLine(props: { identity: FundIdentity | undefined }) {
  const checks = useChecks();
  const { host, route, connection } = usePage();
  const words = () => checks().identity;
  const viewNow = () => {
    const { view } = route();
    return view === "unknown" ? "share" : view;
  };
  const other = ({ fund, chainId }: FundIdentity) => {
    const listed = fundOf(host, fund, String(chainId));
    return listed === connection().base && !connection().isForeign ? undefined : listed;
  };
  return (
    <Line name={words().fund}>
      <Show when={props.identity} fallback={words().none}>
        {(identity) => (
          <>
            <Hash value={identity().fund} kind="address" /> {words().chain(String(identity().chainId))}
            <Show when={other(identity())}>
              {(fund) => (
                <>
                  {" "}
                  <a href={plainHrefTo(viewNow(), undefined, keyOf(host, fund()))}>{words().show(fund().name)}</a>
                </>
              )}
            </Show>
          </>
        )}
      </Show>
    </Line>
  );
}
