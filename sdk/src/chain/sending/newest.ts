import { SENDING } from "../../problems/english/sending.ts";
import { failed } from "../../problems/problem.ts";
import { messageOf } from "../failures.ts";
import { now, type Sending, sleep } from "./options.ts";
import { latestOf } from "./store.ts";

// Behind a balancer, one node of several is late by seconds, and the next question may go to another.
const PATIENCE = 30_000;
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 1_000;

/**
 * The newest block that has all that an account is known to have done: by what its store keeps, and by what any node has said of
 * its nonce meanwhile. Of a node that is behind, the next block is waited for.
 */
export async function newestBlock({ chain, address, store, options }: Sending, account: string): Promise<number> {
  const { provider, host } = chain;
  const last = await store.lastMined(account);
  const deadline = now() + Math.min(options.timeout, PATIENCE);
  let done = last === undefined ? 0 : last.nonce + 1;
  let newest = 0;
  let trouble: string | undefined;
  for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE)) {
    try {
      const [head, count] = await Promise.all([
        provider.getBlockNumber(),
        provider.getTransactionCount(address, "latest"),
      ]);
      newest = Math.max(newest, head);
      done = Math.max(done, count);
      if ((await provider.getTransactionCount(address, newest)) >= done) return newest;
      trouble = undefined;
    } catch (error) {
      trouble = messageOf(error);
    }
    if (now() >= deadline) break;
    await sleep(pause);
  }
  const known = { account: address, last: last && latestOf(last).hash };
  throw failed(SENDING, "accountBehind", { node: host, newest, ...known, said: trouble });
}
