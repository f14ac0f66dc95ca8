import { ChainError } from "../../errors.ts";
import { chainErrorOf } from "../failures.ts";
import { now, sleep } from "./options.ts";

// Longer than a node behind a balancer is late, and than a block takes to get around.
const PATIENCE = 30_000;
const FIRST_PAUSE = 100;
const LONGEST_PAUSE = 2_000;

/**
 * Asks again while nodes do not answer: of what was just mined, a node that is behind knows nothing yet.
 *
 * @throws what the last try threw
 */
export async function patiently<T>(ask: () => Promise<T>): Promise<T> {
  const deadline = now() + PATIENCE;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      return await ask();
    } catch (error) {
      const known = chainErrorOf(error);
      if (!(known instanceof ChainError) || known.kind !== "node" || now() >= deadline) throw known;
    }
    await sleep(pause);
  }
}
