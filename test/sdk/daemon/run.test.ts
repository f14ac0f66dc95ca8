import { expect } from "chai";
import { ChainError, InputError } from "zke-insurance-fund";
import type { Daemon } from "../../../sdk/src/daemon/daemon.ts";
import { runDaemon } from "../../../sdk/src/daemon/run.ts";

/** Runs one look, in which acting fails, and keeping what is remembered as well. */
async function run(acting: Error | undefined, keeping: Error | undefined) {
  const logged: string[] = [];
  const log = (_level: string, event: string, message: string) => void logged.push(`${event}: ${message}`);
  const notices = { tell() {}, post: async () => {}, add() {} };
  const daemon = { log, notices, look: async () => ({ head: { number: 1, time: 1n } }) };
  const signal = new AbortController();
  const role = {
    async act() {
      if (acting !== undefined) throw acting;
    },
    idle: () => true,
  };
  const keep = async () => {
    if (keeping !== undefined) throw keeping;
  };
  const options = { interval: 1, once: true, signal: signal.signal, keep };
  const ended = await runDaemon(daemon as unknown as Daemon, role, options).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { ended, logged };
}

describe("what a daemon ends with", () => {
  const wrong = new InputError("there is no such folder");
  const unkept = new ChainError("The database does not answer.", { kind: "unkept" });

  it("is what acting failed for, though keeping failed afterwards, which is told", async () => {
    const { ended, logged } = await run(wrong, unkept);
    expect(ended).to.equal(wrong);
    expect(logged).to.deep.equal(["database-failed: The database does not answer."]);
  });

  it("is that alone where keeping did not fail", async () => {
    expect(await run(wrong, undefined)).to.deep.equal({ ended: wrong, logged: [] });
  });

  it("is what keeping failed for, where that is all", async () => {
    expect((await run(undefined, new InputError("full"))).ended).to.be.instanceOf(InputError);
  });

  it("is nothing where nothing failed", async () => {
    expect(await run(undefined, undefined)).to.deep.equal({ ended: undefined, logged: [] });
  });
});
