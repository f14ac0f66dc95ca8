import { type Accessor, createEffect, createSignal, onCleanup } from "solid-js";

/** What was loaded last, and whether loading it anew failed. */
export interface Latest<T> {
  readonly value?: T;
  readonly error?: unknown;
}

/**
 * Loads something whenever its source changes, and keeps the last that came until the next is there: what is on the screen
 * never gives way to a spinner.
 *
 * @param source undefined while there is nothing to load from
 */
export function createLatest<S, T>(
  source: Accessor<S | undefined>,
  load: (source: S) => Promise<T>,
): Accessor<Latest<T>> {
  const [latest, setLatest] = createSignal<Latest<T>>({});
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
