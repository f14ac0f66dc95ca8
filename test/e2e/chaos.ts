import type { DaemonProcess } from "./daemons.ts";

/** Kills daemons at random moments, and starts them again at once or a little later. */
export interface Chaos {
  /** Ends it; every daemon runs then. */
  end(): Promise<void>;
  /** How often something was killed. */
  kills(): number;
}

/** Random numbers from 0 to 1 that are the same in every run (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * Begins to kill: now and then while a daemon starts, else some time after it did, so that there is progress on any machine.
 *
 * @param longestLife milliseconds that a daemon works at most before the next kill
 */
export function beginChaos(daemons: readonly DaemonProcess[], seed: number, longestLife: number): Chaos {
  const random = seeded(seed);
  let kills = 0;
  let over = false;
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const loops = daemons.map(async (daemon) => {
    while (!over) {
      if (random() < 0.75) await daemon.started();
      await pause(longestLife * random());
      if (over) return;
      await daemon.kill();
      kills++;
      await pause(100 * random());
      daemon.start();
    }
  });
  return {
    async end() {
      over = true;
      await Promise.all(loops);
    },
    kills: () => kills,
  };
}
