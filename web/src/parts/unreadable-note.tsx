import { Show } from "solid-js";
import { useChecks } from "../checks.tsx";

/** What was read and cannot be used, in words, with what was given and expected. */
export function UnreadableNote(props: {
  title: string;
  said: string;
  got?: string | undefined;
  expected?: string | undefined;
  file?: string | undefined;
}) {
  const checks = useChecks();
  const said = () => checks().sdk.said(props.said);
  return (
    <div class="notice error" role="alert">
      <strong>{props.title}</strong>
      <p>{props.file === undefined ? capitalized(said()) : `${props.file}: ${said()}`}</p>
      <Show when={props.got}>
        {(got) => (
          <p>
            <bdi>{checks().share.got(shortText(got()))}</bdi>
          </p>
        )}
      </Show>
      <Show when={props.expected}>
        {(expected) => (
          <p>
            <bdi>{checks().share.expected(shortText(expected()))}</bdi>
          </p>
        )}
      </Show>
    </div>
  );
}

const capitalized = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const LONGEST = 200;
const shortText = (text: string) => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
