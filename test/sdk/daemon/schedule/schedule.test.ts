import { cp, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { ChainError, InputError } from "zke-insurance-fund";
import { readDocument } from "zke-insurance-fund/bundle";
import { openWorld, type World } from "./world.ts";

describe("a scheduler", () => {
  let world: World;
  beforeEach(async () => {
    world = await openWorld();
  });
  afterEach(() => world.close());

  const wrong = new InputError("the export is not ready");
  const unreached = new ChainError("The node does not answer.");
  const lastFailure = () => world.told.findLast(({ event }) => event.endsWith("-failed"))?.message;
  /** A step that fails a number of times. */
  const failing = (times: number, error: unknown) => {
    let left = times;
    return () => {
      if (left-- > 0) throw error;
    };
  };

  it("settles, publishes and submits what is over, in order, and nothing else", async () => {
    world.pass(3n);
    const life = await world.life();
    await life.run();
    expect(world.did).to.deep.equal(
      [1, 2, 3].flatMap((period) => [`tables ${period}`, `publish ${period}`, `submit ${period}`]),
    );
    expect(life.foundWrong()).to.equal(false);
    expect(world.events()).to.include("period-submitted").and.not.include("settlement-foreign");
    expect(life.metrics.text())
      .to.include('fund_schedule_steps_total{step="submit"} 3\n')
      .and.include("fund_schedule_next_period 4\n")
      .and.include("fund_schedule_period_overdue_seconds 0\n");
    // The quota unless less is said to be enough; private/ is nobody's.
    expect(world.sent.map(({ leastCoverage }) => leastCoverage)).to.deep.equal([20_000_000n, 20_000_000n, 20_000_000n]);
    expect(await readdir(join(world.published, "period-1"))).to.not.include("private");
    await (await world.life()).run();
    expect(world.did.length, "nothing is done again").to.equal(9);
  });

  it("waits for a period's end, and for --delay after it", async () => {
    world.pass(0n);
    await (await world.life()).run();
    world.pass(1n);
    await (await world.life({ delay: 60n })).run();
    expect(world.did).to.deep.equal([]);
    world.chain.now += 60n;
    await (await world.life({ delay: 60n })).run();
    expect(world.did).to.have.length(3);
  });

  for (const step of ["tables", "publish", "send"] as const) {
    const name = step === "tables" ? "settle" : step === "send" ? "submit" : step;

    it(`tells that it could not ${name}, tries it again, and does nothing later before`, async () => {
      world.pass(2n);
      const fail = failing(2, wrong);
      const hand = world.hands[step] as (...args: unknown[]) => unknown;
      world.hands[step] = ((...args: unknown[]) => {
        fail();
        return hand(...args);
      }) as never;
      const life = await world.life();
      await life.run();
      expect(world.sent.map(({ period }) => period)).to.deep.equal([1n, 2n]);
      expect(world.events("error"), "the same reason once").to.deep.equal([`${name}-failed`]);
      expect(life.metrics.text()).to.include(`fund_schedule_failed_steps_total{step="${name}"} 2\n`);
      expect(life.foundWrong(), "it is done by now").to.equal(false);
      expect(world.did.indexOf("submit 1")).to.be.below(world.did.indexOf("tables 2"));
    });

    it(`gives up to ${name} in a single run, which ends with what was wrong`, async () => {
      world.pass(1n);
      world.hands[step] = failing(99, wrong) as never;
      const life = await world.life();
      await life.run();
      expect([life.foundWrong(), life.stuck(), world.sent]).to.deep.equal([true, undefined, []]);
    });

    it(`goes on after a death that came as it was to ${name}, with the same bundle, and submits once`, async () => {
      world.pass(1n);
      const hand = world.hands[step];
      world.hands[step] = failing(99, wrong) as never;
      await (await world.life()).run();
      world.hands[step] = hand as never;
      await (await world.life()).run();
      const { period, positionsRoot } = (await readDocument(join(world.bundles, "period-1"))).settlement;
      expect(period).to.equal(1n);
      expect(world.sent).to.have.length(1);
      expect([...world.submissions.values()][0]!.settlement.positionsRoot).to.equal(positionsRoot);
      for (const done of ["tables 1", "publish 1"]) {
        const times = world.did.filter((each) => each === done).length;
        expect(times, done).to.equal(1);
      }
    });
  }

  it("submits nothing twice after a death between sending and learning of it", async () => {
    world.pass(1n);
    world.hands.send = (put) => {
      put();
      throw unreached;
    };
    await (await world.life()).run();
    await (await world.life()).run();
    expect(world.did.filter((each) => each === "submit 1")).to.have.length(1);
    expect(world.chain.next).to.equal(2n);
  });

  it("ends a single run with the node's trouble, which is no word about the period", async () => {
    world.pass(1n);
    world.hands.send = failing(99, unreached);
    const life = await world.life();
    await life.run();
    expect(life.stuck()).to.equal(unreached);
    expect(world.events("error")).to.deep.equal([]);
  });

  it("submits nothing that strangers do not get as it is", async () => {
    world.pass(1n);
    const { publish } = world.hands;
    world.hands.publish = async (from, period, signal) => {
      await publish(from, period, signal);
      await writeFile(join(world.published, "period-1", "liquidations.parquet"), "another");
    };
    await (await world.life()).run();
    expect(world.sent).to.deep.equal([]);
    expect(lastFailure()).to.include("liquidations.parquet there and here differ");
    world.hands.publish = async () => rm(join(world.published, "period-1"), { recursive: true, force: true });
    await (await world.life()).run();
    expect(lastFailure()).to.match(/there is no .*settlement\.json/);
    expect(world.sent).to.deep.equal([]);
  });

  it("tells what strangers do not get any more of what is on chain", async () => {
    world.pass(1n);
    await (await world.life()).run();
    await rm(join(world.published, "period-1", "positions.parquet"));
    const life = await world.life();
    await life.run();
    expect([life.foundWrong(), world.events("error")]).to.deep.equal([true, ["data-missing"]]);
  });

  it("takes no bundle that is of another period", async () => {
    world.pass(1n);
    await (await world.life()).run();
    world.pass(2n);
    await cp(join(world.bundles, "period-1"), join(world.bundles, "period-2"), { recursive: true });
    await (await world.life()).run();
    expect(lastFailure()).to.include("this bundle is not of period 2");
    expect(world.sent).to.have.length(1);
  });

  it("takes no bundle that is wrong", async () => {
    world.pass(1n);
    await (await world.life()).run();
    world.pass(2n);
    world.hands.publish = failing(99, wrong) as never;
    await (await world.life()).run();
    const list = (period: number) => join(world.bundles, `period-${period}`, "positions.parquet");
    await cp(list(1), list(2));
    await (await world.life()).run();
    expect(lastFailure()).to.match(/could not be settled.*positions\.parquet/);
    expect(world.sent).to.have.length(1);
  });

  it("sends nothing without a key, and says what it would be time to do", async () => {
    world.pass(2n);
    await (await world.life({ isDryRun: true })).run();
    expect([world.did, world.events()]).to.deep.equal([[], ["period-due"]]);
  });

  it("tells a settlement that was voided, and does not submit it again by itself", async () => {
    world.pass(1n);
    await (await world.life()).run();
    const [[serial, submission]] = [...world.submissions] as [[bigint, never]];
    world.submissions.set(serial, { ...(submission as object), status: "voided" } as never);
    const life = await world.life();
    await life.run();
    expect([life.foundWrong(), world.events("error"), world.sent.length]).to.deep.equal([true, ["period-voided"], 1]);
    expect(life.metrics.text()).to.include("fund_schedule_stopped_periods 1\n");
  });

  it("does nothing for a fund that is closed", async () => {
    world.pass(2n);
    world.chain.closed = true;
    await (await world.life()).run();
    expect([world.did, world.told.filter(({ event }) => event !== "means-unknown")]).to.deep.equal([[], []]);
  });

  it("takes what is enough of a larger quota, and never asks for more than the quota", async () => {
    world.pass(2n);
    await (await world.life({ leastCoverage: 5n })).run();
    world.pass(3n);
    await (await world.life({ leastCoverage: 10n ** 12n })).run();
    expect(world.sent.map(({ leastCoverage }) => leastCoverage)).to.deep.equal([5n, 5n, 20_000_000n]);
  });

  for (const [what, dataUri, why] of [
    ["the same for each period", "https://example.org/settlement/", "names the same place for each period"],
    ["none", "settlements/{period}", "the data address cannot be used"],
    ["of another kind", "ftp://example.org/{period}", "the data address cannot be used"],
  ] as const) {
    it(`refuses a data address that is ${what}`, async () => {
      const refusal = await world.life({ dataUri }).catch(String);
      expect(refusal).to.include(why);
    });
  }

  it("refuses a file: address that is this machine's alone", async () => {
    expect(await world.life({ fetch: {} }).catch(String)).to.include("the data address cannot be used");
  });

  it("has nothing to do with a fund that leaves open how long periods are", async () => {
    const open = await openWorld(0n);
    try {
      expect(await (await open.life()).run().catch(String)).to.include("there is no schedule to keep");
    } finally {
      await open.close();
    }
  });
});
