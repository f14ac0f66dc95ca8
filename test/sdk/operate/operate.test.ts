import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { DEFAULT_RULE } from "zke-insurance-fund";
import { bundleOf, writeBundle } from "zke-insurance-fund/bundle";
import { FUND_INTERFACE } from "zke-insurance-fund/chain";
import { lacks, type Means } from "../../../sdk/src/daemon/means.ts";
import { showLeaf } from "../../../sdk/src/game/lists.ts";
import type { Submission } from "../../../sdk/src/game/state.ts";
import { operateMoves } from "../../../sdk/src/operate/decide.ts";
import { openLibrary } from "../../../sdk/src/operate/library.ts";
import { complaints, endNotice } from "../../../sdk/src/operate/report.ts";
import { demandLeaf, listsOf, OTHER, settled, submissionOf, TERMS } from "../watch/submissions.ts";

const PERIOD = settled(12, 4);

function movesFor(submission: Submission, now: bigint, { known = true, mayFinalize = true } = {}) {
  return operateMoves({
    submissions: new Map([[submission.serial, submission]]),
    now,
    answerTo: (_, place) => (known ? showLeaf(listsOf(PERIOD), place) : undefined),
    mayFinalize,
  }).map(({ data }) => FUND_INTERFACE.parseTransaction({ data })!);
}

describe("what an operator does next", () => {
  it("is to show what is demanded, the most urgent first, up to and at the deadline", () => {
    const submission = submissionOf(PERIOD);
    demandLeaf(submission, { tree: "positions", index: 3n }, { deadline: 30n });
    demandLeaf(submission, { tree: "liquidations", index: 2n }, { deadline: 25n });
    demandLeaf(submission, { tree: "positions", index: 4n }, { deadline: 9n });
    demandLeaf(submission, { tree: "positions", index: 5n }, { state: "answered" });
    const calls = movesFor(submission, 10n);
    expect(calls.map(({ name, args }) => [name, args.leaf.index])).to.deep.equal([
      ["revealLiquidation", 2n],
      ["revealPosition", 3n],
    ]);
    expect(movesFor(submission, 25n)).to.have.length(2);
    expect(movesFor(submission, 26n)).to.have.length(1);
    expect(movesFor(submission, 10n, { known: false })).to.deep.equal([]);
    expect(movesFor({ ...submission, status: "voided" }, 10n)).to.deep.equal([]);
  });

  it("is to show a part of ten thousand demands at a time, the most urgent first", () => {
    const submission = submissionOf(PERIOD);
    for (let index = 0n; index < 10_000n; index++) {
      demandLeaf(submission, { tree: "positions", index }, { deadline: 30_000n - index });
    }
    const shown: bigint[] = [];
    const leaf = showLeaf(listsOf(PERIOD), { tree: "positions", index: 0n });
    const moves = operateMoves({
      submissions: new Map([[1n, submission]]),
      now: 10n,
      answerTo: (_, { index }) => {
        shown.push(index);
        return leaf;
      },
      mayFinalize: true,
    });
    expect(moves).to.have.length(256);
    expect(shown).to.deep.equal(Array.from({ length: 256 }, (_, nth) => 9_999n - BigInt(nth)));
  });

  it("is to finalize what is due: window, demands and the wait for the last answer over", () => {
    const submission = submissionOf(PERIOD, { quietUntil: 105n });
    const names = (now: bigint, more = {}) => movesFor(submission, now, more).map(({ name }) => name);
    expect(names(104n)).to.deep.equal([]);
    expect(names(105n)).to.deep.equal(["finalize"]);
    expect(names(105n, { mayFinalize: false })).to.deep.equal([]);
    demandLeaf(submission, { tree: "positions", index: 0n }, { deadline: 90n });
    expect(names(105n)).to.deep.equal([]);
    expect(movesFor(submissionOf(PERIOD), 99n)).to.deep.equal([]);
    expect(movesFor(submissionOf(PERIOD), 100n)).to.have.length(1);
  });

  it("is to complain of what it cannot show, and of what was not shown in time", () => {
    const submission = submissionOf(PERIOD);
    demandLeaf(submission, { tree: "positions", index: 3n }, { deadline: 30n });
    const events = (now: bigint, able: boolean) => complaints(submission, now, () => able).map(({ event }) => event);
    expect(events(30n, true)).to.deep.equal([]);
    expect(events(30n, false)).to.deep.equal(["demand-unanswerable"]);
    expect(events(31n, true)).to.deep.equal(["demand-missed"]);
    const { message, level } = endNotice({ ...submission, status: "voided", fault: "Silence" })!;
    expect([level, message]).to.deep.equal([
      "error",
      "The settlement of period 1 was voided. A demanded leaf was not shown in time. It can be submitted again.",
    ]);
    expect(endNotice(submission)).to.equal(undefined);
  });

  it("is to warn of what the account lacks, once a day", () => {
    const means: Means = {
      ...{ account: OTHER, ether: 10n ** 18n, balance: 150n, claimable: 50n, allowance: 0n, bond: 100n, decimals: 6 },
    };
    const events = (more: Partial<Means>, limits = {}) =>
      lacks({ ...means, ...more }, { leastEther: 10n ** 17n, ...limits }, 2n, 90_000n).map(({ id }) => id);
    expect(events({})).to.deep.equal([]);
    expect(events({ balance: 149n })).to.deep.equal(["low-balance:1"]);
    expect(events({ balance: 49n })).to.deep.equal(["low-bond:1", "low-balance:1"]);
    expect(events({ ether: 1n })).to.deep.equal(["low-ether:1"]);
    expect(events({}, { leastAllowance: 1n, leastBalance: 201n })).to.deep.equal(["low-balance:1", "low-allowance:1"]);
    expect(lacks({ ...means, ether: 1n }, { leastEther: 10n ** 17n }, 2n, 0n)[0]?.message).to.equal(
      `${OTHER} has 0.000000000000000001 ether for gas; 0.1 are wanted.`,
    );
  });
});

describe("a library of bundles", () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "library-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it("finds a bundle by its header, and one that came later, among what is none", async () => {
    const library = await openLibrary(folder);
    expect(await library.listsOf(PERIOD.settlement)).to.equal(undefined);
    await mkdir(join(folder, "a"));
    await writeFile(join(folder, "a", "settlement.json"), "nonsense");
    await writeFile(join(folder, "file"), "");
    await writeBundle(join(folder, "later"), bundleOf(PERIOD, DEFAULT_RULE, TERMS));
    const lists = await library.listsOf(PERIOD.settlement);
    expect(showLeaf(lists!, { tree: "positions", index: 11n })?.leaf.index).to.equal(11n);
    expect(await library.listsOf(PERIOD.settlement)).to.equal(lists);
    library.keepOnly([]);
    expect(await library.listsOf(PERIOD.settlement)).not.to.equal(lists);
    expect(await library.listsOf({ ...PERIOD.settlement, period: 2n })).to.equal(undefined);
  });

  it("shows nothing of a list that is broken, and reads it again when it is mended", async () => {
    await writeBundle(join(folder, "b"), bundleOf(PERIOD, DEFAULT_RULE, TERMS));
    await writeFile(join(folder, "b", "positions.parquet"), "half");
    const library = await openLibrary(folder);
    const broken = await library.listsOf(PERIOD.settlement);
    expect(showLeaf(broken!, { tree: "positions", index: 0n })).to.equal(undefined);
    expect(showLeaf(broken!, { tree: "liquidations", index: 0n })?.leaf.index).to.equal(0n);
    await rm(join(folder, "b"), { recursive: true });
    await writeBundle(join(folder, "b"), bundleOf(PERIOD, DEFAULT_RULE, TERMS));
    const mended = await library.listsOf(PERIOD.settlement);
    expect(showLeaf(mended!, { tree: "positions", index: 0n })?.leaf.index).to.equal(0n);
  });

  it("needs a folder", async () => {
    const error = await openLibrary(join(folder, "none")).catch((thrown: unknown) => thrown);
    expect(String(error)).to.include("no such folder of bundles");
  });
});
