import { FIXED, type Kernel, type Step } from "./kernel.ts";

/** Threads that work on one memory. */
export interface Threads {
  /** Does one step: all threads draw its blocks from a common counter, or one thread does them in order. */
  run(step: Step): Promise<void>;
  /** How many rows of the current step have been drawn. */
  drawn(): number;
  /** Ends all threads. */
  stop(): Promise<void>;
}

/** One thread, of Node or of a browser. */
interface Thread {
  post(message: unknown): void;
  stop(): Promise<void>;
}

/** Called when a thread has done what it was posted, or cannot any more. */
type Listen = (error?: Error) => void;

/**
 * What a thread runs. It is text, because a file of its own would have to be fetched, and bundlers would have to know of it.
 * The first message has the memory, each later one a step.
 */
const THREAD_SOURCE = `
const port = typeof require === "function" ? require("node:worker_threads").parentPort : self;
let functions;
let next;
port.onmessage = ({ data }) => {
  if (data.module) {
    functions = new WebAssembly.Instance(data.module, { env: { memory: data.memory } }).exports;
    functions.setScratch(data.scratch);
    next = new Int32Array(data.memory.buffer, data.next, 1);
  } else {
    const { run, args, to, block } = data;
    for (let start; (start = Atomics.add(next, 0, block)) < to; ) {
      functions[run](...args, start, Math.min(start + block, to));
    }
  }
  port.postMessage("done");
};
`;

/**
 * Starts threads on a kernel's memory, which must be a shared one.
 *
 * @throws {Error} if this place starts no threads: a page may forbid them
 */
export async function startThreads({ module, memory }: Kernel, count: number): Promise<Threads> {
  const next = new Int32Array(memory.buffer, FIXED.next, 1);
  let pending = 0;
  let settle: { resolve: () => void; reject: (error: Error) => void } | undefined;
  const listen: Listen = (error) => {
    if (error) settle?.reject(error);
    else if (--pending === 0) settle?.resolve();
  };
  const threads: Thread[] = [];
  const stop = async () => {
    await Promise.all(threads.map((thread) => thread.stop()));
  };
  const dispatch = (messages: readonly unknown[]) =>
    new Promise<void>((resolve, reject) => {
      settle = { resolve, reject };
      pending = messages.length;
      for (const [index, message] of messages.entries()) threads[index]?.post(message);
    });
  try {
    for (let index = 0; index < count; index++) threads.push(startThread(listen));
    const scratch = (index: number) => FIXED.scratch + FIXED.scratchBytes * index;
    await dispatch(threads.map((_, index) => ({ module, memory, next: FIXED.next, scratch: scratch(index) })));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    run({ run, args, from, to, block, inOrder }) {
      Atomics.store(next, 0, from);
      const isWorthAll = !inOrder && to - from > block;
      const message = { run, args, to, block };
      return dispatch(isWorthAll ? threads.map(() => message) : [message]);
    },
    drawn: () => Atomics.load(next, 0),
    stop,
  };
}

function startThread(listen: Listen): Thread {
  const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");
  return node === undefined ? startWebWorker(listen) : startNodeWorker(node, listen);
}

function startNodeWorker({ Worker }: typeof import("node:worker_threads"), listen: Listen): Thread {
  const worker = new Worker(THREAD_SOURCE, { eval: true, execArgv: [], env: {} });
  worker.on("message", () => listen());
  worker.on("error", listen);
  worker.on("exit", () => listen(new Error("a thread ended before its work")));
  return {
    post: (message) => worker.postMessage(message),
    async stop() {
      await worker.terminate();
    },
  };
}

function startWebWorker(listen: Listen): Thread {
  const address = URL.createObjectURL(new Blob([THREAD_SOURCE], { type: "text/javascript" }));
  const worker = new Worker(address);
  worker.onmessage = () => listen();
  worker.onerror = ({ message }) => listen(new Error(message || "a thread does not start"));
  return {
    post: (message) => worker.postMessage(message),
    async stop() {
      worker.terminate();
      URL.revokeObjectURL(address);
    },
  };
}
