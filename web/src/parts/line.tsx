import type { JSX } from "solid-js";

/** One fact of a list of facts. */
export function Line(props: { name: string; children: JSX.Element }) {
  return (
    <div>
      <dt>{props.name}</dt>
      <dd>{props.children}</dd>
    </div>
  );
}

/** Someone else's text: names from a file, as they stand there. */
export function Foreign(props: { text: string }) {
  return <bdi class="foreign">{props.text}</bdi>;
}
