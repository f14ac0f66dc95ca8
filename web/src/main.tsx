import { render } from "solid-js/web";
import { App } from "./app.tsx";
import { createPage, firstLanguage } from "./create-page.ts";
import { PageProvider } from "./page.tsx";
import { type Settings, settingsFrom } from "./settings.ts";
import { loadText } from "./text/index.ts";
import "./styles/index.css";

/** What whoever hosts the page set, in a file beside it; nothing if there is none. */
async function hostSettings(): Promise<Partial<Settings>> {
  try {
    const response = await fetch(new URL("config.json", document.baseURI), { cache: "no-cache" });
    return response.ok ? settingsFrom(await response.json()) : {};
  } catch {
    return {};
  }
}

const language = firstLanguage();
const [host, text] = await Promise.all([hostSettings(), loadText(language)]);
const root = document.getElementById("page");
if (root !== null) {
  const before = [...root.childNodes];
  root.replaceChildren();
  try {
    render(() => {
      const page = createPage({ host, language, text });
      return (
        <PageProvider page={page}>
          <App />
        </PageProvider>
      );
    }, root);
  } catch (error) {
    // A browser that cannot draw the page keeps the sentences that say so.
    root.replaceChildren(...before);
    throw error;
  }
}
