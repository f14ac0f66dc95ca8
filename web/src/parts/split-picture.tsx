import { For } from "solid-js";
import { widthsOf } from "../chain/parts-of-loss.ts";

const LENGTH = 1_000;
const LEAST = 4;

/** A loss as a bar of three: what the fund pays, what the winners pay, and what is left open, in base units. */
export function SplitPicture(props: {
  coverage: bigint;
  shared: bigint;
  deficit: bigint;
  title: string;
  /** The whole that a full line stands for; the loss itself unless given. */
  scale?: bigint;
}) {
  return (
    <PartsPicture
      parts={[
        ["fund", props.coverage],
        ["winners", props.shared],
        ["deficit", props.deficit],
      ]}
      title={props.title}
      {...(props.scale !== undefined && { scale: props.scale })}
    />
  );
}

/** Amounts beside each other, as parts of one bar; a thin one where it is one of many on one scale. */
export function PartsPicture(props: {
  parts: readonly (readonly [kind: string, units: bigint])[];
  title: string;
  scale?: bigint;
}) {
  const bars = () => {
    const whole = props.parts.reduce((sum, [, units]) => sum + units, 0n);
    const length =
      props.scale === undefined || props.scale === 0n
        ? LENGTH
        : Math.max(3 * LEAST, (LENGTH * Number((whole * 1_000_000n) / props.scale)) / 1_000_000);
    const widths = widthsOf(
      props.parts.map(([, units]) => units),
      length,
      LEAST,
    );
    let x = 0;
    return props.parts.map(([kind], at) => {
      const width = widths[at] ?? 0;
      const bar = { kind, x, width };
      x += width;
      return bar;
    });
  };
  return (
    <svg
      class={props.scale === undefined ? "split" : "split thin"}
      viewBox={`0 0 ${LENGTH} 40`}
      preserveAspectRatio="none"
      role="img"
      aria-label={props.title}
    >
      <For each={bars()}>{({ kind, x, width }) => <rect class={kind} x={x} y="0" width={width} height="40" />}</For>
    </svg>
  );
}
