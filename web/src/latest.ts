import { type Accessor, createEffect, createMemo, createSignal, on, onCleanup } from "solid-js";
import { usePage } from "./page.tsx";

/** What was loaded last, and whether loading it anew failed. */
export interface Latest<T> {
  readonly value?: T;
  readonly error?: unknown;
}

/**
 * Loads something whenever its source changes, and keeps the last that came until the next is there: what is on the screen
 * never gives way to a spinner. What was loaded of one fund is gone with it: it is nothing of another's.
 *
 * @param source undefined while there is nothing to load from
 */
export function createLatest<S, T>(
  source: Accessor<S | undefined>,
  load: (source: S) => Promise<T>,
): Accessor<Latest<T>> {
  const { live } = usePage();
  const [latest, setLatest] = createSignal<Latest<T>>({});
  const fund = createMemo(() => live().fund);
  createEffect(on(fund, () => setLatest({}), { defer: true }));
  createEffect(() => {
    const from = source();
    if (from === undefined) return;
    let isCurrent = true;
    onCleanup(() => {
      isCurrent = false;
    });
    load(from).then(
      (value) => isCurrent && setLatest({ value }),
      (error: unknown) => isCurrent && setLatest((before) => ({ ...before, error })),
    );
  });
  return latest;
}
