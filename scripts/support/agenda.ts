// What is to happen on a chain, in the order of its time.

/** What happens at a time; it may put more on the agenda, at its own time or later. */
type Happening = (time: number) => Promise<void>;

/** A list of what is still to happen. */
export interface Agenda {
  /** Notes what is to happen at a time, in seconds; of two at the same time, the one noted first comes first. */
  at(time: number, happening: Happening): void;
  /** Lets all happen up to and at a time; the rest never does. */
  runUntil(end: number): Promise<void>;
}

/** Makes an empty agenda. */
export function createAgenda(): Agenda {
  const waiting: { readonly time: number; readonly happening: Happening }[] = [];
  let now = Number.NEGATIVE_INFINITY;
  return {
    at(time, happening) {
      if (time < now) throw new Error(`nothing can be put into the past: ${time} is before ${now}`);
      // Behind all that happens no later: a binary search for the first that does.
      let [low, high] = [0, waiting.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if ((waiting[middle]?.time ?? 0) <= time) low = middle + 1;
        else high = middle;
      }
      waiting.splice(low, 0, { time, happening });
    },
    async runUntil(end) {
      for (let next = waiting.shift(); next !== undefined && next.time <= end; next = waiting.shift()) {
        now = next.time;
        await next.happening(now);
      }
    },
  };
}
