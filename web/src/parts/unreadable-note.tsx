import { Show } from "solid-js";
import { say } from "zke-insurance-fund";
import { useChecks } from "../loaded-words.tsx";
import type { UnreadableFile } from "../verify/recompute.ts";

/** What was read and cannot be used, in words, with what was given and expected. */
export function UnreadableNote(props: { title: string; problem: UnreadableFile }) {
  const checks = useChecks();
  const said = () => say(checks().problems, props.problem);
  const reason = () => {
    const { file, line, row, column } = props.problem.details;
    if (file === undefined) return capitalized(said().reason);
    const place = line === undefined ? file : checks().share.place(file, String(line));
    const cell = column === undefined ? "" : `${checks().share.cell(row?.toString(), column)}: `;
    return `${place}: ${cell}${said().reason}`;
  };
  return (
    <div class="notice error" role="alert">
      <strong>{props.title}</strong>
      <p>{reason()}</p>
      <Show when={said().got ?? props.problem.details.got}>
        {(got) => (
          <p>
            <bdi>{checks().share.got(shortText(got()))}</bdi>
          </p>
        )}
      </Show>
      <Show when={said().expected ?? props.problem.details.expected}>
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
