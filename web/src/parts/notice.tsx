import { type JSX, Show } from "solid-js";

/** What a visitor must not overlook. */
export function Notice(props: {
  kind: "info" | "warning" | "error" | "good";
  title?: string | undefined;
  children: JSX.Element;
  /** Whether it is read out when it appears. */
  live?: boolean;
}) {
  return (
    <div class={`notice ${props.kind}`} role={props.live ? "status" : undefined}>
      <Show when={props.title}>
        <strong>{props.title}</strong>
      </Show>
      {props.children}
    </div>
  );
}
