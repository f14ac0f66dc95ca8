import { Show } from "solid-js";

/** How far something is, from 0 to 1; undefined while that is not known. */
export function Progress(props: { label: string; part: number | undefined }) {
  return (
    <label class="progress">
      <span>{props.label}</span>
      <Show when={props.part !== undefined} fallback={<progress />}>
        <progress max={1} value={props.part ?? 0} />
      </Show>
    </label>
  );
}
