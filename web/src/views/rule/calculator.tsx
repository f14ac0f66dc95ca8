import { createMemo, createSignal, For, Index, Show } from "solid-js";
import { type Basis, DEFAULT_RULE } from "zke-insurance-fund";
import { useRuleWords } from "../../loaded-words.tsx";
import { usePage } from "../../page.tsx";
import { type Calculation, calculate, type FieldError } from "../../rule/calculator.ts";
import { EXAMPLES, type ExampleName } from "../../rule/examples.ts";
import { CalculatorResult } from "./calculator-result.tsx";
import { ErrorSummary, Field, fieldId } from "./field.tsx";

const NAMES = Object.keys(EXAMPLES) as ExampleName[];
const BASES: readonly Basis[] = ["head", "all"];
const MOST_ROWS = 30;

/** The rule on figures of the visitor's own, with the SDK's functions. */
export function Calculator() {
  const { live } = usePage();
  const rules = useRuleWords();
  const words = () => rules().calculator;
  const [loss, setLoss] = createSignal<string>(EXAMPLES.usual.loss);
  const [available, setAvailable] = createSignal<string>(EXAMPLES.usual.available);
  const [profits, setProfits] = createSignal<readonly string[]>(EXAMPLES.usual.profits);
  const [chosen, setChosen] = createSignal<Basis>();
  const policy = () => live().overview?.policy ?? DEFAULT_RULE;
  const rule = () => {
    const { coverBps, headBps, basis } = policy();
    return { coverBps, headBps, basis: chosen() ?? basis };
  };
  const result = createMemo(() =>
    calculate({ loss: loss(), available: available(), profits: profits(), rule: rule() }, live().token?.decimals),
  );
  // What was last right stays while something is being typed.
  const shown = createMemo<Calculation | undefined>((before) => result().calculation ?? before);
  const errors = () => result().errors ?? [];
  const problem = (field: FieldError["field"]) => errors().find((error) => error.field === field)?.problem;
  const take = (name: ExampleName) => {
    const example = EXAMPLES[name];
    setLoss(example.loss);
    setAvailable(example.available);
    setProfits(example.profits);
  };
  const setProfit = (row: number, text: string) => setProfits(profits().map((old, at) => (at === row ? text : old)));
  const add = () => {
    setProfits([...profits(), ""]);
    document.getElementById(fieldId(profits().length - 1))?.focus();
  };
  const remove = (row: number) => {
    setProfits(profits().filter((_, at) => at !== row));
    document.getElementById(fieldId(Math.min(row, profits().length - 1)))?.focus();
  };
  return (
    <section>
      <h2>{words().title}</h2>
      <p>{words().intro}</p>
      <fieldset class="examples">
        <legend class="unseen">{words().examples}</legend>
        <For each={NAMES}>
          {(name) => (
            <button type="button" onClick={() => take(name)}>
              {words().example[name]}
            </button>
          )}
        </For>
      </fieldset>
      <div class="calculator">
        <form onSubmit={(event) => event.preventDefault()} novalidate>
          <Field field="loss" name={words().loss} value={loss()} problem={problem("loss")} onInput={setLoss} />
          <Field
            field="available"
            name={words().available}
            value={available()}
            problem={problem("available")}
            onInput={setAvailable}
          />
          <fieldset class="basis">
            <legend>{words().basis}</legend>
            <For each={BASES}>
              {(basis) => (
                <label>
                  <input type="radio" name="basis" checked={rule().basis === basis} onChange={() => setChosen(basis)} />
                  {basis === "head" ? words().basisHead : words().basisAll}
                </label>
              )}
            </For>
          </fieldset>
          <fieldset class="profits">
            <legend>{words().profits}</legend>
            <Index each={profits()}>
              {(profit, row) => (
                <Field
                  field={row}
                  name={words().profit(String(row + 1))}
                  isRow
                  value={profit()}
                  problem={problem(row)}
                  onInput={(text) => setProfit(row, text)}
                  remove={profits().length > 1 ? () => remove(row) : undefined}
                />
              )}
            </Index>
            <Show when={profits().length < MOST_ROWS}>
              <button type="button" onClick={add}>
                {words().add}
              </button>
            </Show>
          </fieldset>
          <ErrorSummary errors={errors()} />
        </form>
        <Show when={shown()}>
          {(calculation) => <CalculatorResult calculation={calculation()} isStale={errors().length > 0} />}
        </Show>
      </div>
    </section>
  );
}
