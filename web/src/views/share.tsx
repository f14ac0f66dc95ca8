import { createSignal, Match, Switch } from "solid-js";
import { InputError } from "zke-insurance-fund";
import type { Statement } from "zke-insurance-fund/bundle";
import { useChecks } from "../checks.tsx";
import { DropZone } from "../parts/drop-zone.tsx";
import { InDecimals } from "../parts/in-decimals.tsx";
import { UnreadableNote } from "../parts/unreadable-note.tsx";
import { readStatementFile, readStatementText } from "../share/read.ts";
import type { GivenFile } from "../verify/files.ts";
import "../styles/settlements.css";
import "../styles/checks.css";
import { ShareResult } from "./share/result.tsx";

/** A trader's statement, recomputed here and compared with the chain. */
export function ShareView() {
  const checks = useChecks();
  const words = () => checks().share;
  const [statement, setStatement] = createSignal<Statement>();
  const [problem, setProblem] = createSignal<InputError>();
  let title: HTMLHeadingElement | undefined;

  async function take(read: () => Statement | Promise<Statement>): Promise<void> {
    try {
      const found = await read();
      setProblem(undefined);
      setStatement(found);
    } catch (error) {
      setProblem(error instanceof InputError ? error : new InputError(String(error)));
    }
  }
  const again = () => {
    setStatement(undefined);
    title?.focus();
  };
  const takeFiles = ([first]: readonly GivenFile[]) => first && take(() => readStatementFile(first.file));
  return (
    <>
      <h1 tabindex="-1" ref={title}>
        {words().title}
      </h1>
      <Switch>
        <Match when={statement()} keyed>
          {(found) => (
            <InDecimals decimals={found.decimals}>
              <ShareResult statement={found} again={again} />
            </InDecimals>
          )}
        </Match>
        <Match when={statement() === undefined}>
          <p>{words().intro}</p>
          <DropZone
            label={words().drop}
            choose={words().choose}
            accept=".json,application/json"
            onFiles={takeFiles}
            onUnreadable={() => setProblem(new InputError(checks().verify.picked.unreadable))}
          />
          <PasteForm take={(text) => take(() => readStatementText(text))} />
          <p class="quiet">{words().privacy}</p>
          <Problem problem={problem()} />
        </Match>
      </Switch>
    </>
  );
}

function PasteForm(props: { take: (text: string) => void }) {
  const checks = useChecks();
  const words = () => checks().share;
  const [text, setText] = createSignal("");
  const submit = (event: Event) => {
    event.preventDefault();
    props.take(text());
  };
  return (
    <details>
      <summary>{words().paste}</summary>
      <form onSubmit={submit} novalidate>
        <label class="field">
          <span>{words().pasteLabel}</span>
          <textarea
            class="pasted"
            rows="8"
            spellcheck={false}
            autocomplete="off"
            value={text()}
            onInput={({ currentTarget }) => setText(currentTarget.value)}
          />
        </label>
        <button type="submit" class="primary">
          {words().check}
        </button>
      </form>
    </details>
  );
}

function Problem(props: { problem: InputError | undefined }) {
  const checks = useChecks();
  return (
    <Switch>
      <Match when={props.problem} keyed>
        {(problem) => <UnreadableNote title={checks().share.unreadable} problem={problem} />}
      </Match>
    </Switch>
  );
}
