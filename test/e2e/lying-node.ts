import { type Question, startFaultyNode } from "../support/faulty-node.ts";

/** What a node answers instead of the truth: a result, an error, or a page of HTTP; undefined for the truth. */
export type Lie = (question: Question) => { result?: unknown; error?: unknown; page?: [number, string] } | undefined;

/** A node that answers what another one does, unless it lies. */
export interface LyingNode {
  readonly rpc: string;
  /** How it lies from now on; not at all unless given. */
  lie(lie?: Lie): void;
  close(): void;
}

/** Starts a node between a client and the truth; it must be closed. */
export async function startLyingNode(truth: string): Promise<LyingNode> {
  const node = await startFaultyNode(truth);
  return {
    rpc: node.rpc,
    lie(lie = () => undefined) {
      node.fail((question) => {
        const { page, ...lied } = lie(question) ?? {};
        if (page !== undefined) return { status: page[0], body: page[1] };
        return Object.keys(lied).length > 0 ? lied : undefined;
      });
    },
    close: () => void node.close(),
  };
}
