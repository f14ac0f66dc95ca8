// What can be wrong is said in the visitor's language: a sentence for each code in both, and no English in the Chinese ones.
import { expect } from "chai";
import {
  AMOUNTS,
  type Amounts,
  amountsFrom,
  amountsToArray,
  ChainError,
  ENGLISH,
  GAPS,
  InputError,
  PLAIN,
  type Problem,
  parseAmount,
  say,
} from "zke-insurance-fund";
import {
  type Bundle,
  documentToJson,
  parseDocument,
  parseStatement,
  readPositions,
  verifyBundle,
  writePositions,
} from "zke-insurance-fund/bundle";
import { INSURANCE_FUND_ABI, type Revert, refusalOf, shareProblem } from "zke-insurance-fund/chain";
import { enChecks } from "../../web/src/text/en-checks.ts";
import { amounts as chineseAmounts } from "../../web/src/text/zh/amounts.ts";
import { gaps as chineseGaps } from "../../web/src/text/zh/gaps.ts";
import { problems as chinese } from "../../web/src/text/zh/problems.ts";
import { settled } from "../sdk/daemon/watch/submissions.ts";
import { vectors } from "../sdk/support/vectors.ts";
import { bundleOfCase } from "../sdk/tables/tables.ts";
import { amounts, FUND, SAMPLES } from "./problem-samples.ts";

const HAN = /\p{Script=Han}/u;
// Names that are the same in both languages.
const NAMES = ["JSON", "UTF", "NUL", "Unicode", "Parquet", "Unix", "ISO", "chainId", "fund"];

/** Nothing of a sentence in Chinese is English but what is quoted, is a hash or a time, or has the same name there. */
function expectChinese(said: string): void {
  expect(said).to.match(HAN);
  expectNoEnglish(said);
}

function expectNoEnglish(said: string): void {
  const rest = said.replace(/“[^”]*”|"[^"]*"|0x[0-9a-f]+|\d{4}-\d\d-\d\dT[\d:]+Z/gi, "");
  const foreign = (rest.match(/[a-z]{2,}/gi) ?? []).filter((word) => !NAMES.includes(word));
  expect(foreign, said).to.deep.equal([]);
  expect(said).not.to.match(/undefined|NaN|\[object/);
}

const WORDS = [{ ...ENGLISH, ...GAPS } as const, { ...chinese, ...chineseGaps } as const] as const;
const problemsOf = (code: string) =>
  SAMPLES[code as keyof typeof SAMPLES].map((args) => ({ code, args }) as unknown as Problem);

describe("what can be wrong, in the visitor's language", () => {
  it("has the SDK's sentences in English", () => {
    expect(enChecks.problems).to.equal(ENGLISH);
    expect(Object.keys(chinese).sort()).to.deep.equal(Object.keys(ENGLISH).sort());
    expect(Object.keys(chineseGaps).sort()).to.deep.equal(Object.keys(GAPS).sort());
  });

  for (const code of Object.keys(SAMPLES).filter((name) => name !== "other")) {
    it(`is said of ${code} in Chinese, with the same facts, and without a word of English`, () => {
      expect(problemsOf(code).length).to.be.greaterThan(0);
      for (const problem of problemsOf(code)) {
        const [english, said] = WORDS.map((words) => say(words, problem, PLAIN)) as [
          ReturnType<typeof say>,
          ReturnType<typeof say>,
        ];
        expect(english.reason).not.to.match(HAN);
        expect(english.reason).not.to.match(/undefined|NaN|\[object/);
        expectChinese(said.reason);
        for (const fact of ["got", "expected"] as const) {
          expect(said[fact] === undefined, `${code}, ${fact}`).to.equal(english[fact] === undefined);
          expectNoEnglish(said[fact] ?? "");
        }
      }
    });
  }

  it("names each gap in what a node shows by a sentence of its own, made of facts alone", () => {
    for (const code of ["missingLogs", "missingLogsOf"] as const) {
      for (const words of WORDS) {
        const said = problemsOf(code).map((problem) => say(words, problem).reason);
        expect(new Set(said).size).to.equal(SAMPLES[code].length);
      }
    }
    const facts = { period: 7n, what: "credits", gap: { code: "credit", args: { sequence: 2n } } } as const;
    const problem = { code: "missingLogsOf", args: facts } as const;
    expect(say(GAPS, problem).reason).to.equal(
      "The node left out logs of period 7's credits: credit 2 is not there. Nothing was concluded; ask another node.",
    );
    expect(say(chineseGaps, problem).reason).to.equal(
      "节点遗漏了第 7 期记入的日志（缺少第 2 笔记入），因此未下任何结论；请换一个节点。",
    );
  });

  it("names each fault by another sentence", () => {
    for (const code of ["entryAtFault", "LeafAtFault"] as const) {
      const said = problemsOf(code).map((problem) => say(chinese, problem).reason);
      expect(new Set(said).size).to.equal(SAMPLES[code].length);
    }
  });

  it("shows amounts and times as the page does", () => {
    const show = { amount: (units: bigint) => `<${units}>`, count: String, time: (seconds: bigint) => `[${seconds}]` };
    const said = (problem: Problem) => say(chinese, problem, show).reason;
    expect(said({ code: "otherShare", args: amounts }))
      .to.include("<5>")
      .and.include("<6>");
    const refusal = { code: "AnswerTooLate", args: { deadline: 5n } } as const;
    expect(said({ code: "contractRefuses", args: { refusal } })).to.include("[5]");
  });
});

describe("the contract's refusals in Chinese", () => {
  const errors = INSURANCE_FUND_ABI.filter(({ type }) => type === "error") as unknown as readonly {
    readonly name: string;
    readonly inputs: readonly { readonly type: string }[];
  }[];

  it("are a sentence of its own for each error of the contract, whatever it says", async () => {
    const sentences = new Set<string>();
    const { settlement } = settled(3, 1);
    const claim = {
      ...{ settlement, index: 0n, key: `0x${"ab".repeat(32)}` as const, profit: 2n, cumulativeProfit: 2n },
      share: 1n,
      proof: [],
    };
    for (const { name, inputs } of errors) {
      const args = inputs.map(({ type }) => (type === "address" ? FUND : type === "string" ? "headBps" : 3n));
      const error = new ChainError("refused", { kind: "reverted", revert: { name, args } });
      const fund = { shareOf: () => Promise.reject(error) };
      const problem = await shareProblem(fund, claim);
      const { reason } = say(chinese, problem!);
      expectChinese(reason);
      sentences.add(reason);
    }
    expect(sentences.size).to.equal(errors.length);
    expect(errors.length).to.be.greaterThan(40);
  });

  it("say what a token says, and that something is not known", () => {
    const said = (revert: Revert) => say(chinese, refusalOf(revert)).reason;
    expect(said({ name: "Error", args: ["Pausable: paused"] })).to.equal("合约给出的原因：“Pausable: paused”。");
    for (const revert of [
      { name: "", args: [] },
      { name: "0x12345678", args: [] },
      { name: "Panic", args: [17n] },
      { name: "LeafAtFault", args: [99n] },
      { name: "NotInTree", args: [7n, 1n] },
    ])
      expectChinese(said(revert));
  });
});

const bundle = await bundleOfCase(vectors.find(({ name }) => name === "random, 16 positions")!);
const { settlement } = bundle.document;

describe("what the checks of a visitor's files find, in Chinese", () => {
  function expectAllChinese({ code, args }: { readonly code: string; readonly args: object }): void {
    expect(code).not.to.equal("other");
    const { reason, got, expected } = say(chinese, { code, args });
    expectChinese(reason);
    expectNoEnglish(got ?? "");
    expectNoEnglish(expected ?? "");
  }

  function refusalIn(run: () => unknown): InputError {
    try {
      run();
    } catch (error) {
      if (error instanceof InputError) return error;
      throw error;
    }
    return expect.fail("nothing was refused");
  }

  it("are the findings of a verification", () => {
    const { positions, liquidations, document } = bundle;
    const bumped = (column: Amounts): Amounts =>
      amountsFrom(amountsToArray(column).map((amount, i) => (i === 1 ? amount + 1n : amount)));
    const noAmounts = (count: number) => amountsFrom(Array.from({ length: count }, () => 0n));
    const most = amountsFrom(Array.from({ length: liquidations.count }, () => 2n ** 128n - 1n));
    const none = noAmounts(liquidations.count);
    const changes: Partial<Bundle>[] = [
      { positions: { ...positions, shares: bumped(positions.shares) } },
      { positions: { ...positions, cumulative: bumped(positions.cumulative) } },
      { positions: { ...positions, profits: amountsFrom(amountsToArray(positions.profits).reverse()) } },
      { positions: { ...positions, keys: positions.keys.map((_, at) => positions.keys[at % 32]!) } },
      { positions: { ...positions, profits: noAmounts(positions.count) } },
      { positions: { ...positions, indexes: positions.indexes.map((index) => index + 1) } },
      { liquidations: { ...liquidations, cumulativeLoss: bumped(liquidations.cumulativeLoss) } },
      { liquidations: { ...liquidations, keys: liquidations.keys.map((_, at) => liquidations.keys[at % 32]!) } },
      { liquidations: { ...liquidations, times: liquidations.times.with(1, settlement.endTime) } },
      { liquidations: { ...liquidations, quantities: none } },
      { liquidations: { ...liquidations, sides: liquidations.sides.map(() => 2) } },
      // Losses of all: two long ones that were taken over for the most there is, and closed for nothing.
      {
        liquidations: {
          ...liquidations,
          sides: liquidations.sides.map(() => 0),
          takeoverValues: most,
          closeValues: none,
        },
      },
      { document: { ...document, settlement: { ...settlement, loss: 0n, endTime: 0n } } },
    ];
    const { private: _, ...published } = bundle;
    const findings = changes.flatMap((change) => verifyBundle({ ...published, ...change }).findings);
    expect(new Set(findings.map(({ code }) => code)).size).to.be.at.least(10);
    expect(findings.map(({ code }) => code)).to.include("outOfRange");
    for (const found of findings) expectAllChinese(found);
  });

  it("are why a statement or an amount cannot be read", () => {
    const texts = ["{", "[]", "{}", '{"format":"x"}'];
    for (const text of texts) expectAllChinese(refusalIn(() => parseStatement(text)));
    for (const text of ["-1", "1.0000001", "9".repeat(60), "9".repeat(200), "ten"]) {
      const refusal = refusalIn(() => parseAmount(text));
      expectAllChinese(refusal);
      expect(say(chineseAmounts, refusal)).to.deep.equal(say(chinese, refusal));
      expect(say(AMOUNTS, refusal).reason).to.equal(refusal.message);
    }
  });

  it("are why a header's fund cannot be one, as it comes out of a worker", () => {
    const right = documentToJson(bundle.document);
    for (const change of [{ fund: `0x${"00".repeat(20)}` }, { fund: "0x12" }, { chainId: "0" }, { chainId: null }]) {
      const text = JSON.stringify({ ...right, ...change });
      const { code, args } = refusalIn(() => parseDocument(text, "settlement.json"));
      expectAllChinese(structuredClone({ code, args }));
    }
  });

  it("are why a list cannot be read", async () => {
    const pieces: Uint8Array[] = [];
    await writePositions(bundle.positions, (bytes) => {
      pieces.push(bytes.slice());
    });
    const whole = Buffer.concat(pieces);
    const files = [whole.subarray(0, whole.length / 2), Buffer.alloc(0), Buffer.from("PAR1 and nothing else PAR1")];
    for (const bytes of files) {
      const file = new Uint8Array(bytes).buffer;
      const refusal = await readPositions({ name: "positions.parquet", file }).catch((error) => error);
      expect(refusal).to.be.instanceOf(InputError);
      expectAllChinese(refusal);
    }
  });
});
