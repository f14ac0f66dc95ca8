import { Show } from "solid-js";
import type { FundIdentity } from "zke-insurance-fund";
import { useChecks } from "../checks.tsx";
import { Hash } from "./hash.tsx";
import { Line } from "./line.tsx";

/** Which fund a file says that it is of. */
export function FundLine(props: { identity: FundIdentity | undefined }) {
  const checks = useChecks();
  const words = () => checks().identity;
  return (
    <Line name={words().fund}>
      <Show when={props.identity} fallback={words().none}>
        {(identity) => (
          <>
            <Hash value={identity().fund} kind="address" /> {words().chain(String(identity().chainId))}
          </>
        )}
      </Show>
    </Line>
  );
}
