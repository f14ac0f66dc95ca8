import { Show } from "solid-js";
import type { FundIdentity } from "zke-insurance-fund";
import type { ForeignProblem } from "../chain/standing.ts";
import { useChecks } from "../checks.tsx";
import type { CheckText } from "../text/index.ts";
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

/** Why a file is not this fund's, in the page's language. */
export function foreignText(problem: ForeignProblem, { reasons }: CheckText["identity"]): string {
  switch (problem.is) {
    case "unnamed":
      return reasons.unnamed;
    case "otherFund": {
      const { got, expected } = problem;
      return reasons.otherFund(got.fund, String(got.chainId), expected.fund, String(expected.chainId));
    }
    case "otherDecimals":
      return reasons.otherDecimals(String(problem.got), String(problem.expected));
  }
}
