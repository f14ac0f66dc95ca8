import { randomOf } from "../../scripts/support/random.ts";
import type { DaemonProcess } from "./daemons.ts";

/** Kills daemons at random moments, and starts them again at once or a little later. */
export interface Chaos {
  /** Ends it; every daemon runs then. */
  end(): Promise<void>;
  /** How often something was killed. */
  kills(): number;
}

const USUAL_START = 1_000;

/**
 * Begins to kill: now and then while a daemon starts, else some time after it did, so that there is progress on any machine.
 *
 * @param longestLife milliseconds that a daemon works at most before the next kill, on a machine that starts it within a second;
 * on one that is slower, or has much else to do, as many times longer
 */
export function beginChaos(daemons: readonly DaemonProcess[], seed: number, longestLife: number): Chaos {
  const random = randomOf(seed);
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
