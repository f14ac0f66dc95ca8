import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { DEFAULT_RULE, type SettledPeriod } from "zke-insurance-fund";
import { bundleOf, writeBundle } from "zke-insurance-fund/bundle";
import { FUND_INTERFACE } from "zke-insurance-fund/chain";
import { lacks, type Means } from "../../../../sdk/src/daemon/means.ts";
import { operateMoves } from "../../../../sdk/src/daemon/operate/decide.ts";
import { type Library, openLibrary } from "../../../../sdk/src/daemon/operate/library.ts";
import { complaints, endNotice } from "../../../../sdk/src/daemon/operate/report.ts";
import type { Ending, LeafPlace, Submission } from "../../../../sdk/src/history/submissions.ts";
import { demandLeaf, FUND, OTHER, settled, shownOf, submissionOf, TERMS } from "../watch/submissions.ts";

const PERIOD = settled(12, 4);

async function movesFor(submission: Submission, now: bigint, { known = true, mayFinalize = true } = {}) {
  const moves = operateMoves({
    submissions: new Map([[submission.serial, submission]]),
    now,
    proverOf: (_, { tree }) => (known ? async (index) => shownOf(PERIOD, { tree, index }) : undefined),
    mayFinalize,
  });
  const calls = moves.map(async ({ data }) => (typeof data === "function" ? data() : data));
  return (await Promise.all(calls)).map((data) => FUND_INTERFACE.parseTransaction({ data })!);
}

const SILENCE: Ending = {
  ...{ block: 1, transaction: "0x", challenger: "0x", reward: 1n, forfeited: 1n },
  ...{ state: "voided", fault: "Silence" },
};

describe("what an operator does next", () => {
  it("is to show what is demanded, the most urgent first, up to and at the deadline", async () => {
    const submission = submissionOf(PERIOD);
    demandLeaf(submission, { tree: "positions", index: 3n }, { deadline: 30n });
    demandLeaf(submission, { tree: "liquidations", index: 2n }, { deadline: 25n });
    demandLeaf(submission, { tree: "positions", index: 4n }, { deadline: 9n });
    demandLeaf(submission, { tree: "positions", index: 5n }, { state: "answered" });
    const calls = await movesFor(submission, 10n);
    expect(calls.map(({ name, args }) => [name, args.leaf.index])).to.deep.equal([
      ["revealLiquidation", 2n],
      ["revealPosition", 3n],
    ]);
    expect(await movesFor(submission, 25n)).to.have.length(2);
    expect(await movesFor(submission, 26n)).to.have.length(1);
    expect(await movesFor(submission, 10n, { known: false })).to.deep.equal([]);
    expect(await movesFor({ ...submission, status: "voided" }, 10n)).to.deep.equal([]);
  });

  it("is to show a part of ten thousand demands at a time, the most urgent first, and to prove none before its turn", () => {
    const submission = submissionOf(PERIOD);
    for (let index = 0n; index < 10_000n; index++) {
      demandLeaf(submission, { tree: "positions", index }, { deadline: 30_000n - index });
    }
    let proven = 0;
    const moves = operateMoves({
      submissions: new Map([[1n, submission]]),
      now: 10n,
      proverOf: () => async () => {
        proven++;
        return shownOf(PERIOD, { tree: "positions", index: 0n });
      },
      mayFinalize: true,
    });
    expect(moves).to.have.length(512);
    expect(moves.map(({ id }) => id.split(":").at(-1))).to.deep.equal(
      Array.from({ length: 512 }, (_, nth) => String(9_999 - nth)),
    );
    expect(proven).to.equal(0);
  });

  it("is first what is due first, in whichever settlement: a thousand demands elsewhere do not stand before it", () => {
    const flooded = submissionOf(PERIOD, { serial: 1n });
    for (let index = 0n; index < 1_000n; index++) {
      demandLeaf(flooded, { tree: "positions", index }, { deadline: 10_000n });
    }
    const urgent = submissionOf(PERIOD, { serial: 2n });
    demandLeaf(urgent, { tree: "positions", index: 7n }, { deadline: 20n });
    const [first] = operateMoves({
      submissions: new Map([flooded, urgent].map((each) => [each.serial, each])),
      now: 10n,
      proverOf: (_, place) => async () => shownOf(PERIOD, place),
      mayFinalize: true,
    });
    expect([first?.serial, first?.id.split(":").at(-1)]).to.deep.equal([2n, "7"]);
  });

  it("says from when on an answer may cost more: from the last sixth of its window on", () => {
    const submission = submissionOf(PERIOD);
    const policy = { ...submission.policy, revealWindow: 600n };
    demandLeaf(submission, { tree: "positions", index: 3n }, { deadline: 1_000n });
    const [answer] = operateMoves({
      submissions: new Map([[1n, { ...submission, policy }]]),
      now: 500n,
      proverOf: (_, place) => async () => shownOf(PERIOD, place),
      mayFinalize: true,
    });
    expect(answer).to.have.property("urgentFrom", 900n);
  });

  it("is to finalize what is due: window, demands and the wait for the last answer over", async () => {
    const submission = submissionOf(PERIOD, { quietUntil: 105n });
    const names = async (now: bigint, more = {}) => (await movesFor(submission, now, more)).map(({ name }) => name);
    expect(await names(104n)).to.deep.equal([]);
    expect(await names(105n)).to.deep.equal(["finalize"]);
    expect(await names(105n, { mayFinalize: false })).to.deep.equal([]);
    demandLeaf(submission, { tree: "positions", index: 0n }, { deadline: 90n });
    expect(await names(105n)).to.deep.equal([]);
    expect(await movesFor(submissionOf(PERIOD), 99n)).to.deep.equal([]);
    expect(await movesFor(submissionOf(PERIOD), 100n)).to.have.length(1);
  });

  it("is to complain of what it cannot show, and of what was not shown in time", () => {
    const submission = submissionOf(PERIOD);
    demandLeaf(submission, { tree: "positions", index: 3n }, { deadline: 30n });
    const events = (now: bigint, able: boolean) =>
      complaints(submission, now, () => (able ? undefined : "it is away")).map(({ event }) => event);
    expect(events(30n, true)).to.deep.equal([]);
    expect(events(30n, false)).to.deep.equal(["demand-unanswerable"]);
    expect(events(31n, true)).to.deep.equal(["demand-missed"]);
    const { message, level } = endNotice({ ...submission, status: "voided", ending: SILENCE })!;
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

describe("a library of bundles", function () {
  this.timeout(60_000);
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "library-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const write = (name: string, period: SettledPeriod, terms = TERMS) =>
    writeBundle(join(folder, name), bundleOf(period, DEFAULT_RULE, terms));

  /** An entry, as the library proves it; or why it does not. */
  async function ask(library: Library, { settlement }: Pick<SettledPeriod, "settlement">, { tree, index }: LeafPlace) {
    const listed = await library.listOf(settlement, tree);
    return "missing" in listed ? listed.missing : listed.list.prove(index);
  }
  const LAST = { tree: "positions", index: 11n } as const;

  it("finds a bundle by its header, and one that came later, among what is none", async () => {
    const library = await openLibrary(folder, FUND);
    expect(await ask(library, PERIOD, LAST)).to.equal("no bundle is of it");
    await mkdir(join(folder, "a"));
    await writeFile(join(folder, "a", "settlement.json"), "nonsense");
    await writeFile(join(folder, "file"), "");
    await write("later", PERIOD);
    expect(await ask(library, PERIOD, LAST)).to.deep.equal(shownOf(PERIOD, LAST));
    const other = { settlement: { ...PERIOD.settlement, period: 2n } };
    expect(await ask(library, other, LAST)).to.equal("no bundle is of it");
  });

  it("refuses a bundle of another fund or chain, by its name, and takes one of this that comes later", async () => {
    const library = await openLibrary(folder, FUND);
    await write("other", PERIOD, { ...TERMS, identity: { ...FUND, chainId: 1n } });
    expect(await ask(library, PERIOD, LAST)).to.equal(
      `${join(folder, "other")} is of the fund ${FUND.fund} on chain 1, not of the fund ${FUND.fund} on chain 31337`,
    );
    await write("own", PERIOD);
    expect(await ask(library, PERIOD, LAST)).to.deep.equal(shownOf(PERIOD, LAST));
  });

  it("shows nothing of a list that is broken or another one, and reads it again when it is mended", async () => {
    await write("b", PERIOD);
    await writeFile(join(folder, "b", "positions.parquet"), "half");
    const library = await openLibrary(folder, FUND);
    expect(await ask(library, PERIOD, { tree: "positions", index: 0n })).to.match(/positions.parquet/);
    const place = { tree: "liquidations", index: 0n } as const;
    expect(await ask(library, PERIOD, place)).to.deep.equal(shownOf(PERIOD, place));
    await rm(join(folder, "b"), { recursive: true });
    const other = settled(12, 4);
    other.positions.keys[31] = 0x77;
    await writeBundle(join(folder, "b"), bundleOf({ ...other, settlement: PERIOD.settlement }, DEFAULT_RULE, TERMS));
    expect(await ask(library, PERIOD, LAST)).to.match(/positions.parquet: not the committed root/);
    await rm(join(folder, "b"), { recursive: true });
    await write("b", PERIOD);
    expect(await ask(library, PERIOD, LAST)).to.deep.equal(shownOf(PERIOD, LAST));
  });

  it("proves every entry of lists of any length, and none that there is not", async () => {
    const library = await openLibrary(folder, FUND);
    for (const count of [1, 2, 5, 2_048, 2_049, 5_000]) {
      const period = settled(count, count);
      await write(`of-${count}`, period);
      const indexes = new Set([0, 1, 2, count >> 1, 950, 951, 2_047, 2_048, 4_095, count - 2, count - 1]);
      for (const index of [...indexes].filter((each) => each >= 0 && each < count).map(BigInt)) {
        for (const tree of ["positions", "liquidations"] as const) {
          const shown = await ask(library, period, { tree, index });
          expect(shown, `${tree} ${index} of ${count}`).to.deep.equal(shownOf(period, { tree, index }));
        }
      }
      const beyond = await ask(library, period, { tree: "positions", index: BigInt(count) }).catch(String);
      expect(beyond).to.include(`no entry ${count}`);
    }
  });

  it("believes no tree that came with a bundle: it makes its own where a proof does not hold", async () => {
    const period = settled(5_000, 10);
    await write("c", period);
    const tree = join(folder, "c", "positions.tree");
    const place = { tree: "positions", index: 4_321n } as const;
    for (const change of [
      () => rm(tree),
      () => writeFile(tree, new Uint8Array(3 * 32)),
      () => writeFile(tree, "short"),
    ]) {
      await change();
      const library = await openLibrary(folder, FUND);
      const shown = await ask(library, period, place);
      expect(shown).to.deep.equal(shownOf(period, place));
    }
  });

  it("needs a folder", async () => {
    const error = await openLibrary(join(folder, "none"), FUND).catch((thrown: unknown) => thrown);
    expect(String(error)).to.include("no such folder of bundles");
  });
});
