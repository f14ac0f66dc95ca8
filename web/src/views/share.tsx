import { createMemo, createSignal, For, Show } from "solid-js";
import { FILES, InputError, refused } from "zke-insurance-fund";
import { useChecks } from "../loaded-words.tsx";
import { usePage } from "../page.tsx";
import { DropZone } from "../parts/drop-zone.tsx";
import { addGiven, choose, chosen, forgetGiven, given } from "../share/given.ts";
import type { ReadStatement } from "../share/read.ts";
import type { GivenFile } from "../verify/files.ts";
import "../styles/settlements.css";
import "../styles/checks.css";
import "../styles/share.css";
import { createChecked } from "./share/checked.ts";
import { ShareDetail } from "./share/detail.tsx";
import { StatementList, Sums } from "./share/list.tsx";

const reader = () => import("../share/read.ts");

/** A trader's statements, each recomputed here and compared with the chain. */
export function ShareView() {
  const checks = useChecks();
  const { formats } = usePage();
  const words = () => checks().share;
  const checked = createChecked();
  const [isPrintingAll, setPrintingAll] = createSignal(false);
  const shown = createMemo(() => checked.all().find(({ given: { id } }) => id === chosen()) ?? checked.all()[0]);
  let title: HTMLHeadingElement | undefined;

  const again = () => {
    forgetGiven();
    title?.focus();
  };
  const printAll = () => {
    setPrintingAll(true);
    // What is to be printed is drawn before.
    setTimeout(() => {
      print();
      setPrintingAll(false);
    });
  };
  return (
    <>
      <div class="title">
        <h1 tabindex="-1" ref={title}>
          {words().title}
        </h1>
        <p class="quiet no-print">{words().lead}</p>
      </div>
      <Show when={given().length > 0} fallback={<Giving />}>
        <div class="row share">
          <section class="given no-print" aria-labelledby="share-list">
            <h2 id="share-list">{words().count(formats().count(given().length))}</h2>
            <StatementList checked={checked.all()} chosen={shown()?.given.id} choose={choose} />
          </section>
          <div class="detail">
            <Show
              when={!isPrintingAll()}
              fallback={<For each={checked.all()}>{(one) => <ShareDetail checked={one} />}</For>}
            >
              <Show when={shown()} keyed>
                {(one) => (
                  <ShareDetail checked={one} all={given().length} printAll={printAll} askAgain={checked.askAgain} />
                )}
              </Show>
            </Show>
          </div>
          <section class="sums no-print" aria-labelledby="share-sums">
            <h2 id="share-sums">{words().sums.title}</h2>
            <Sums checked={checked.all()} />
            <h3>{words().add}</h3>
            <Giving isMore />
            <button type="button" onClick={again}>
              {words().again}
            </button>
          </section>
        </div>
      </Show>
    </>
  );
}

/** Where statements are dropped, chosen or pasted. */
function Giving(props: { isMore?: boolean }) {
  const checks = useChecks();
  const words = () => checks().share;
  const [isReading, setIsReading] = createSignal(false);
  async function take(read: () => readonly ReadStatement[] | Promise<readonly ReadStatement[]>): Promise<void> {
    setIsReading(true);
    try {
      addGiven(await read());
    } catch (error) {
      // A part of the page that does not load, since nothing that is read fails.
      addGiven([{ name: "", line: 1, problem: new InputError(String(error)) }]);
    } finally {
      setIsReading(false);
    }
  }
  const takeFiles = (files: readonly GivenFile[]) => void take(async () => (await reader()).readStatementFiles(files));
  const takeText = (text: string) => void take(async () => (await reader()).readStatementText(text, words().pasted));
  const unreadable = () => addGiven([{ name: "", line: 1, problem: refused(FILES, "notUtf8Text", {}) }]);
  return (
    <>
      <Show when={!props.isMore}>
        <p>{words().intro}</p>
      </Show>
      <DropZone label={words().drop} choose={words().choose} multiple onFiles={takeFiles} onUnreadable={unreadable} />
      <PasteForm take={takeText} />
      <p class="quiet" role="status">
        {isReading() ? words().reading : ""}
      </p>
      <Show when={!props.isMore}>
        <p class="quiet">{words().privacy}</p>
      </Show>
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
