import { onCleanup } from "solid-js";
import { parsedJson } from "./storage.ts";

const NAME = "insurance-fund.places";
// A view that is loaded first needs some frames until it is as high as it was.
const PATIENCE = 3_000;

/**
 * Keeps how far a visitor has scrolled in each place of the browser's history, for Back, Forward and a reload. The browser's own memory
 * of it is of no use here: it scrolls before the view is there.
 */
export function keepPlaces() {
  const tops = new Map<string, number>(Object.entries(numbersIn(parsedJson(stored()))));
  let current = nameOfEntry();
  let goal: number | undefined;
  history.scrollRestoration = "manual";

  const onScroll = () => {
    // While the view is still growing, a scroll is the browser's doing.
    if (goal === undefined) tops.set(current, scrollY);
  };
  const store = () => {
    try {
      sessionStorage.setItem(NAME, JSON.stringify(Object.fromEntries(tops)));
    } catch {
      // A browser that keeps nothing begins at the top.
    }
  };
  const giveUp = () => {
    goal = undefined;
  };
  const toGoal = (until: number) => {
    if (goal === undefined) return;
    scrollTo({ top: goal });
    if (Math.abs(scrollY - goal) < 1 || performance.now() > until) {
      goal = undefined;
      tops.set(current, scrollY);
    } else requestAnimationFrame(() => toGoal(until));
  };
  const arrive = () => {
    current = nameOfEntry();
    goal = tops.get(current) ?? 0;
    toGoal(performance.now() + PATIENCE);
  };
  const byHand = ["wheel", "touchmove", "keydown", "pointerdown"];
  addEventListener("scroll", onScroll, { passive: true });
  for (const name of byHand) addEventListener(name, giveUp, { passive: true });
  addEventListener("pagehide", store);
  onCleanup(() => {
    removeEventListener("scroll", onScroll);
    for (const name of byHand) removeEventListener(name, giveUp);
    removeEventListener("pagehide", store);
  });
  // An address that was replaced is the same place.
  const name = () => void (nameIn(history.state) ?? history.replaceState({ place: current }, ""));
  addEventListener("hashchange", name);
  onCleanup(() => removeEventListener("hashchange", name));
  if (tops.has(current)) arrive();
  return {
    /** Scrolls to where the visitor was in this place; to the top of a new one. */
    arrive,
  };
}

/** The name of the browser's place in its history; a new place gets a new one. */
function nameOfEntry(): string {
  const known = nameIn(history.state);
  if (known !== undefined) return known;
  const place = `${Date.now()}-${Math.random().toString(36).slice(2)}`;
  history.replaceState({ place }, "");
  return place;
}

function nameIn(state: unknown): string | undefined {
  const { place } = (state ?? {}) as { place?: unknown };
  return typeof place === "string" ? place : undefined;
}

function stored(): string | null {
  try {
    return sessionStorage.getItem(NAME);
  } catch {
    return null;
  }
}

function numbersIn(source: unknown): Record<string, number> {
  if (typeof source !== "object" || source === null) return {};
  return Object.fromEntries(Object.entries(source).filter(([, value]) => typeof value === "number"));
}
