import { createResource, onMount, Show } from "solid-js";
import { HISTORIES, type ProblemData, say } from "zke-insurance-fund";
import { usePage } from "../page.tsx";
import { loadChecks, loadConnection } from "../text/index.ts";

/** Why the past that the page's host ships is not used: for the host, who also finds it in the console. No word about the fund. */
export function ShippedNote(props: { problem: ProblemData }) {
  const { language } = usePage();
  const [words] = createResource(language, async (now) => {
    const [{ shipped }, { problems }] = await Promise.all([loadConnection(now), loadChecks(now)]);
    return (problem: ProblemData) => shipped.notUsed(saidOf({ ...problems, ...shipped.problems }, problem));
  });
  onMount(() => console.warn(`history: ${props.problem.code}: ${saidOf(HISTORIES, props.problem)}`));
  return <Show when={words.latest}>{(sentence) => <p class="quiet">{sentence()(props.problem)}</p>}</Show>;
}

function saidOf(words: Parameters<typeof say>[0], problem: ProblemData): string {
  const { reason, got, expected } = say(words, problem);
  return [reason, got, expected].filter((part) => part !== undefined).join(" / ");
}
