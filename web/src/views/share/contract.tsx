import { createSignal, Show } from "solid-js";
import type { Statement } from "zke-insurance-fund/bundle";
import { type Failure, failureOf } from "../../chain/failure.ts";
import { useChecks } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { FailureText } from "../../parts/connection-notices.tsx";
import { Notice } from "../../parts/notice.tsx";
import { checkByContract, type Step } from "../../share/check.ts";

/** Asks the contract for the share, if the visitor wants that: the node then learns the entry. */
export function ContractOpinion(props: { statement: Statement; taken: Step | undefined; take: (step: Step) => void }) {
  const { live } = usePage();
  const checks = useChecks();
  const words = () => checks().share.contract;
  const [isAsking, setIsAsking] = createSignal(false);
  const [failure, setFailure] = createSignal<Failure>();
  const ask = async () => {
    const { fund } = live();
    if (fund === undefined) return;
    setFailure(undefined);
    setIsAsking(true);
    try {
      props.take(await checkByContract(props.statement, fund));
    } catch (error) {
      setFailure(failureOf(error));
    }
    setIsAsking(false);
  };
  return (
    <Show when={live().fund !== undefined && props.taken === undefined}>
      <section class="option no-print">
        <h3>{words().title}</h3>
        <p>{words().text}</p>
        <button type="button" disabled={isAsking()} onClick={ask}>
          {isAsking() ? words().asking : words().ask}
        </button>
        <Show when={failure()}>
          {(found) => (
            <Notice kind="error" live title={checks().share.chainFailed}>
              <p>
                <FailureText failure={found()} />
              </p>
            </Notice>
          )}
        </Show>
      </section>
    </Show>
  );
}
