import { For, onMount } from "solid-js";
import type { ConfigProblem } from "../config.ts";
import { ConnectionWords } from "../connection-words.tsx";
import { usePage } from "../page.tsx";
import { firstOf } from "../settings.ts";
import { connection as english } from "../text/en/connection.ts";
import { Notice } from "./notice.tsx";
import "../styles/connection.css";

const placeOf = ({ place }: ConfigProblem) => (place === "" ? "config.json" : `config.json, ${place}`);

const LONGEST_SHOWN = 80;

function shown(value: unknown): string {
  const text = (typeof value === "string" ? value : (JSON.stringify(value) ?? "")).trim();
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN)}…`;
}

/** What is wrong with what the page's host set: a sentence for the visitor, and the place for the host, who also finds it in the console. */
export function ConfigNotice() {
  const { host } = usePage();
  const isBroken = () => {
    const { fund, rpc } = firstOf(host).settings;
    return fund === undefined || rpc === undefined;
  };
  onMount(() => {
    for (const problem of host.problems)
      console.warn(
        `${placeOf(problem)}: ${problem.code}: ${english.config.problems[problem.code](shown(problem.got))}`,
      );
  });
  return (
    <ConnectionWords>
      {(words) => (
        <Notice kind={isBroken() ? "error" : "warning"}>
          <p>{isBroken() ? words().config.broken : words().config.partly}</p>
          <details open={isBroken()}>
            <summary>{words().config.details}</summary>
            <ul class="quiet">
              <For each={host.problems}>
                {(problem) => (
                  <li>
                    <code class="whole">
                      {placeOf(problem)} ({problem.code})
                    </code>
                    : {words().config.problems[problem.code](shown(problem.got))}
                  </li>
                )}
              </For>
            </ul>
          </details>
        </Notice>
      )}
    </ConnectionWords>
  );
}
