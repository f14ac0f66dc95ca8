// A settlement's life and a period's credits are read backwards: from views, and from logs of one second at a time, on chains of three
// rhythms. The contract is the real one; how its blocks are numbered is made up. Every log that a node leaves out is noticed.
import { expect } from "chai";
import { network } from "hardhat";
import { BlockTimes, type Fund, LIFE_EVENTS, openFund, readCredits, readLife } from "zke-insurance-fund/chain";
import { deployBareFund } from "../support/bare-fund.ts";
import { playPeriods, STEP } from "../support/periods.ts";
import { type KeptLog, RhythmReader } from "../support/rhythm-reader.ts";

const PERIODS = 200;
// Seconds a block.
const RHYTHMS = [12, 2, 0.25];
const HEADERS_A_SECOND = 9;
const START = 1_760_000_400;

const connection = await network.create({
  override: { allowBlocksWithSameTimestamp: true, initialDate: new Date(START * 1000).toISOString() },
});
const { ethers } = connection;

const isChained = ({ name }: { name: string }) => name !== "DemandReclaimed";

describe("reading backwards", function () {
  this.timeout(600_000);
  let logs: KeptLog[];
  let address: string;
  let newest: number;
  let played: Awaited<ReturnType<typeof playPeriods>>;

  const openOn = async (rhythm: number, hidden?: KeptLog) => {
    const shown = hidden === undefined ? logs : logs.filter((log) => log.period === hidden.period && log !== hidden);
    const reader = new RhythmReader(ethers.provider, shown, { rhythm, start: START - 50_000 * STEP, newest });
    return { reader, fund: await openFund(reader, address) };
  };
  const timesOf = async (fund: Fund) => {
    const newest = await fund.provider.getBlock("latest");
    if (newest === null) throw new Error("no newest block");
    return new BlockTimes(fund.provider, newest);
  };

  before(async () => {
    const rule = { coverBps: 2000, headBps: 9000, basis: "head" } as const;
    const bare = await deployBareFund(ethers, rule, BigInt(START - PERIODS * STEP));
    address = await bare.fund.getAddress();
    played = await playPeriods(connection, bare, PERIODS);
    logs = played.logs;
    newest = Math.max(...logs.map(({ time }) => time));
  });

  it("plays every fate, and several events in one second", () => {
    const names = new Set<string>(logs.map(({ event }) => event.name));
    expect(["Credited", ...LIFE_EVENTS].filter((name) => !names.has(name))).to.deep.equal([]);
    const seconds = new Map<string, number>();
    for (const { time, period } of logs) seconds.set(`${time}:${period}`, (seconds.get(`${time}:${period}`) ?? 0) + 1);
    expect(Math.max(...seconds.values())).to.be.greaterThan(3);
  });

  for (const rhythm of RHYTHMS) {
    it(`finds every event of ${PERIODS} periods where a block takes ${rhythm} s`, async () => {
      const { reader, fund } = await openOn(rhythm);
      const times = await timesOf(fund);
      for (let period = 1n; period <= BigInt(PERIODS); period++) {
        const found = [...(await readCredits(fund, period, { times })), ...(await readLife(fund, period, { times }))];
        const expected = logs.filter((log) => log.period === period && isChained(log.event));
        const credited = expected.filter(({ event }) => event.name === "Credited");
        const lived = expected.filter(({ event }) => event.name !== "Credited");
        expect(found.map(({ name, args, time }) => ({ name, args, time }))).to.deep.equal(
          [...credited, ...lived].map(({ event, time }) => ({
            name: event.name,
            args: event.args,
            time: BigInt(time),
          })),
          `period ${period}`,
        );
      }
      expect(reader.headers / reader.seconds).to.be.lessThan(HEADERS_A_SECOND);
    });

    it(`takes at most ${HEADERS_A_SECOND} headers a second looked for where a block takes ${rhythm} s`, async () => {
      const { reader, fund } = await openOn(rhythm);
      for (const time of new Set(logs.map((log) => log.time))) {
        const times = await timesOf(fund);
        const before = reader.headers;
        expect(await times.blocksOf(BigInt(time))).to.not.equal(undefined);
        expect(reader.headers - before, `headers for ${time}`).to.be.at.most(HEADERS_A_SECOND);
      }
    });
  }

  it("notices every log that is left out, but the one kind that leaves no trace", async () => {
    let traceless = 0;
    for (const hidden of logs.filter(({ event }) => isChained(event))) {
      const { fund } = await openOn(12, hidden);
      const read = hidden.event.name === "Credited" ? readCredits(fund, hidden.period) : readLife(fund, hidden.period);
      const told = await read.then(
        () => undefined,
        (error: unknown) => String(error),
      );
      if (told === undefined) {
        traceless += 1;
        expect(played.leavesNoTrace(hidden), `${hidden.event.name} of period ${hidden.period}`).to.equal(true);
      } else expect(told).to.match(/The node left out logs of period/);
    }
    expect(traceless).to.be.lessThan(logs.length / 20);
  });
});
