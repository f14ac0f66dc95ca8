// Draws that are the same for the same seed everywhere.

/** Draws a number from 0 to below 1. */
export type Random = () => number;

/** The least and the greatest that may be drawn. */
export type Range = readonly [least: number, most: number];

/** The sequence of a seed (mulberry32). */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of some choices, each as likely. */
export function pick<T>(choices: readonly T[], random: Random): T {
  return choices[Math.floor(random() * choices.length)] as T;
}

/** A whole number of a range, both ends included. */
export function integerIn([least, most]: Range, random: Random): number {
  return least + Math.floor(random() * (most - least + 1));
}

/** A number of the normal distribution with mean 0 and deviation 1. */
export function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
