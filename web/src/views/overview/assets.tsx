import { createMemo, Show } from "solid-js";
import type { Bucket } from "../../chain/buckets.ts";
import { usePage } from "../../page.tsx";
import { Rounded } from "../../parts/amount.tsx";
import { PartsPicture } from "../../parts/split-picture.tsx";

/** What the fund has now, and what of it is free, promised, held back, or not its own. */
export function Assets(props: { buckets: readonly Bucket[] | undefined }) {
  const { t, live, formats, verdict } = usePage();
  const words = () => t().overview.assets;
  const parts = createMemo(() => {
    const { overview } = live();
    if (overview === undefined) return undefined;
    const payable = verdict().nextLoss.payable ?? 0n;
    const { assets, reserved, liabilities } = overview;
    const rest = assets - reserved - payable;
    return { payable, reserved, brake: rest > 0n ? rest : 0n, held: liabilities };
  });
  /** Why nothing is paid now, whatever is free. */
  const stop = () => {
    const { limit } = verdict().nextLoss;
    return limit === undefined || limit === "brake" || limit === "assets"
      ? undefined
      : t().verdict.nextLoss.limits[limit]("");
  };
  const figures = () => {
    const known = parts();
    const overview = live().overview;
    if (known === undefined || overview === undefined) return [];
    return [
      ["fund", words().payable, words().payableNote(formats().bps(overview.policy.maxCoverageBps)), known.payable],
      ["reserved", words().reserved, words().reservedNote(formats().count(overview.pendingCount)), known.reserved],
      ["brake", stop() === undefined ? words().brake : words().stopped, stop() ?? words().brakeNote, known.brake],
      ["held", words().held, words().heldNote, known.held],
    ] as const;
  };
  const label = () =>
    figures()
      .map(([, name, , units]) => `${name} ${formats().rounded(units)}`)
      .join(", ");
  return (
    <section>
      <h2>{words().title(live().token?.symbol)}</h2>
      <p class="one">
        <Show when={live().overview}>{(overview) => <Rounded units={overview().assets} parted unit />}</Show>
      </p>
      <p class="lead since">
        <Since buckets={props.buckets} />
      </p>
      <div class="of-assets">
        <PartsPicture parts={figures().map(([name, , , units]) => [name, units] as const)} title={label()} />
        <dl class="facts">
          {/* Four, always in this order. */}
          <Figure figure={figures()[0]} />
          <Figure figure={figures()[1]} />
          <Figure figure={figures()[2]} />
          <Figure figure={figures()[3]} />
        </dl>
      </div>
    </section>
  );
}

function Figure(props: { figure: readonly [kind: string, name: string, note: string, units: bigint] | undefined }) {
  return (
    <Show when={props.figure}>
      {(figure) => (
        <div>
          <dt>
            <span class={`swatch ${figure()[0]}`} aria-hidden="true" />
            {figure()[1]}
          </dt>
          <dd>
            <Rounded units={figure()[3]} />
          </dd>
          <dd class="note">{figure()[2]}</dd>
        </div>
      )}
    </Show>
  );
}

/** How the assets stand against where they began, and the highest and the lowest that they were. */
function Since(props: { buckets: readonly Bucket[] | undefined }) {
  const { t, live, history, formats } = usePage();
  const said = () => {
    // Money without a time may have come at any.
    if (history().undated.length > 0) return "";
    const [first, ...rest] = props.buckets ?? [];
    const { overview } = live();
    if (first === undefined || overview === undefined || first.assets === 0n) return "";
    const extreme = (isBetter: (a: bigint, b: bigint) => boolean) =>
      rest.reduce((best, bucket) => (isBetter(bucket.assets, best.assets) ? bucket : best), first);
    const [high, low] = [extreme((a, b) => a > b), extreme((a, b) => a < b)];
    const day = ({ start }: Bucket) => formats().day(start);
    return t().overview.assets.since(
      formats().change(overview.assets - first.assets, first.assets),
      day(first),
      formats().rounded(first.assets),
      [formats().rounded(high.assets), day(high)],
      [formats().rounded(low.assets), day(low)],
    );
  };
  return <>{said()}</>;
}
