import { For, Show } from "solid-js";
import { type ProblemData, say } from "zke-insurance-fund";
import { useRuleWords } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import type { FieldError } from "../../rule/calculator.ts";

/** The id of a field's input, for what points at it. */
export const fieldId = (field: FieldError["field"]) => `calculator-${field}`;

/** An amount to type, and what is wrong with it. */
export function Field(props: {
  field: FieldError["field"];
  name: string;
  /** Whether the name is for the ears alone, and the row can be removed. */
  isRow?: boolean;
  value: string;
  problem: ProblemData | undefined;
  onInput: (text: string) => void;
  remove?: (() => void) | undefined;
}) {
  const { t, live } = usePage();
  const rule = useRuleWords();
  const id = () => fieldId(props.field);
  return (
    <div class="field" classList={{ row: props.isRow === true }}>
      <label for={id()} classList={{ unseen: props.isRow === true }}>
        {props.name}
        <Show when={live().token?.symbol}>{(symbol) => <span class="unit">{` (${symbol()})`}</span>}</Show>
      </label>
      <input
        id={id()}
        type="text"
        inputmode="decimal"
        autocomplete="off"
        spellcheck={false}
        value={props.value}
        aria-invalid={props.problem !== undefined}
        aria-describedby={props.problem === undefined ? undefined : `${id()}-wrong`}
        onInput={({ currentTarget }) => props.onInput(currentTarget.value)}
      />
      <Show when={props.remove}>
        {(remove) => (
          <button
            type="button"
            class="remove"
            aria-label={rule().calculator.remove(String(Number(props.field) + 1))}
            onClick={() => remove()()}
          >
            ×
          </button>
        )}
      </Show>
      <Show when={props.problem}>
        {(problem) => (
          <span class="wrong" id={`${id()}-wrong`}>
            {say(t().amounts, problem()).reason}
          </span>
        )}
      </Show>
    </div>
  );
}

/** All fields that are wrong, each with a way to it; read out as they change. */
export function ErrorSummary(props: { errors: readonly FieldError[] }) {
  const { t } = usePage();
  const rule = useRuleWords();
  const words = () => rule().calculator;
  const nameOf = (field: FieldError["field"]) =>
    typeof field === "number" ? words().profit(String(field + 1)) : words()[field];
  const go = (field: FieldError["field"]) => document.getElementById(fieldId(field))?.focus();
  return (
    <div aria-live="polite">
      <Show when={props.errors.length > 0}>
        <div class="notice error">
          <strong>{words().wrongTitle}</strong>
          <ul>
            <For each={props.errors}>
              {({ field, problem }) => (
                <li>
                  <button type="button" class="plain" onClick={() => go(field)}>
                    {nameOf(field)}
                  </button>
                  {`: ${say(t().amounts, problem).reason}`}
                </li>
              )}
            </For>
          </ul>
        </div>
      </Show>
    </div>
  );
}
