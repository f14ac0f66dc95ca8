import { render } from "solid-js/web";
import { App } from "./app.tsx";
import { createPage } from "./create-page.ts";
import { PageProvider } from "./page.tsx";
import { type Settings, settingsFrom } from "./settings.ts";
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

const host = await hostSettings();
const root = document.getElementById("page");
if (root !== null) {
  render(() => {
    const page = createPage(host);
    return (
      <PageProvider page={page}>
        <App />
      </PageProvider>
    );
  }, root);
}
