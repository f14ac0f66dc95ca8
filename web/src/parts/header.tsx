import { For } from "solid-js";
import { usePage } from "../page.tsx";
import { hrefTo, VIEWS } from "../router.ts";
import { LANGUAGE_NAMES, LANGUAGE_TAGS, LANGUAGES } from "../text/index.ts";
import { THEMES, themeFrom } from "../theme.ts";
import { StatusLine } from "./status-line.tsx";

/** The page's name, its views, and how it speaks and looks. */
export function Header() {
  const { t, route } = usePage();
  return (
    <header class="top">
      <div class="bar">
        <a class="name" href={hrefTo("overview")}>
          <Mark />
          {t().common.name}
        </a>
        <div class="switches">
          <LanguageSwitch />
          <ThemeSwitch />
        </div>
      </div>
      <div class="bar">
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
      </div>
    </header>
  );
}

function Mark() {
  return (
    <svg class="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path
        d="M8 25V14.5M13.3 25V7M18.7 25v-8M24 25v-4"
        stroke="currentColor"
        stroke-width="3"
        stroke-linecap="round"
      />
    </svg>
  );
}

function LanguageSwitch() {
  const { t, language, setLanguage } = usePage();
  return (
    <fieldset class="switch">
      <legend class="unseen">{t().common.language}</legend>
      <For each={LANGUAGES}>
        {(choice) => (
          <button
            type="button"
            lang={LANGUAGE_TAGS[choice]}
            aria-pressed={language() === choice}
            onClick={() => setLanguage(choice).catch(() => undefined)}
          >
            {LANGUAGE_NAMES[choice]}
          </button>
        )}
      </For>
    </fieldset>
  );
}

function ThemeSwitch() {
  const { t, theme, setTheme } = usePage();
  return (
    <label class="choice">
      <span class="unseen">{t().common.theme}</span>
      <select onChange={({ currentTarget }) => setTheme(themeFrom(currentTarget.value))}>
        <For each={THEMES}>
          {(choice) => (
            <option value={choice} selected={theme() === choice}>
              {t().common.themes[choice]}
            </option>
          )}
        </For>
      </select>
    </label>
  );
}
