// A node that stands between a reader and a chain, passes all on, and changes answers where it is told to.
import { type Question, startFaultyNode } from "../support/faulty-node.ts";

/** Changes a true answer; what it returns is answered. A promise that never ends leaves the question open. */
export type Tamper = (question: Question, truth: unknown) => unknown;

export interface TamperingNode {
  readonly rpc: string;
  /** All questions since it was last told. */
  readonly asked: readonly Question[];
  /** Sets what it changes from now on. */
  tell(tamper: Tamper): void;
  close(): Promise<void>;
}

/** Starts a node in front of another one. */
export async function startTamperingNode(truthful: string): Promise<TamperingNode> {
  const node = await startFaultyNode(truthful);
  return {
    rpc: node.rpc,
    get asked() {
      return node.asked;
    },
    tell(tamper) {
      node.fail(async (question, truth) => {
        const answer = await truth();
        return answer.result === undefined ? answer : { result: await tamper(question, answer.result) };
      });
    },
    close: () => node.close(),
  };
}
