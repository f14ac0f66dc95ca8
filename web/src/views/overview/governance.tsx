import { type Accessor, createMemo, lazy, Show, Suspense, untrack } from "solid-js";
import { failureOf } from "../../chain/failure.ts";
import type { Governance } from "../../chain/governance.ts";
import type { Formats } from "../../format.ts";
import { createLatest, type Latest } from "../../latest.ts";
import { WithRuleWords } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { FailureText } from "../../parts/connection-notices.tsx";
import { loadRule } from "../../text/index.ts";

const load = () => import("./who-can.tsx");
const WhoCan = lazy(() => load().then(({ WhoCan }) => ({ default: WhoCan })));
// What is announced can be done in days: so old it may be, in milliseconds.
const MOST_AGE = 600_000;

/** Something that was done to the fund, to be marked and told. */
export interface ChangeMark {
  readonly block: number;
  readonly time: bigint;
  readonly text: (formats: Formats) => string;
}

/** Who may do what, and what was done to the fund; what of it cannot be told is undefined. */
export interface GovernanceRead {
  readonly found: Governance | "narrow";
  readonly marks: readonly ChangeMark[] | undefined;
}

/** Reads it once it is looked at and all of the past is known: then the node's ways are known as well. Anew when something changed, and now and then. */
export function createGovernance(isSeen: Accessor<boolean>): Accessor<Latest<GovernanceRead>> {
  const { live, history, settings, language, now } = usePage();
  const fund = createMemo(() => live().fund);
  const state = createMemo(() => {
    const { overview } = live();
    if (overview === undefined) return undefined;
    const { paused, closed, clearing, authority, policy } = overview;
    return [paused, closed, clearing, authority, ...Object.values(policy)].join();
  });
  const turn = createMemo(() => Math.floor(now() / MOST_AGE));
  const isDue = createMemo(() => isSeen() && history().isComplete);
  const source = createMemo(() => {
    const opened = fund();
    turn();
    const overview = state() === undefined ? undefined : untrack(live).overview;
    const { startBlock } = settings();
    return isDue() && opened && overview ? { fund: opened, overview, startBlock, language: language() } : undefined;
  });
  return createLatest(source, async ({ fund, overview, startBlock, language }) => {
    const [{ readGovernance, changeText }, words] = await Promise.all([load(), loadRule(language)]);
    const found = await readGovernance(fund, overview, startBlock);
    const changes = found === "narrow" ? undefined : found.changes;
    const marks = changes?.map((change) => ({
      block: change.block,
      time: change.time,
      text: (formats: Formats) => changeText(change, words, formats),
    }));
    return { found, marks };
  });
}

/** Who can do what, how soon. */
export function WhoCanSection(props: { read: Latest<GovernanceRead>; ref: (element: Element) => void }) {
  const { t } = usePage();
  const words = () => t().overview.who;
  return (
    <section class="who-can" ref={(element) => props.ref(element)}>
      <h2>{words().title}</h2>
      <Show when={props.read.error}>
        {(error) => (
          <p class="lead" role="status">
            {words().failed} <FailureText failure={failureOf(error())} />
          </p>
        )}
      </Show>
      <Show
        when={props.read.value}
        fallback={
          <Show when={props.read.error === undefined}>
            <p class="lead">{words().notRead}</p>
          </Show>
        }
      >
        {(read) => (
          <Suspense fallback={<p class="lead">{words().notRead}</p>}>
            <WithRuleWords>
              <WhoCan governance={read().found} />
            </WithRuleWords>
          </Suspense>
        )}
      </Show>
    </section>
  );
}
