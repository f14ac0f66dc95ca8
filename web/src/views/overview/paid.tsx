import { createMemo, type JSX, Show } from "solid-js";
import { paidSoFar } from "../../chain/losses.ts";
import { usePage } from "../../page.tsx";
import { Rounded } from "../../parts/amount.tsx";
import { SplitPicture } from "../../parts/split-picture.tsx";

const MILLION = 1_000_000n;

/** Who bore all losses so far. */
export function WhoPaid() {
  const { t, history, formats } = usePage();
  const words = () => t().overview.paid;
  const periods = createMemo(() => (history().isComplete ? history().periods : undefined));
  const paid = createMemo(() => {
    const all = periods();
    return all && paidSoFar(all);
  });
  const rate = (millionths: bigint | undefined) => formats().percent(millionths ?? 0n, MILLION);
  return (
    <section class="who-paid">
      <h2>{words().title}</h2>
      <Show when={paid()} fallback={<p class="lead">{words().notRead}</p>}>
        {(sums) => {
          const part = (units: bigint) => formats().percent(units, sums().loss);
          const count = (number: number) => formats().count(number);
          return (
            <Show when={sums().loss > 0n} fallback={<p class="lead">{words().noLoss(count(sums().periods))}</p>}>
              <p class="lead">
                <Rounded units={sums().loss} unit /> {words().ofPeriods(count(sums().withLoss), count(sums().periods))}
              </p>
              <SplitPicture
                coverage={sums().coverage}
                shared={sums().shared}
                deficit={sums().deficit}
                title={t().settlements.split.picture(part(sums().coverage), part(sums().shared), part(sums().deficit))}
              />
              <dl class="facts">
                <Fact kind="fund" name={words().fund} note={words().ofLosses(part(sums().coverage))}>
                  <Rounded units={sums().coverage} />
                </Fact>
                <Fact
                  kind="winners"
                  name={words().winners}
                  note={words().winnersNote(part(sums().shared), rate(sums().medianRate), rate(sums().highestRate))}
                >
                  <Rounded units={sums().shared} />
                </Fact>
                <Fact
                  kind="deficit"
                  name={words().open}
                  note={words().openNote(part(sums().deficit), count(sums().withDeficit))}
                >
                  <Rounded units={sums().deficit} />
                </Fact>
              </dl>
            </Show>
          );
        }}
      </Show>
    </section>
  );
}

function Fact(props: { kind: string; name: string; note: string; children: JSX.Element }) {
  return (
    <div>
      <dt>
        <span class={`swatch ${props.kind}`} aria-hidden="true" />
        {props.name}
      </dt>
      <dd>{props.children}</dd>
      <dd class="note">{props.note}</dd>
    </div>
  );
}
