import { BIGINT, countFrom, partsOf, requireGiven } from "../../columns/given.ts";
import type { Balances } from "./books.ts";

/** What lay in the vault at the end of a span of time. */
export interface TimelinePoint extends Balances {
  /** When it last changed in that span, in seconds. */
  readonly time: bigint;
}

/** How the vault's contents went, in a bounded number of points. */
export interface Timeline {
  /** Notes what lies in the vault at a time; times never fall. */
  add(time: bigint, balances: Balances): void;
  readonly points: readonly TimelinePoint[];
}

const BALANCES = partsOf({ assets: BIGINT, reserved: BIGINT, bonds: BIGINT, claims: BIGINT });
const MOST_POINTS = 1_024;

/**
 * Begins a timeline. However much happens, it keeps at most `most` points, the last of every span of time: spans are a second at
 * first, and twice as long whenever there are too many. The points depend only on what was added.
 *
 * @example
 * const timeline = createTimeline();
 * timeline.add(1_760_000_000n, { assets: 100n, reserved: 0n, bonds: 0n, claims: 0n });
 * timeline.points.length // 1
 */
export function createTimeline(most = MOST_POINTS): Timeline {
  requireGiven({ most }, { most: countFrom(1) });
  let span = 1n;
  let points: TimelinePoint[] = [];
  const spanOf = ({ time }: TimelinePoint) => time / span;
  return {
    get points() {
      return points;
    },
    add(time, balances) {
      requireGiven({ time, balances }, { time: BIGINT, balances: BALANCES });
      const point = { time, ...balances };
      const before = points.at(-1);
      if (before !== undefined && spanOf(before) === spanOf(point)) points[points.length - 1] = point;
      else points.push(point);
      while (points.length > most) {
        span *= 2n;
        points = points.filter((kept, at) => {
          const next = points[at + 1];
          return next === undefined || spanOf(next) !== spanOf(kept);
        });
      }
    },
  };
}
