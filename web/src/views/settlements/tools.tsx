import { For, Show } from "solid-js";
import type { Submission } from "../../chain/submissions.ts";
import { usePage } from "../../page.tsx";
import { groupOf, LARGE_LOSS, type ListChoice, LOSSES, ORDERS, STATES } from "../../settlements-list.ts";

/** What the visitor chooses of the list. */
export function ListTools(props: {
  all: readonly Submission[];
  choice: ListChoice;
  choose: (change: Partial<ListChoice>) => void;
}) {
  const { t, history, formats } = usePage();
  const words = () => t().settlements.tools;
  const countOf = (state: ListChoice["state"]) =>
    props.all.filter((submission) => state === "all" || groupOf(submission) === state).length;
  return (
    <div class="tools">
      {/* biome-ignore lint/a11y/useSemanticElements: a fieldset's legend would stand above the buttons */}
      <div class="segments" role="group" aria-label={words().state}>
        <For each={STATES}>
          {(state) => (
            <button type="button" aria-pressed={props.choice.state === state} onClick={() => props.choose({ state })}>
              {words().states[state]}
              <Show when={history().isComplete}> {formats().count(countOf(state))}</Show>
            </button>
          )}
        </For>
      </div>
      <label>
        <span>{words().loss}</span>
        <select onChange={({ currentTarget }) => props.choose({ loss: currentTarget.value as ListChoice["loss"] })}>
          <For each={LOSSES}>
            {(loss) => (
              <option value={loss} selected={props.choice.loss === loss}>
                {loss === "large" ? words().large(formats().count(LARGE_LOSS)) : words().losses[loss]}
              </option>
            )}
          </For>
        </select>
      </label>
      <label>
        <span>{words().order}</span>
        <select onChange={({ currentTarget }) => props.choose({ order: currentTarget.value as ListChoice["order"] })}>
          <For each={ORDERS}>
            {(order) => (
              <option value={order} selected={props.choice.order === order}>
                {words().orders[order]}
              </option>
            )}
          </For>
        </select>
      </label>
      <label class="wide">
        <span>{words().find}</span>
        <input
          type="search"
          autocomplete="off"
          spellcheck={false}
          placeholder={words().example}
          value={props.choice.find}
          onChange={({ currentTarget }) => props.choose({ find: currentTarget.value.trim() })}
        />
      </label>
    </div>
  );
}
