import { render } from "solid-js/web";
import { App } from "./app.tsx";
import { loadConfig } from "./config.ts";
import { createPage, firstLanguage } from "./create-page.ts";
import { PageProvider } from "./page.tsx";
import { parseRoute } from "./router.ts";
import { loadText } from "./text/index.ts";
import "./styles/index.css";

// Asked for at once, not after the words; if it does not come, the view says so.
if (parseRoute(location.hash).view === "overview") import("./views/overview.tsx").catch(() => undefined);
const language = firstLanguage();
const [host, text] = await Promise.all([loadConfig(new URL("config.json", document.baseURI)), loadText(language)]);
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
