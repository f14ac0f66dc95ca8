import { createEffect, on } from "solid-js";
import { usePage } from "../page.tsx";
import { Notice } from "./notice.tsx";

/** A part of the page that could not be loaded: it is tried again when the visitor asks, and where they go elsewhere. */
export function FailedView(props: { again: () => void }) {
  const { t, route } = usePage();
  createEffect(on(route, () => props.again(), { defer: true }));
  const tryAgain = async () => {
    await loadStyles();
    props.again();
  };
  return (
    <Notice kind="error" live>
      <p>{t().common.failedToLoad}</p>
      <button type="button" onClick={tryAgain}>
        {t().common.tryAgain}
      </button>
    </Notice>
  );
}

/** Loads the styles anew that did not come: a view is loaded again by itself, and its style is not. */
async function loadStyles(): Promise<void> {
  const lost = [...document.querySelectorAll<HTMLLinkElement>("link[rel=stylesheet]")].filter(isLost);
  await Promise.all(
    lost.map((link) => {
      const anew = link.cloneNode() as HTMLLinkElement;
      const ended = new Promise((resolve) => {
        anew.onload = resolve;
        anew.onerror = resolve;
      });
      link.replaceWith(anew);
      return ended;
    }),
  );
}

/** What did not come has no rules; some browsers have it as a style sheet all the same, whose rules cannot be read. */
function isLost({ sheet }: HTMLLinkElement): boolean {
  try {
    return sheet === null || sheet.cssRules.length === 0;
  } catch {
    return true;
  }
}
