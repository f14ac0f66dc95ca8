// How a fund stands outside of its settlements, as far as a command reads it: that takes logs, and some nodes answer few blocks at once.
import type { ChainReader, Standing } from "../../entries/chain.ts";
import type { OpenFund } from "./chain-options.ts";

/** A standing; or why it is not known, and whether that is the node's failure. */
export type StandingRead = Standing | { readonly unread: string; readonly failed: boolean };

// Some nodes take hundreds of thousands of questions for a fund's past.
const MOST_QUESTIONS = 8;

/**
 * Reads how a fund stands.
 *
 * @param all whether to ask as many questions about logs as it takes; else only as long as they are few
 * @throws {InputError} never of what a node answers: that is why it is not known
 */
export async function readStandingOf({ fund, fromBlock }: OpenFund, all: boolean): Promise<StandingRead> {
  const { readStanding } = await import("../../entries/chain.ts");
  const { ChainError } = await import("../../errors.ts");
  const tooMany = new ChainError(`it takes more than ${MOST_QUESTIONS} questions about logs of this node`);
  const provider = all ? fund.provider : frugal(fund.provider, tooMany);
  try {
    return await readStanding({ ...fund, provider }, { fromBlock });
  } catch (error) {
    if (!(error instanceof ChainError)) throw error;
    return { unread: error.message, failed: error !== tooMany };
  }
}

/** A reader that asks for logs only so often. */
function frugal(reader: ChainReader, tooMany: Error): ChainReader {
  let asked = 0;
  return new Proxy(reader, {
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      if (typeof value !== "function") return value;
      if (key !== "getLogs") return value.bind(target);
      return async (...args: unknown[]) => {
        if (++asked > MOST_QUESTIONS) throw tooMany;
        return value.apply(target, args);
      };
    },
  });
}
