import { For, Show } from "solid-js";
import { usePage } from "../page.tsx";
import { hrefTo, VIEWS } from "../router.ts";
import { Controls } from "./controls.tsx";
import { StatusLine } from "./status-line.tsx";

/** The page's name, its views, whether its figures are live, and what a visitor can set. */
export function Header() {
  const { t, host, route } = usePage();
  return (
    <header class="top">
      <div class="wrap">
        <a class="name" href={hrefTo("overview")}>
          <Mark />
          <span>
            {t().common.brand}
            <Show when={host.exchange}>{(name) => <bdi class="of"> {t().common.of(name())}</bdi>}</Show>
          </span>
        </a>
        <nav aria-label={t().common.navigation}>
          <ul>
            <For each={VIEWS}>
              {(view) => (
                <li>
                  <a href={hrefTo(view)} aria-current={route().view === view ? "page" : undefined}>
                    {t().common.views[view]}
                  </a>
                </li>
              )}
            </For>
          </ul>
        </nav>
        <StatusLine />
        <Controls />
      </div>
    </header>
  );
}

/** Who bears a loss: the fund's part, and the winners'. */
function Mark() {
  return (
    <svg class="mark" viewBox="0 0 22 22" aria-hidden="true">
      <path class="second" d="M8 3h13v16H8z" />
      <path class="first" d="M1 3h6v16H1z" />
    </svg>
  );
}
