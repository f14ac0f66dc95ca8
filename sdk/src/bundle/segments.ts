/** Keeps what was read last, and no more, however many lists it is of. */
export interface Segments {
  /** What was read by this name, or is read now; one at a time. */
  of<T>(name: string, read: () => Promise<T>): Promise<T>;
  /** Forgets what was read by this name. */
  drop(name: string): void;
}

// Some thousand rows each, with their hashes: a megabyte or two.
const MOST_KEPT = 16;

/**
 * Makes an empty store.
 *
 * @param most how much it keeps
 */
export function keepSegments(most = MOST_KEPT): Segments {
  const kept = new Map<string, unknown>();
  let last: Promise<unknown> = Promise.resolve();
  return {
    of<T>(name: string, read: () => Promise<T>): Promise<T> {
      const task = async () => {
        const found = kept.has(name) ? (kept.get(name) as T) : await read();
        // The one that was asked for last stays longest.
        kept.delete(name);
        kept.set(name, found);
        for (const oldest of kept.keys()) {
          if (kept.size <= most) break;
          kept.delete(oldest);
        }
        return found;
      };
      const done = last.then(task);
      last = done.catch(() => undefined);
      return done;
    },
    drop: (name) => void kept.delete(name),
  };
}
