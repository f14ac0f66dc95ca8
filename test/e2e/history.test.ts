import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { readBundle, verifyBundleAsync } from "zke-insurance-fund/bundle";
import { eventOf, type FundEvent } from "zke-insurance-fund/chain";
import { checkPrices, readPricesCsv } from "zke-insurance-fund/prices";
import { type History, MONTHS, startHistory, TURMOIL } from "../../scripts/support/history.ts";
import type { HistoryOptions } from "../../scripts/support/history-plan.ts";

const END = 1_780_000_000;
const DAY = 86_400;

describe("a made-up history", function () {
  this.timeout(120_000);

  let folder: string;
  let runs = 0;
  const running: History[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "zke-history-"));
  });
  afterEach(async () => {
    for (const { devnet } of running.splice(0)) await devnet.close();
  });
  after(() => rm(folder, { recursive: true, force: true }));

  async function play(options: HistoryOptions): Promise<History> {
    const place = { port: 0, endTime: END, folder: join(folder, `${++runs}`), baseURI: "http://127.0.0.1:1/" };
    const history = await startHistory(options, place);
    running.push(history);
    return history;
  }

  it("is the same for the same seed, and another one for another", async () => {
    const digest = async (seed: number) =>
      JSON.stringify(
        (await logsOf(await play({ ...TURMOIL, seed, periods: 12 }))).map(({ data, topics }) => [data, topics]),
      );
    const first = await digest(7);
    expect(await digest(7)).to.equal(first);
    expect(await digest(8)).to.not.equal(first);
  });

  it("has all that can happen to a fund, and its books balance at the end", async () => {
    const history = await play({ ...TURMOIL, seed: 3, periods: 60, periodsWithFee: 15 });
    const names = new Set((await eventsOf(history)).map(({ name }) => name));
    for (const name of WANTED) expect([...names], name).to.include(name);
    const { fund, token } = history.devnet.local;
    const totals = await fund.totals();
    const assets = totals.credited + totals.donated + totals.forfeited - totals.covered;
    expect(await fund.assets()).to.equal(assets);
    const balance = await token.balanceOf(await fund.getAddress());
    expect(balance - (await fund.solvency())).to.equal(assets + (await fund.liabilities()));
    expect((await fund.policy()).basisAll, "the policies that were announced are in force").to.equal(true);
  });

  it("publishes right bundles of honest settlements, and wrong ones of false ones", async () => {
    const history = await play({ ...TURMOIL, seed: 5, periods: 30, fates: { ...NOTHING, false: 0.5 } });
    const verdicts = new Set<boolean>();
    for (const { folder: bundle, honest, period, dataURI } of history.submissions) {
      const { ok } = await verifyBundleAsync(await readBundle(bundle));
      expect(ok, `${dataURI} of period ${period}`).to.equal(honest);
      verdicts.add(ok);
    }
    expect(verdicts.size).to.equal(2);
  });

  it("has credits in calls of several, and one close that its market did not have, among those that stand", async () => {
    const history = await play({ ...TURMOIL, seed: 6, periods: 30 });
    const calls = (await eventsOf(history)).flatMap(({ event }) =>
      event.name === "Credited" ? [event.args.credits.length] : [],
    );
    expect(Math.max(...calls)).to.be.above(1);
    const name = { name: "prices.csv", pieces: [await readFile(history.prices)] };
    const prices = await readPricesCsv(name);
    const { fund } = history.devnet.local;
    const found: string[] = [];
    for (const { folder: bundle, period, serial } of history.submissions) {
      const { liquidations, document } = await readBundle(bundle);
      const { closes, unjudged, outside } = checkPrices(liquidations, prices, document.decimals);
      expect(unjudged).to.equal(0);
      const isStanding = (await fund.submission(period)) === serial && (await fund.status(period)) !== 3n;
      if (isStanding && closes.count > 0) found.push(...outside.map(({ time }) => `${period} ${time}`));
    }
    expect(found).to.deep.equal([`${history.mispriced!.period} ${history.mispriced!.time}`]);
  });

  it("ends with a voided, a newly finalized and a pending settlement", async () => {
    const history = await play({ ...MONTHS, seed: 1, periods: 5, positions: [20, 60] });
    const { fund } = history.devnet.local;
    expect([await fund.status(3), await fund.status(4), await fund.status(5)]).to.deep.equal([3n, 2n, 1n]);
    const finalized = (await eventsOf(history)).findLast(({ name }) => name === "SettlementFinalized");
    const { provider } = history.devnet.connection.ethers;
    const block = await provider.getBlock(finalized!.log.blockNumber);
    expect(block!.timestamp).to.be.within(END - DAY, END);
    expect((await fund.record(5)).openDemands).to.equal(1n);
    expect((await provider.getBlock("latest"))!.timestamp).to.equal(END);
  });
});

const NOTHING = { demanded: 0, silent: 0, false: 0, cancelled: 0 };
const WANTED = [
  "Credited",
  "DemandExpired",
  "DemandReclaimed",
  "Demanded",
  "Donated",
  "LiquidationRevealed",
  "PolicySet",
  "PositionRevealed",
  "SettlementCancelled",
  "SettlementFinalized",
  "SettlementSubmitted",
  "SettlementVoided",
  "Synced",
  "Withdrawn",
];

async function logsOf({ devnet }: History) {
  const { provider } = devnet.connection.ethers;
  return provider.getLogs({ address: devnet.facts.fund, fromBlock: 0, toBlock: "latest" });
}

async function eventsOf(history: History) {
  return (await logsOf(history)).flatMap((log) => {
    const event: FundEvent | undefined = eventOf(log);
    return event === undefined ? [] : [{ name: event.name, event, log }];
  });
}
