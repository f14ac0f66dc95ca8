import { expect } from "chai";
import type { Hex } from "zke-insurance-fund";
import { connectChain, FUND_INTERFACE, openFund } from "zke-insurance-fund/chain";
import type { History } from "../../scripts/support/history.ts";
import { integerIn, randomOf } from "../../scripts/support/random.ts";
import { timedEventOf } from "../../sdk/src/audit/ledger/decode.ts";
import { createLedger } from "../../sdk/src/audit/ledger/ledger.ts";
import type { Views } from "../../sdk/src/audit/ledger/questions.ts";
import { compareViews, viewsAt } from "../../sdk/src/audit/ledger/views.ts";
import { contractSource } from "../../sdk/src/follow/source.ts";
import type { TimedEvent } from "../../sdk/src/history/submissions.ts";
import { argsOf, audit, describeAudit, history, isOf, node, state } from "./audit-world.ts";
import { fund as run } from "./cli.ts";
import type { Tamper } from "./tampering-node.ts";

const SAMPLES = 80;

/** What is found if the node lies; the logs are those that were read before, so that only views are asked. */
async function findingsIf(lie: Tamper, ...more: string[]) {
  node.tell(lie);
  const { code, report } = await audit("--no-fetch", ...more);
  expect(code).to.equal(1);
  expect(report.agrees).to.equal(false);
  return report.findings;
}
/** That a lie is taken for a node that left out logs, and never for books that do not agree. */
async function expectGap(lie: Tamper, said: RegExp, ...more: string[]): Promise<void> {
  node.tell(lie);
  const { code, stdout, stderr } = await run(argsOf("--no-fetch", ...more));
  expect([code, stdout]).to.deep.equal([3, ""]);
  expect(stderr)
    .to.match(/left out logs.*LOGS-[24]/)
    .and.match(said);
  expect(stderr).to.not.match(/do not agree/i);
}

describeAudit("finds a lie about", () => {
  /** The node's word for a view, one too much. */
  const wrong =
    (name: string, at = 0): Tamper =>
    (question, truth) => {
      if (!isOf(question, name)) return truth;
      const words = (truth as string).slice(2).match(/.{64}/g) ?? [];
      const word = BigInt(`0x${words[at]}`);
      // A truth value has no more than two.
      words[at] = (word === 0n ? 1n : name === "paused" || name === "closed" ? 0n : word + 1n)
        .toString(16)
        .padStart(64, "0");
      return `0x${words.join("")}`;
    };

  for (const [name, id, at] of [
    ["assets", "BOOKS-1", 0],
    ["reserved", "MONEY-4", 0],
    ["available", "MONEY-2", 0],
    ["liabilities", "MONEY-3", 0],
    ["solvency", "MONEY-1", 0],
    ["totals", "BOOKS-2", 2],
    ["nextPeriod", "LIFE-1", 0],
    ["lastEndTime", "LIFE-1", 0],
    ["pendingCount", "LIFE-3", 0],
    ["domain", "STATE-1", 0],
    ["clearing", "STATE-1", 0],
    ["closed", "STATE-1", 0],
    ["paused", "STATE-1", 0],
    ["policy", "STATE-1", 3],
    ["credited", "BOOKS-3", 0],
    ["record", "MONEY-4", 1],
    ["record", "POLICY-1", 9],
    ["claimable", "MONEY-5", 0],
    ["balanceOf", "MONEY-1", 0],
  ] as const) {
    it(`${name}, word ${at}`, async () => {
      const findings = await findingsIf(wrong(name, at), "--state", state);
      expect(findings.map((finding) => finding.id)).to.include(id);
      if (name === "assets") expect(findings[0]).to.include({ where: "assets()", by: "1" });
    });
  }

  for (const [name, at, said] of [
    ["submissions", 0, /number of submissions is not that of their logs/],
    ["credited", 1, /number of the credits of period/],
    ["credited", 2, /time of the latest of the credits of period/],
    ["record", 8, /"lastTime" is not what its logs say/],
  ] as const) {
    it(`${name}, word ${at}, by which logs are missing`, () => expectGap(wrong(name, at), said, "--state", state));
  }

  const isLogs = (question: { method: string; params: readonly unknown[] }) => question.method === "eth_getLogs";
  type Raw = { topics: string[]; data: string; logIndex: string; blockNumber: string };

  /** Changes the first log of a kind that the node tells. */
  const changed = (name: string, change: (log: Raw, logs: Raw[]) => Raw[]): Tamper => {
    const topic = FUND_INTERFACE.getEvent(name)?.topicHash;
    let place: string | undefined;
    const placeOf = ({ blockNumber, logIndex }: Raw) => `${blockNumber}:${logIndex}`;
    return (question, truth) => {
      if (!isLogs(question)) return truth;
      const logs = truth as Raw[];
      const at = logs.findIndex((log) => log.topics[0] === topic && placeOf(log) === (place ?? placeOf(log)));
      if (at < 0) return truth;
      place ??= placeOf(logs[at] as Raw);
      return [...logs.slice(0, at), ...change(logs[at] as Raw, logs), ...logs.slice(at + 1)];
    };
  };
  const oneMore =
    (at: number) =>
    (log: Raw): Raw[] => {
      const words = log.data.slice(2).match(/.{64}/g) ?? [];
      words[at] = (BigInt(`0x${words[at]}`) + 1n).toString(16).padStart(64, "0");
      return [{ ...log, data: `0x${words.join("")}` }];
    };

  for (const [name, said] of [
    ["Donated", /running total "donated"/],
    ["Withdrawn", /can claim/],
    ["AuthorityUpdated", /earlier logs are missing/],
    ["Credited", /credits of period 1/],
    ["SettlementSubmitted", /period 1|serial number/],
    ["Demanded", /a log is missing|lastTime/],
    ["PositionRevealed", /a log is missing|lastTime/],
    ["SettlementFinalized", /lastTime/],
    ["SettlementVoided", /a log is missing|lastTime/],
    ["SettlementCancelled", /a log is missing|lastTime/],
  ] as const)
    it(`a ${name} that is left out, as left out`, () =>
      expectGap(
        changed(name, () => []),
        said,
      ));

  for (const [name, at] of [
    ["Credited", 1],
    ["Donated", 0],
    ["Withdrawn", 0],
  ] as const)
    it(`a ${name} of one unit more`, () => findingsIf(changed(name, oneMore(at))));

  // What clearing can claim is then one unit less than by the logs, as if a withdrawal were missing.
  it("a SettlementFinalized of one unit more, as logs that are not the chain's", () =>
    expectGap(changed("SettlementFinalized", oneMore(0)), /can claim/));

  it("a credit that comes twice, as a node that contradicts itself", () =>
    expectGap(
      changed("Credited", (log) => [log, { ...log, logIndex: "0xff" }]),
      /a log is missing/,
    ));
});

describeAudit("finds any change of its events,", () => {
  /** What is found if these are the events, and the contract says what it says. */
  async function foundIn(events: readonly TimedEvent[], views: Views, domain: Hex): Promise<number> {
    const ledger = createLedger(domain);
    let count = 0;
    for (const event of events) count += ledger.enter(event).findings.length;
    return count > 0 ? count : (await compareViews(ledger, views)).findings.length;
  }

  it("left out, again, of another sum, or of another time before", async () => {
    const { events, views, domain } = await readTruth(history);
    expect(await foundIn(events, views, domain)).to.equal(0);
    const random = randomOf(17);
    const changes: Record<string, (at: number) => TimedEvent[]> = {
      "left out": () => [],
      again: (at) => [events[at]!, { ...events[at]!, logIndex: events[at]!.logIndex + 1 }],
      "of another sum": (at) => [withOneMore(events[at]!)],
      "of another time before": (at) => [withOtherPrevious(events[at]!)],
    };
    for (const [what, change] of Object.entries(changes)) {
      for (let turn = 0; turn < SAMPLES; turn++) {
        const at = integerIn([0, events.length - 1], random);
        const changed = [...events.slice(0, at), ...change(at), ...events.slice(at + 1)];
        if (isSame(events[at]!, changed[at])) continue;
        expect(await foundIn(changed, views, domain), `${events[at]!.name} number ${at} ${what}`).to.be.above(0);
      }
    }
  });
});

/** The events as the chain has them, and the contract's views, each asked once. */
async function readTruth({ devnet }: History) {
  const chain = await connectChain(devnet.facts.rpc);
  const fund = await openFund(chain.provider, devnet.facts.fund);
  const block = await chain.provider.getBlockNumber();
  const source = contractSource(chain.provider, fund.address, [], chain.host);
  const events: TimedEvent[] = [];
  for (const log of await source.logs(0, block)) {
    const { time } = (await source.block(log.blockNumber))!;
    events.push(timedEventOf({ ...log, time })!);
  }
  const live = viewsAt(fund, chain.provider, await fund.token(), block);
  const answers = new Map<string, ReturnType<Views["read"]>>();
  const views: Views = {
    balance: live.balance,
    read(name, args = []) {
      const asked = `${name} ${args}`;
      const answer = answers.get(asked) ?? live.read(name, args);
      answers.set(asked, answer);
      return answer;
    },
  };
  return { events, views, domain: await fund.domain() };
}

/** Figures that are no part of the books: what they are is told by others, or by nobody. */
const BESIDE = ["fault", "period", "index", "tree", "version", "previousTime"];

/** The event with its last figure one larger. */
function withOneMore(event: TimedEvent): TimedEvent {
  const args: Record<string, unknown> = { ...event.args };
  const [name] = Object.keys(args)
    .filter((key) => typeof args[key] === "bigint" && !BESIDE.includes(key))
    .slice(-1);
  if (name !== undefined) args[name] = (args[name] as bigint) + 1n;
  return { ...event, args } as TimedEvent;
}

/** The event with another time before it, if it names one. */
function withOtherPrevious(event: TimedEvent): TimedEvent {
  if (!("previousTime" in event.args)) return event;
  const args = { ...event.args, previousTime: event.args.previousTime + 1n };
  return { ...event, args } as TimedEvent;
}

const isSame = (event: TimedEvent, other: TimedEvent | undefined) =>
  other?.name === event.name &&
  other.logIndex === event.logIndex &&
  other.blockNumber === event.blockNumber &&
  Object.entries(event.args).every(([name, value]) => (other.args as Record<string, unknown>)[name] === value);
