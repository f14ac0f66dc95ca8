import { expect } from "chai";
import { Interface } from "ethers";
import {
  ChainError,
  DEFAULT_RULE,
  domainOf,
  type Hex,
  hashSettlement,
  keyOf,
  type Problem,
  positionId,
  positionLeafHash,
} from "zke-insurance-fund";
import { proveStatement, type Statement, shareOfPosition, statementToJson } from "zke-insurance-fund/bundle";
import { type AskedFund, type ChainPolicy, INSURANCE_FUND_ABI, type PeriodRecord } from "zke-insurance-fund/chain";
import { arithmeticOf } from "../../web/src/share/arithmetic.ts";
import {
  CHAIN_STEPS,
  checkAlone,
  checkByContract,
  checkOnChain,
  OWN_STEPS,
  type Step,
  verdictOf,
} from "../../web/src/share/check.ts";
import { faultsOf } from "../../web/src/share/faults.ts";
import { addGiven, chosen, forgetGiven, given } from "../../web/src/share/given.ts";
import { readStatementFiles, readStatementText } from "../../web/src/share/read.ts";
import { remedyFor } from "../../web/src/share/remedy.ts";
import { vectors } from "../sdk/support/vectors.ts";
import { bundleOfCase } from "../sdk/tables/tables.ts";

const someCase = vectors.find(({ name }) => name === "random, 16 positions")!;
const bundle = await bundleOfCase(someCase);
const statementOf = (index: number): Statement => {
  const { account, position } = someCase.rows[index]!;
  return proveStatement(bundle, account, position)!;
};
const head = statementOf(2);
const tail = statementOf(10);
const textOf = (statement: Statement) => JSON.stringify(statementToJson(statement));
const readAgain = (statement: Statement) => readStatementText(textOf(statement), "x")[0]!.statement!;
const results = (steps: readonly Step[]) => Object.fromEntries(steps.map(({ name, result }) => [name, result]));
const wrongSteps = (steps: readonly Step[]) => steps.filter(({ result }) => result === "wrong").map(({ name }) => name);
const reasonsOf = (steps: readonly Step[], name: string) =>
  steps.find((step) => step.name === name)!.reasons.map(({ code }) => code);

const IDENTITY = head.identity!;
const DOMAIN = domainOf(IDENTITY);
const RECORD: PeriodRecord = {
  status: "finalized",
  settlementHash: hashSettlement(head.settlement, DOMAIN),
  coverage: 0n,
  bond: 0n,
  operator: `0x${"00".repeat(20)}`,
  endTime: 0n,
  submission: 1n,
  challengeEnd: 100n,
  quietUntil: 200n,
  lastTime: 50n,
  challengeWindow: 50n,
  revealWindow: 1n,
  openDemands: 0n,
  policyVersion: 0n,
  rule: head.policy,
};
const AT = { block: 9n, time: 1_000n };
/** The fund that the statement names, with this in its record of the period. */
const recordOf = (change: Partial<PeriodRecord> = {}): AskedFund => ({
  address: IDENTITY.fund.toLowerCase() as Hex,
  chainId: async () => IDENTITY.chainId,
  domain: async () => DOMAIN,
  decimals: async () => 6,
  record: async (period: bigint, block) => {
    expect([period, block]).to.deep.equal([1n, 9]);
    return { ...RECORD, ...change };
  },
});

describe("a statement in the browser", () => {
  it("passes every step of its own, in the head and beyond it", () => {
    for (const index of someCase.rows.keys()) {
      const steps = checkAlone(statementOf(index));
      expect(steps.map(({ name }) => name)).to.deep.equal([...OWN_STEPS]);
      expect(wrongSteps(steps)).to.deep.equal([]);
      expect(steps.every(({ result }) => result === "right")).to.equal(true);
    }
  });

  const zero = `0x${"00".repeat(32)}` as Hex;
  const moved = { account: "mallory", salt: zero, key: keyOf(zero, positionId("mallory", head.position)) };
  const forgeries: [name: string, statement: Statement, wrong: string[], reason: string][] = [
    ["another account", { ...head, account: "mallory" }, ["key"], "otherKey"],
    ["another position", { ...head, position: "other" }, ["key"], "otherKey"],
    ["another trader's ids, salt and key", { ...head, ...moved }, ["place"], "notInList"],
    ["another index", { ...head, index: 1n }, ["place"], "notInList"],
    ["the index behind the last", { ...tail, index: head.settlement.positionCount }, ["place"], "beyondList"],
    ["an index beyond the list", { ...head, index: 2n ** 64n - 1n }, ["place", "share"], "beyondList"],
    ["a larger share", { ...head, share: head.share + 1n }, ["share"], "otherShare"],
    ["a share beyond the head", { ...tail, share: 1n }, ["share"], "otherShare"],
    ["no proof", { ...head, proof: [] }, ["place"], "notInList"],
    ["hostile numbers", { ...head, profit: 2n ** 256n - 1n, cumulativeProfit: 0n }, ["place", "share"], "notInList"],
    ["another period", { ...head, period: 2n }, ["header"], "otherPeriod"],
    ["a rule that charges more", { ...head, policy: { ...head.policy, coverBps: 0 } }, ["share"], "otherShare"],
    [
      "a header that contradicts itself",
      { ...head, settlement: { ...head.settlement, endTime: head.settlement.startTime } },
      ["header"],
      "endsBeforeStart",
    ],
  ];
  for (const [name, statement, wrong, reason] of forgeries) {
    it(`fails with ${name}, and says where`, () => {
      const steps = checkAlone(readAgain(statement));
      expect(wrongSteps(steps)).to.deep.equal(wrong);
      expect(reasonsOf(steps, wrong[0]!)).to.deep.equal([reason]);
      expect(verdictOf(steps, undefined)).to.equal("wrong");
      expect(results(steps).leaf).to.equal(wrong.includes("place") ? "open" : "right");
    });
  }

  it("names what an entry of the list itself breaks", () => {
    const [profit, cumulativeProfit] = [10n, 25n];
    const [account, position, salt] = ["alice", "BTCUSDT", zero];
    const key = keyOf(salt, positionId(account, position));
    const leaf = { index: 0n, key, profit, cumulativeProfit };
    const settlement = {
      ...head.settlement,
      ...{ loss: 10n, totalProfit: 25n, headProfit: 25n, positionCount: 1n, headCount: 1n },
      positionsRoot: positionLeafHash(leaf),
    };
    const share = shareOfPosition(leaf, settlement, DEFAULT_RULE);
    const statement = {
      period: 1n,
      account,
      position,
      salt,
      ...leaf,
      share,
      proof: [],
      decimals: 6,
      settlement,
      policy: DEFAULT_RULE,
    };
    const steps = checkAlone(statement);
    expect(wrongSteps(steps)).to.deep.equal(["leaf"]);
    expect(steps.find(({ name }) => name === "leaf")!.reasons).to.deep.equal([
      { code: "entryAtFault", args: { fault: "PositionFirst" } },
    ]);
  });
});

describe("a statement against the chain", () => {
  const own = checkAlone(head);

  it("is unconfirmed without it", () => {
    expect(verdictOf(own, undefined)).to.equal("unconfirmed");
  });

  it("is final, or pending until its time", async () => {
    const final = await checkOnChain(head, recordOf(), AT);
    expect(final.steps.map(({ name, result }) => [name, result])).to.deep.equal(
      CHAIN_STEPS.map((name) => [name, "right"]),
    );
    expect(verdictOf(own, final)).to.equal("final");
    expect(final.at, "the block that was asked, whichever is the newest when this is printed").to.deep.equal(AT);
    const pending = await checkOnChain(head, recordOf({ status: "pending" }), AT);
    expect(pending.readyAt, "the later of both windows").to.equal(200n);
    expect(verdictOf(own, pending)).to.equal("pending");
  });

  it("counts for nothing if its settlement was voided, and is wrong if it is wrong besides", async () => {
    const voided = await checkOnChain(head, recordOf({ status: "voided" }), AT);
    expect(reasonsOf(voided.steps, "settlement")).to.deep.equal(["voided"]);
    expect(verdictOf(own, voided)).to.equal("voided");
    expect(verdictOf(checkAlone({ ...head, share: 0n }), voided)).to.equal("wrong");
  });

  it("is wrong where the chain has nothing, something else, or another rule", async () => {
    const cases: [Partial<PeriodRecord>, string, string[], string][] = [
      [{ status: "none", settlementHash: `0x${"00".repeat(32)}` }, "settlement", ["noSettlement"], "open"],
      [{ settlementHash: `0x${"ab".repeat(32)}` }, "settlement", ["otherSettlement"], "right"],
      [{ settlementHash: `0x${"ab".repeat(32)}`, status: "voided" }, "settlement", ["otherSettlement"], "right"],
      [{ rule: { ...head.policy, basis: "all" } }, "rule", ["otherRule"], "wrong"],
    ];
    for (const [change, name, reasons, rule] of cases) {
      const chain = await checkOnChain(head, recordOf(change), AT);
      expect(reasonsOf(chain.steps, name)).to.deep.equal(reasons);
      expect(results(chain.steps).rule).to.equal(rule);
      expect(verdictOf(own, chain)).to.equal("wrong");
    }
  });

  it("is not this fund's where it names another fund, another chain or other decimals, and nothing more is asked", async () => {
    const silent: AskedFund = { ...recordOf(), record: () => expect.fail("the record was asked for") };
    const otherFund = { ...IDENTITY, fund: `0x${"aa".repeat(20)}` as Hex };
    const otherChain = { ...IDENTITY, chainId: IDENTITY.chainId + 1n };
    const cases: [Partial<Statement>, Problem][] = [
      [{ identity: otherFund }, { code: "otherFund", args: { got: otherFund, expected: IDENTITY } }],
      [{ identity: otherChain }, { code: "otherFund", args: { got: otherChain, expected: IDENTITY } }],
      [{ decimals: 18 }, { code: "otherDecimals", args: { got: 18, expected: 6 } }],
    ];
    for (const [change, reason] of cases) {
      const chain = await checkOnChain({ ...head, ...change }, silent, AT);
      expect(chain.steps).to.deep.equal([
        { name: "fund", result: "wrong", reasons: [reason] },
        { name: "settlement", result: "open", reasons: [] },
        { name: "rule", result: "open", reasons: [] },
      ]);
      expect(verdictOf(own, chain)).to.equal("foreign");
      expect(verdictOf(checkAlone({ ...head, share: 0n }), chain), "what is wrong by itself stays wrong").to.equal(
        "wrong",
      );
    }
  });

  it("says so where it names no fund", async () => {
    const { identity: _, ...unnamed } = head;
    const chain = await checkOnChain(unnamed, recordOf(), AT);
    expect(reasonsOf(chain.steps, "fund")).to.deep.equal(["unnamed"]);
    expect(verdictOf(own, chain)).to.equal("unnamed");
    expect(readAgain(unnamed).identity).to.equal(undefined);
  });

  it("passes on that the chain is not reached", async () => {
    const lost = { ...recordOf(), record: async () => Promise.reject(new ChainError("no answer")) };
    expect(await checkOnChain(head, lost, AT).catch(String)).to.equal("no answer");
  });
});

describe("the contract's second opinion", () => {
  it("is asked with the entry, and compared", async () => {
    const asked: unknown[] = [];
    const fund = (share: bigint) => ({
      shareOf: async (...args: unknown[]) => {
        asked.push(args);
        return share;
      },
    });
    expect((await checkByContract(head, fund(head.share))).result).to.equal("right");
    const { index, key, profit, cumulativeProfit } = head;
    expect(asked).to.deep.equal([[head.settlement, { index, key, profit, cumulativeProfit }, head.proof]]);
    expect(await checkByContract(head, fund(head.share + 1n))).to.deep.equal({
      name: "contract",
      result: "wrong",
      reasons: [{ code: "contractShare", args: { got: head.share, expected: head.share + 1n } }],
    });
  });

  const failing = (error: Error) => ({ shareOf: async () => Promise.reject(error) });

  it("may be a refusal, which is told as data", async () => {
    const revert = { name: "NotInTree", args: [1n, 3n] };
    const refused = await checkByContract(head, failing(new ChainError("refused", { kind: "reverted", revert })));
    expect(refused.result).to.equal("wrong");
    expect(refused.reasons).to.deep.equal([
      {
        code: "contractRefuses",
        args: { refusal: { code: "NotInTree", args: { tree: "positions", index: 3n } } },
      },
    ]);
  });

  it("is not given by a node that fails, however it words that", async () => {
    const cause = { code: "CALL_EXCEPTION", data: null, info: { error: { code: -32_005, message: "limit exceeded" } } };
    for (const kind of ["node", "incomplete", "absent", "changed"] as const) {
      const error = new ChainError("The chain refused", { kind, cause });
      expect(await checkByContract(head, failing(error)).catch((failure) => failure)).to.equal(error);
    }
  });
});

describe("reading statements", () => {
  const blob = (text: string | Uint8Array<ArrayBuffer>) => new Blob([text]);
  const read = (...files: Blob[]) => readStatementFiles(files.map((file, at) => ({ path: `${at}.json`, file })));

  it("takes all of all files, and names what is none by its place", async () => {
    const given = await read(
      blob(`\ufeff${textOf(head)}\r\n`),
      blob(`[${textOf(tail)},{}]`),
      blob(new Uint8Array([0xc3, 0x28])),
      blob(`> Dear customer,\n> ${textOf(statementOf(0))}\n`),
    );
    expect(given.map(({ statement }) => statement)).to.deep.equal([head, tail, undefined, undefined, statementOf(0)]);
    expect(given.map(({ name, line }) => [name, line])).to.deep.equal([
      ["0.json", 1],
      ["1.json", 1],
      ["1.json", 2],
      ["2.json", 1],
      ["3.json", 2],
    ]);
    expect(given[3]!.problem?.code).to.equal("notUtf8Text");
  });

  it("refuses what is too large before it looks, and what is taken away meanwhile", async () => {
    const huge = { size: 2 ** 30, arrayBuffer: () => expect.fail("it was read") } as unknown as Blob;
    const gone = { size: 1, arrayBuffer: async () => Promise.reject(new Error("NotFoundError")) } as unknown as Blob;
    const given = await read(huge, gone, blob(textOf(head)));
    expect(given.map(({ problem }) => problem?.code)).to.deep.equal(["tooLargeFor", "other", undefined]);
    expect(given[2]!.statement).to.deep.equal(head);
  });

  it("keeps what was given, each statement once", () => {
    forgetGiven();
    addGiven(readStatementText(textOf(head), "pasted"));
    addGiven(readStatementText(`${textOf(head)}\n${textOf(tail)}\nno`, "again"));
    expect(given().map(({ statement }) => statement)).to.deep.equal([head, tail]);
    expect(chosen()).to.equal(given()[1]!.id);
    forgetGiven();
    expect(given()).to.deep.equal([]);
  });
});

describe("the arithmetic of a share", () => {
  it("is the rule's share, and the division alone to at most one unit", async () => {
    for (const vector of vectors) {
      const own = await bundleOfCase(vector);
      for (const { account, position } of vector.rows) {
        const statement = proveStatement(own, account, position)!;
        const sum = arithmeticOf(statement);
        expect(sum.share).to.equal(statement.share);
        if (sum.isBeyond) continue;
        const apart = sum.share - sum.plain;
        expect(apart === 0n || apart === 1n, `${vector.name}: ${apart}`).to.equal(true);
        if (!sum.isCapped) expect(sum.collected).to.equal((sum.loss * BigInt(sum.part)) / 10_000n);
      }
    }
  });
});

describe("what statements prove of a settlement", () => {
  const committed = (statement: Statement, id = 0) => ({ id, statement });

  it("is nothing of a right one", () => {
    const all = someCase.rows.map((_, index) => committed(statementOf(index), index));
    expect(faultsOf(all).size).to.equal(0);
  });

  it("is a fault of one, or of two of one settlement", () => {
    const early = { ...head, cumulativeProfit: head.profit - 1n };
    expect(faultsOf([committed(early)]).get(0)!.fault).to.equal("PositionAboveCumulative");
    const next = { ...statementOf(3), cumulativeProfit: head.cumulativeProfit };
    const pair = faultsOf([committed(next, 7), committed(head, 5)]);
    expect([...pair.keys()].sort()).to.deep.equal([5, 7]);
    expect(pair.get(5)!.fault).to.equal("PositionSum");
    expect(pair.get(5)!.shown.map(({ leaf }) => leaf.index)).to.deep.equal([2n, 3n]);
    const twice = { ...statementOf(9), key: head.key };
    expect(faultsOf([committed(head, 1), committed(twice, 2), committed(statementOf(5), 3)]).get(2)!.fault).to.equal(
      "DuplicateKey",
    );
    const other = { ...next, identity: { chainId: 5n, fund: IDENTITY.fund } };
    expect(faultsOf([committed(other, 7), committed(head, 5)]).size, "of another fund").to.equal(0);
  });

  it("makes the very call that the contract takes", async () => {
    const proven = faultsOf([committed({ ...head, cumulativeProfit: 1n })]).get(0)!;
    const record = { ...RECORD, status: "pending", bond: 7_000n, challengeEnd: 100n, challengeWindow: 50n } as const;
    const fund = {
      record: async () => record,
      policyAt: async (time: bigint) => {
        expect(time).to.equal(50n);
        return { settlementBond: 5_001n } as ChainPolicy;
      },
    };
    const remedy = await remedyFor(fund, head.settlement, proven, undefined);
    expect(remedy.reward).to.equal(2_500n);
    expect(remedy.name).to.equal("challengePosition");
    const { args } = new Interface(INSURANCE_FUND_ABI).parseTransaction({ data: remedy.data })!;
    expect(args[0].toObject()).to.deep.equal(head.settlement);
    expect(args[1].toObject()).to.deep.equal(proven.shown[0].leaf);
    expect([...args[2]]).to.deep.equal(head.proof);
    const [s, leaf, proof] = remedy.fields.split("\n");
    expect(s).to.equal(`s: [${Object.values(args[0].toObject()).join(",")}]`);
    expect(leaf).to.equal(`leaf: [2,${head.key},${head.profit},1]`);
    expect(proof).to.equal(`proof: [${head.proof.join(",")}]`);
    expect((await remedyFor(fund, head.settlement, proven, { settlementBond: 9_000n })).reward).to.equal(3_500n);
    const two = faultsOf([
      committed({ ...statementOf(3), cumulativeProfit: head.cumulativeProfit }),
      committed(head, 1),
    ]);
    expect((await remedyFor(fund, head.settlement, two.get(1)!, undefined)).fields.split("\n")).to.have.lengthOf(5);
  });

  it("is judged by whether that very settlement stands on chain", async () => {
    const wrong = {
      name: "leaf",
      result: "wrong",
      reasons: [{ code: "entryAtFault", args: { fault: "PositionSum" } }],
    } as const;
    const charged = checkAlone({ ...head, share: head.share + 5n });
    const chain = await checkOnChain(head, recordOf({ status: "pending" }), AT);
    expect(verdictOf([wrong], chain)).to.equal("wrongList");
    expect(verdictOf(checkAlone(head), chain, {})).to.equal("wrongList");
    expect(verdictOf(charged, chain)).to.equal("wrongCharge");
    expect(verdictOf(charged, undefined)).to.equal("wrong");
    expect(verdictOf([...charged, ...checkAlone({ ...head, account: "x" })], chain)).to.equal("wrong");
    expect(verdictOf([wrong], await checkOnChain(head, recordOf({ status: "voided" }), AT))).to.equal("voided");
  });
});
