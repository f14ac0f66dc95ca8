import { expect } from "chai";
import { InputError } from "zke-insurance-fund";
import { createHistoryRecorder, historyToJson, parseHistory } from "zke-insurance-fund/chain";
import { CLEARING, DONOR, fundedStory, OPERATOR, POLICY, SETTLEMENT, TERMS, WATCHER } from "../audit/story.ts";

const FUND = "0x5FbDB2315678afecb367f032d93F642f64180aa3";
const BLOCK = { number: 900, hash: `0x${"ab".repeat(32)}`, time: 9_000_000n } as const;

/** A voided submission, one that was asked about and is final, and one that is pending. */
function history() {
  const end = { period: 1n, submission: 1n, coverage: TERMS.coverage };
  const story = fundedStory()
    .submit(1n)
    .next("SettlementVoided", {
      ...end,
      challenger: WATCHER,
      fault: "PositionSum",
      reward: 300_000n,
      forfeited: 700_000n,
    })
    .submit(2n, { dataURI: 'a "word"\u202e' });
  const asked = { period: 1n, submission: 2n } as const;
  story
    .next("Demanded", {
      ...{ ...asked, demander: WATCHER, tree: "positions", index: 0n, bond: 51n, bondFromClaimable: 0n },
      deadline: story.time + POLICY.revealWindow,
    })
    .next("PositionRevealed", {
      ...{ ...asked, answerer: OPERATOR, forfeited: 51n, proof: [] },
      leaf: { index: 0n, key: `0x${"11".repeat(32)}`, profit: 1n, cumulativeProfit: 1n },
    })
    .wait(2n * POLICY.challengeWindow)
    .next("SettlementFinalized", {
      ...{ ...asked, clearing: CLEARING, coverage: TERMS.coverage, operator: OPERATOR, bond: TERMS.bond },
    })
    .next("Donated", { from: DONOR, amount: 5n })
    .also("Synced", { amount: 7n })
    .next("WrittenOff", { amount: 3n });
  const challengeEnd = story.time + 1n + POLICY.challengeWindow;
  const terms = { ...TERMS, pulled: 0n, challengeEnd };
  story.submit(3n, { period: 2n, settlement: { ...SETTLEMENT, period: 2n }, terms });
  const recorder = createHistoryRecorder();
  for (const event of story.events) for (const _ of [1, 2]) recorder.add(event);
  return { recorder, told: recorder.history({ chainId: 31_337n, fund: FUND, block: BLOCK }) };
}

describe("a fund's history as a file", () => {
  it("tells each submission, each period's credits and each payment once, and adds up", () => {
    const { told, recorder } = history();
    expect(told.submissions.map(({ serial, period, ended }) => [serial, period, ended?.state])).to.deep.equal([
      [1n, 1n, "voided"],
      [2n, 1n, "finalized"],
      [3n, 2n, undefined],
    ]);
    // 400 credited, and 100 pulled by each of two submissions.
    expect(told.credits.map(({ amount, count }) => [amount, count])).to.deep.equal([[600n, 3n]]);
    expect(told.payments.map(({ kind, amount }) => [kind, amount])).to.deep.equal([
      ["donated", 50_000_000n],
      ["forfeited", 51n],
      ["donated", 5n],
      ["donated", 7n],
      ["writtenOff", 3n],
    ]);
    expect(told.totals).to.deep.equal({
      ...{ credited: 600n, donated: 50_000_012n, forfeited: 700_051n },
      ...{ covered: TERMS.coverage, migrated: 0n, writtenOff: 3n },
    });
    recorder.clear();
    expect(recorder.history({ chainId: 1n, fund: FUND, block: BLOCK }).submissions).to.deep.equal([]);
  });

  it("is the same after it was written and read, byte for byte", () => {
    const text = historyToJson(history().told);
    expect(historyToJson(parseHistory(text))).to.equal(text);
    expect(JSON.parse(text).policies).to.have.length(1);
  });
});

type Json = Record<string, unknown>;
type Change = (file: Json) => unknown;

/** Puts something in a place of the file, such as "submissions.0.period". */
function put(place: string, value: unknown): Change {
  const names = place.split(".");
  const last = names.pop() as string;
  return (file) => {
    const at = names.reduce((inner, name) => inner[name] as Json, file);
    at[last] = value;
  };
}

/** Takes some away from a list of the file, and puts others there. */
const splice =
  (list: string, ...[start, count, copied]: readonly [number, number, number?]): Change =>
  (file) => {
    const of = file[list] as unknown[];
    of.splice(start, count, ...(copied === undefined ? [] : [of[copied]]));
  };

/** The file with one thing in it changed. */
function changed(change: Change): string {
  const file = JSON.parse(historyToJson(history().told)) as Json;
  return JSON.stringify(Array.isArray(change(file)) ? [] : file);
}

const HOSTILE: Readonly<Record<string, readonly [code: string, change: Change]>> = {
  "another format": ["unknownTag", put("format", "zke-fund-history-v9")],
  "a list": ["notObject", () => []],
  "a field too much": ["unknownField", put("more", 1)],
  "a list that is none": ["notList", put("submissions", {})],
  "a submission that is null": ["notObject", put("submissions.0", null)],
  "a number of JSON": ["notInteger", put("submissions.0.submission", 1)],
  "2^200 as a period": ["integerTooLarge", put("submissions.0.settlement.period", String(2n ** 200n))],
  "2^60 as a block": ["integerTooLarge", put("submissions.0.submitted.block", String(2n ** 60n))],
  "a number of a million digits": ["notInteger", put("credits.0.amount", "9".repeat(1e6))],
  "a negative sum": ["notInteger", put("payments.0.amount", "-1")],
  "a root that is none": ["notWord", put("submissions.0.settlement.positionsRoot", "0x12")],
  "an operator that is none": ["addressMalformed", put("submissions.0.operator", "0x12")],
  "no such policy": ["unknownTag", put("submissions.0.policy", "7")],
  "no such end": ["unknownTag", put("submissions.0.ended.state", "toString")],
  "no such fault": ["unknownTag", put("submissions.0.ended.fault", "None")],
  "no such payment": ["unknownTag", put("payments.0.kind", "credited")],
  "a missing submission": ["historyOutOfOrder", splice("submissions", 1, 1)],
  "a submission twice": ["historyOutOfOrder", splice("submissions", 1, 0, 1)],
  "a final period again": ["historyOutOfOrder", put("submissions.2.settlement.period", "1")],
  "a missing period": ["historyOutOfOrder", put("submissions.2.settlement.period", "3")],
  "a submission before the one before had ended": ["historyOutOfOrder", put("submissions.1.submitted.time", "1")],
  "an end before the beginning": ["historyOutOfOrder", put("submissions.0.ended.time", "1")],
  "credits twice": ["historyCreditsOutOfOrder", splice("credits", 0, 0, 0)],
  "credits of period 0": ["historyCreditsOutOfOrder", put("credits.0.period", "0")],
  "blocks not in order": ["historyPlacesOutOfOrder", put("submissions.1.ended.block", "1")],
  "something after its end": ["historyPlacesOutOfOrder", put("block.number", "9")],
  "a sum that is forged": ["historySums", put("totals.covered", "1")],
  "a payment that is forged": ["historySums", put("payments.0.amount", "1")],
};

describe("a hostile history.json", () => {
  for (const [name, [code, change]] of Object.entries(HOSTILE))
    it(`is refused by name: ${name}`, () => {
      const read = () => parseHistory(changed(change));
      expect(read).to.throw(InputError).with.property("code", code);
    });

  it("is refused by name where it is no JSON, or says a thing twice", () => {
    for (const text of ["", "<!doctype html>", "null", '{"format":', `${"[".repeat(100_000)}`])
      expect(() => parseHistory(text), text.slice(0, 20)).to.throw(InputError);
    const twice = historyToJson(history().told).replace('"chainId"', '"format": "x", "chainId"');
    expect(() => parseHistory(twice))
      .to.throw(InputError)
      .with.property("code", "fieldTwice");
  });
});
