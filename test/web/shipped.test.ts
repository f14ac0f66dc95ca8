// A file of the past that the page's host ships is believed for nothing, and what is wrong with it is the host's trouble alone.
import { expect } from "chai";
import { HISTORIES, say } from "zke-insurance-fund";
import { type ChainLogEntry, FUND_INTERFACE, openFund, openNode } from "zke-insurance-fund/chain";
import { FUND } from "../../scripts/support/fake-events.ts";
import { fundOfAYear, type Limits, limitedNode, pastOfAYear } from "../../scripts/support/limited-node.ts";
import { sumsOf } from "../../web/src/chain/flows.ts";
import { followHistory } from "../../web/src/chain/history.ts";
import type { HistoryState } from "../../web/src/chain/history-state.ts";
import { connection as english } from "../../web/src/text/en/connection.ts";
import { connection as chinese } from "../../web/src/text/zh/connection.ts";
import { steppedAlarm } from "./stepped-alarm.ts";

// More than the newest, which are read from the node in any case.
const PERIODS = 30;
const fund = fundOfAYear(PERIODS);
const past = pastOfAYear(fund);
const FILE = new URL("http://host.example/history.json");

type Json = Record<string, unknown>;

/** What a page makes of a host's answer: all states that it tells, and how many requests they took. */
async function visited(
  answer: string | (() => Promise<Response>),
  limits: Limits = {},
  { startBlock = 0, told = () => {} }: { readonly startBlock?: number; told?(state: HistoryState): void } = {},
) {
  const { fetch, counts } = limitedNode(fund, { blocks: 10, ...limits });
  const node = openNode("http://node.example/", { fetch, pauses: [1, 1] });
  const opened = await openFund(node, FUND);
  const overview = await opened.overview();
  const stop = new AbortController();
  const states: HistoryState[] = [];
  let wanted: bigint | undefined;
  const { alarm, idle, step } = steppedAlarm();
  const done = idle();
  const asked: string[] = [];
  const following = followHistory(opened, {
    ...{ startBlock, signal: stop.signal, alarm, counted: () => overview, wanted: () => wanted },
    shipped: {
      url: FILE,
      fetch: async (url) => {
        asked.push(String(url));
        return typeof answer === "string" ? new Response(answer) : answer();
      },
    },
    tell(state) {
      states.push(state);
      told(state);
    },
  });
  await done;
  const last = () => states.at(-1) as HistoryState;
  const seen = {
    ...{ states, counts, asked, state: last() },
    /** Looks at a period. */
    async look(period: bigint) {
      wanted = period;
      await step();
      return last();
    },
    async end() {
      stop.abort();
      node.destroy();
      await following;
    },
  };
  return seen;
}

/** The file with one of its lines changed. */
function changed(list: "submissions" | "credits" | "payments", at: number, change: (row: Json) => void): string {
  const file = JSON.parse(past) as Record<string, Json[]>;
  change(file[list]?.[at] as Json);
  return JSON.stringify(file);
}
const inside = (row: Json, name: string) => row[name] as Json;
const whole = (change: (file: Json) => void) => {
  const file = JSON.parse(past) as Json;
  change(file);
  return JSON.stringify(file);
};

const WRONG: Readonly<Record<string, readonly [code: string, file: string]>> = {
  "of another fund": ["historyOfOther", whole((file) => Object.assign(file, { fund: `0x${"12".repeat(20)}` }))],
  "of another chain": ["historyOfOther", whole((file) => Object.assign(file, { chainId: "1" }))],
  "of another branch": [
    "historyOtherBlock",
    whole((file) => Object.assign(inside(file, "block"), { hash: `0x${"12".repeat(32)}` })),
  ],
  "of a block that is still to come": [
    "historyTooNew",
    whole((file) => Object.assign(inside(file, "block"), { number: "99999999", time: "99999999999" })),
  ],
  "with a forged loss": [
    "historyNotOnRecord",
    changed("submissions", 2, (row) => Object.assign(inside(row, "settlement"), { loss: "7" })),
  ],
  "with a forged operator": [
    "historyNotOnRecord",
    changed("submissions", 2, (row) => Object.assign(row, { operator: `0x${"99".repeat(20)}` })),
  ],
  "with a forged share": [
    "historyNotOnRecord",
    changed("submissions", 2, (row) => Object.assign(inside(row, "terms"), { shared: "7" })),
  ],
  "with a forged bond": [
    "historyNotOnRecord",
    changed("submissions", 2, (row) => Object.assign(inside(row, "terms"), { bond: "7" })),
  ],
  "with an end at another time": [
    "historyNotOnRecord",
    changed("submissions", 2, (row) =>
      Object.assign(inside(row, "ended"), {
        time: String(Number(inside(row, "ended").time) - 12),
        block: String(Number(inside(row, "ended").block) - 1),
      }),
    ),
  ],
  "with credits of another time": [
    "historyNotCredited",
    changed("credits", 2, (row) => Object.assign(row, { lastTime: "7" })),
  ],
  "with credits moved from one period to another": [
    "historyNotCredited",
    whole((file) => {
      const [a, b] = file.credits as [Json, Json];
      Object.assign(a, { amount: String(BigInt(a.amount as string) - 1n) });
      Object.assign(b, { amount: String(BigInt(b.amount as string) + 1n) });
    }),
  ],
  "with a donation on another day": [
    "historyNotPaid",
    changed("payments", 0, (row) => Object.assign(row, { block: "9", time: String(Number(row.time) - 12) })),
  ],
  "with more than the contract counts": [
    "historyBeyond",
    whole((file) => {
      const [payment] = file.payments as [Json];
      payment.amount = inside(file, "totals").donated = String(10n ** 12n);
    }),
  ],
  "without a submission": ["historyOutOfOrder", whole((file) => (file.submissions as Json[]).splice(2, 1))],
  "with a number of 2^200": [
    "integerTooLarge",
    changed("submissions", 2, (row) => Object.assign(row, { submission: String(2n ** 200n) })),
  ],
  "of wrong types": ["notObject", changed("submissions", 2, (row) => Object.assign(row, { settlement: 7 }))],
  "that is no JSON": ["notJson", "{"],
};

describe("the past that a page's host ships", () => {
  it("is proven by two questions a period, and shows the same as the node alone", async () => {
    const [with_, without] = [await visited(past), await visited(async () => new Response("", { status: 404 }))];
    expect(with_.state.isComplete && without.state.isComplete).to.equal(true);
    expect(with_.state.shipped ?? without.state.shipped).to.equal(undefined);
    expect(with_.counts.questions).to.be.below(without.counts.questions);
    const shown = ({ periods, flows }: HistoryState) => [
      periods.map(({ latest: { settlement, terms, serial, status, submittedAt, operator } }) => [
        ...[settlement, terms, serial, status, submittedAt, operator],
      ]),
      sumsOf(flows),
    ];
    expect(shown(with_.state)).to.deep.equal(shown(without.state));
    expect(with_.state.undated).to.deep.equal([]);
    expect(with_.asked).to.deep.equal([FILE.href]);
    await Promise.all([with_.end(), without.end()]);
  });

  it("is not waited for with the newest settlements, which the node tells; it still proves the others", async () => {
    let come = () => {};
    const late = new Promise<void>((resolve) => {
      come = resolve;
    });
    const told = ({ periods }: HistoryState) => periods.length === 20 && come();
    const { state, states, counts, end } = await visited(() => late.then(() => new Response(past)), {}, { told });
    expect(states[0]?.periods.map(({ period }) => Number(period))).to.deep.equal(
      Array.from({ length: 20 }, (_, at) => PERIODS - at),
    );
    expect(state).to.deep.include({ isComplete: true, missing: [] });
    expect(state.shipped).to.equal(undefined);
    const isRead = state.periods.map(({ latest }) => latest.submitted.transaction !== "0x");
    expect(isRead.indexOf(false), "the first that only the file told").to.equal(20);
    const alone = await visited(async () => new Response("", { status: 404 }));
    expect(counts.logQuestions).to.be.below(alone.counts.logQuestions);
    await Promise.all([end(), alone.end()]);
  });

  it("proves by the record what the node leaves out of the logs of the newest", async () => {
    const period = PERIODS - 8;
    const isHidden = (log: ChainLogEntry) =>
      Number(log.topics[1]) === period && log.topics[0] === FUND_INTERFACE.getEvent("SettlementSubmitted")?.topicHash;
    const { state, end } = await visited(past, { hidden: isHidden });
    expect(state).to.deep.include({ isComplete: true, missing: [] });
    expect(state.periods.find((each) => Number(each.period) === period)?.latest.status).to.equal("finalized");
    await end();
  });

  it("tells no transaction and no word of the operator: who looks at a settlement has its life read", async () => {
    const liar = changed("submissions", 0, (row) => {
      Object.assign(row, { dataURI: "https://evil.example/" });
      Object.assign(inside(row, "submitted"), { transaction: `0x${"66".repeat(32)}` });
    });
    const page = await visited(liar);
    const first = ({ periods }: HistoryState) => periods.find(({ period }) => period === 1n)?.latest;
    expect(page.state.isComplete).to.equal(true);
    expect([first(page.state)?.dataURI, first(page.state)?.submitted.transaction]).to.deep.equal(["", "0x"]);
    const seen = await page.look(1n);
    expect(seen.isComplete).to.equal(true);
    expect(first(seen)?.submitted.transaction).to.match(/^0x0{50,}/);
    const { requests } = page.counts;
    await page.look(1n);
    expect(page.counts.requests, "once").to.equal(requests);
    await page.end();
  });

  for (const [name, [code, file]] of Object.entries(WRONG))
    it(`${name}: is thrown away as a whole, by name, and the node is read as ever`, async () => {
      const { state, states, end } = await visited(file);
      expect(state.shipped?.code).to.equal(code);
      expect(state.isComplete).to.equal(true);
      expect(state.missing).to.deep.equal([]);
      expect(state.periods).to.have.length(PERIODS);
      expect(state.periods.every(({ latest }) => latest.submitted.transaction !== "0x")).to.equal(true);
      expect(sumsOf(state.flows)).to.deep.equal(fund.totals);
      // Nothing that was shown is taken back.
      const counts = states.map(({ periods }) => periods.length);
      expect(counts).to.deep.equal([...counts].sort((a, b) => a - b));
      await end();
    });

  it("is not used from before the fund's first block", async () => {
    const { state, end } = await visited(past, {}, { startBlock: 2_500 });
    expect(state.shipped?.code).to.equal("historyTooEarly");
    await end();
  });

  it("is not waited for where it does not come, is endless, or is a page", async () => {
    const endless = () =>
      new Response(new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(4 * 2 ** 20).fill(32)) }));
    for (const [answer, code] of [
      [async () => endless(), "historyTooLarge"],
      [async () => new Response("", { status: 500 }), "historyUnreachable"],
      [() => Promise.reject(new TypeError("Failed to fetch")), "historyUnreachable"],
      [async () => new Response("<!doctype html><title>Not here</title>"), undefined],
    ] as const) {
      const { state, end } = await visited(answer);
      expect(state.shipped?.code).to.equal(code);
      expect(state.isComplete).to.equal(true);
      await end();
    }
  });

  it("says nothing where the node fails meanwhile, and is held to it later", async () => {
    const { state, asked, end } = await visited(past, { isBusy: (request) => request % 3 === 0 });
    expect(state.shipped).to.equal(undefined);
    expect(state.isComplete).to.equal(true);
    expect(asked.length).to.be.at.least(1);
    await end();
  });

  it("proves nothing that the node leaves out: a log of the tail is missed as ever", async () => {
    const isTail = (log: ChainLogEntry) =>
      Number(log.topics[1]) === PERIODS && log.topics[0] === FUND_INTERFACE.getEvent("SettlementSubmitted")?.topicHash;
    const { state, end } = await visited(past, { hidden: isTail });
    expect(state.isComplete).to.equal(false);
    expect(state.missing.map(({ args }) => (args as { period?: bigint }).period)).to.include(BigInt(PERIODS));
    await end();
  });

  it("is spoken of in both languages", () => {
    const args = {
      ...{ most: 1, name: "fund", got: "a", wanted: "b", block: 1, newest: 2, first: 3, serial: 4n },
      period: 5n,
    };
    const more = { ...args, total: "covered", told: 1n, found: 2n, what: "submissions", counted: 3n, said: "x" };
    for (const code of Object.keys(HISTORIES)) {
      const [en, zh] = [english, chinese].map(({ shipped }) => say(shipped.problems, { code, args: more }).reason);
      expect(en).to.match(/^[a-z]/);
      expect(zh).to.match(/\p{Script=Han}/u);
      expect(zh?.replace(/“[^”]*”/g, "")).not.to.match(/[a-z]{2,}|undefined/i);
    }
  });
});
