import { gate } from "./gate.ts";
import { isBusy, NodeFailure } from "./node-failure.ts";
import type { Sent } from "./request.ts";

/** Asks one question of JSON-RPC. @throws {NodeFailure} of what is returned: if no result comes */
export type Ask = (method: string, params: readonly unknown[]) => Promise<unknown>;

interface Question {
  readonly method: string;
  readonly params: readonly unknown[];
  resolve(result: unknown): void;
  reject(error: unknown): void;
}

interface Answer {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly code?: unknown; readonly message?: unknown; readonly data?: unknown } | null;
}

const MOST_IN_BATCH = 100;
// What one answer leads to is asked in one request, however many turns of promises lie between; more than any of ours has.
const TURNS = 64;
// What nodes take that do not take so many.
const USUAL_IN_BATCH = 40;
// However much is under way, a node is asked no more at once; and one thing at a time while it is too busy.
const MOST_AT_ONCE = 16;
// Milliseconds after which a node that refused a batch is given another.
const BATCHES_AGAIN = 60_000;
// How long a node that is too busy is left alone, in milliseconds, unless it says; and no longer than that whatever it says: who wants to
// be left alone for longer is not waited for, since there may be another.
const REST = 500;
const LONGEST_REST = 60_000;

/**
 * Questions of the same moment go in one request. A node that takes no batches is asked one by one for a while, a node that is too busy
 * one thing at a time, in smaller batches, after as long as it says.
 */
export function batching(post: (body: unknown) => Promise<Sent>, pause: Pause, closed: AbortSignal): Ask {
  const several = gate(MOST_AT_ONCE);
  const oneByOne = gate(1);
  const waiting: Question[] = [];
  let batchesFrom = 0;
  let longest = MOST_IN_BATCH;
  let mostInBatch = longest;
  let mostAgain = 0;
  let busyInRow = 0;
  let calmUntil = 0;
  let restUntil = 0;
  let rest: Promise<void> | undefined;

  /** One request, once the node may be asked. */
  function request(body: unknown): Promise<Sent> {
    return (performance.now() < calmUntil ? oneByOne : several)(async () => {
      while (performance.now() < restUntil && !closed.aborted) {
        rest ??= pause(restUntil - performance.now()).finally(() => {
          rest = undefined;
        });
        await rest;
      }
      try {
        return await post(body);
      } catch (error) {
        throw noted(error);
      }
    });
  }

  /** Learns from a failure how the node wants to be asked. */
  function noted(error: unknown): unknown {
    if (error instanceof NodeFailure && isBusy(error)) {
      const now = performance.now();
      restUntil = Math.max(restUntil, now + Math.min(error.retryAfter ?? REST, LONGEST_REST));
      calmUntil = restUntil + BATCHES_AGAIN;
    }
    return error;
  }

  function settle({ resolve, reject }: Question, answer: unknown, sent: Sent): void {
    try {
      resolve(resultOf(answer, sent));
    } catch (error) {
      reject(noted(error));
    }
  }

  async function one(question: Question): Promise<void> {
    const { method, params } = question;
    try {
      const sent = await request({ jsonrpc: "2.0", id: 1, method, params });
      const answer = sent.answer as Answer;
      // An error may come without the question's number.
      if (textOf(answer.id) !== "1" && !answer.error) throw new NodeFailure("notNode", "an answer to another question");
      settle(question, answer, sent);
    } catch (error) {
      question.reject(error);
    }
  }

  async function together(questions: readonly Question[]): Promise<void> {
    const left = new Set(questions);
    // What is asked at once with what is refused tells nothing more.
    const isCalm = performance.now() < calmUntil;
    try {
      const sent = await request(
        questions.map(({ method, params }, at) => ({ jsonrpc: "2.0", id: at + 1, method, params })),
      );
      busyInRow = 0;
      const answers = [sent.answer].flat() as (Answer | null)[];
      // A refusal of the whole may be an error by itself, or in a list; it may bear the first question's number.
      const refusal = answers.length === 1 && answers[0]?.error ? answers[0] : undefined;
      if (refusal !== undefined) resultOf(refusal, sent);
      const byId = new Map(answers.map((answer) => [textOf(answer?.id), answer]));
      questions.forEach((question, at) => {
        const answer = byId.get(String(at + 1));
        if (answer == null) return;
        left.delete(question);
        settle(question, answer, sent);
      });
    } catch (error) {
      const failure = noted(error);
      // Then it is for another node, or for later.
      if (
        !(failure instanceof NodeFailure) ||
        failure.trouble === "unreachable" ||
        failure.trouble === "timeout" ||
        Number(failure.retryAfter) > LONGEST_REST
      ) {
        for (const { reject } of left) reject(failure);
        return;
      }
      if (isBusy(failure)) {
        // Some count each question of a batch: where waiting did not help, fewer may be let through.
        if (isCalm && ++busyInRow > 1) mostInBatch = questions.length >> 1;
        mostAgain = performance.now() + BATCHES_AGAIN;
        return send([...left]);
      }
    }
    if (left.size === 0) return;
    // Perhaps it minds how many they are, or the batch alone.
    if (questions.length > USUAL_IN_BATCH) {
      longest = USUAL_IN_BATCH;
      mostInBatch = Math.min(mostInBatch, longest);
      return send([...left]);
    }
    batchesFrom = performance.now() + BATCHES_AGAIN;
    for (const question of left) void one(question);
  }

  function send(questions: readonly Question[]): void {
    if (performance.now() >= mostAgain) mostInBatch = longest;
    const most = performance.now() < batchesFrom ? 1 : mostInBatch;
    for (let at = 0; at < questions.length; at += most) {
      const some = questions.slice(at, at + most);
      void (some.length === 1 ? one(some[0] as Question) : together(some));
    }
  }

  async function flush(): Promise<void> {
    for (let turn = 0; turn < TURNS; turn++) await 0;
    send(waiting.splice(0));
  }

  return (method, params) =>
    new Promise((resolve, reject) => {
      const question = { method, params, resolve, reject };
      if (isAlone(method, params)) void one(question);
      else if (waiting.push(question) === 1) void flush();
    });
}

/** What may be long, and fail for that, stands in nobody's way: logs of more than one block; what is sent is no question. */
function isAlone(method: string, [filter]: readonly unknown[]): boolean {
  if (method !== "eth_getLogs") return method === "eth_sendRawTransaction";
  const { blockHash, fromBlock, toBlock } = filter as Readonly<Record<string, unknown>>;
  return blockHash === undefined && fromBlock !== toBlock;
}

function resultOf(answer: unknown, { status, retryAfter }: Sent): unknown {
  if (typeof answer !== "object" || answer === null) throw new NodeFailure("notNode", "no answer to a question");
  const { error, result } = answer as Answer;
  if (error === undefined || error === null) {
    if (result === undefined) throw new NodeFailure("notNode", "neither a result nor an error");
    return result;
  }
  const { code, data, message = typeof error === "string" ? error : undefined } = error;
  throw new NodeFailure("refused", textOf(message ?? "without a reason"), { status, code, data, retryAfter });
}

/** What JSON holds where text is expected; an object may have a "toString" of its own that is none. */
const textOf = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));

/** Pauses, in milliseconds, which end at once when there is nothing more to wait for. */
export type Pause = (milliseconds: number) => Promise<void>;

/** Makes pauses that end at once when a signal says so, which has a single listener for all of them. */
export function pauser(closed: AbortSignal): Pause {
  const sleepers = new Set<() => void>();
  closed.addEventListener("abort", () => {
    for (const wake of sleepers) wake();
  });
  return (milliseconds) =>
    new Promise((resolve) => {
      const timer = setTimeout(wake, closed.aborted ? 0 : Math.max(milliseconds, 0));
      function wake() {
        clearTimeout(timer);
        sleepers.delete(wake);
        resolve();
      }
      sleepers.add(wake);
    });
}
