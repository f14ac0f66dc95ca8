import { type JSX, Show } from "solid-js";

/** A section's heading, one level lower inside of another section. */
export function Heading(props: { nested?: boolean | undefined; children: JSX.Element }) {
  return (
    <Show when={props.nested} fallback={<h2>{props.children}</h2>}>
      <h3>{props.children}</h3>
    </Show>
  );
}
