import type { DaemonProcess } from "./daemons.ts";

/** Kills daemons at random moments, and starts them again at once or a little later. */
export interface Chaos {
  /** Ends it; every daemon runs then. */
  end(): Promise<void>;
  /** How often something was killed. */
  kills(): number;
}

const USUAL_START = 1_000;

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
 * @param longestLife milliseconds that a daemon works at most before the next kill, on a machine that starts it within a second;
 * on one that is slower, or has much else to do, as many times longer
 */
export function beginChaos(daemons: readonly DaemonProcess[], seed: number, longestLife: number): Chaos {
  const random = seeded(seed);
  let kills = 0;
  let over = false;
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  const loops = daemons.map(async (daemon) => {
    let slowness = 1;
    while (!over) {
      const begun = performance.now();
      const mayWork = random() < 0.75;
      if (mayWork) await daemon.started();
      if (mayWork) slowness = Math.max(1, (performance.now() - begun) / USUAL_START);
      await pause(longestLife * slowness * random());
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
