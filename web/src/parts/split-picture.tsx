import { For } from "solid-js";
import { widthsOf } from "../chain/parts-of-loss.ts";

const LENGTH = 1_000;
const LEAST = 4;
const PARTS = ["fund", "winners", "deficit"];

/** A loss as a bar of three: what the fund pays, what the winners pay, and what is left open, in base units. */
export function SplitPicture(props: { coverage: bigint; shared: bigint; deficit: bigint; title: string }) {
  const bars = () => {
    const widths = widthsOf([props.coverage, props.shared, props.deficit], LENGTH, LEAST);
    let x = 0;
    return PARTS.map((name, at) => {
      const width = widths[at] ?? 0;
      const bar = { name, x, width };
      x += width;
      return bar;
    });
  };
  return (
    <svg class="split" viewBox={`0 0 ${LENGTH} 40`} preserveAspectRatio="none" role="img" aria-label={props.title}>
      <For each={bars()}>{({ name, x, width }) => <rect class={name} x={x} y="0" width={width} height="40" />}</For>
    </svg>
  );
}
