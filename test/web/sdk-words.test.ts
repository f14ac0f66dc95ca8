// What the SDK says in English, the page says in Chinese too: every sentence that the checks of a visitor's files can give.
import { expect } from "chai";
import { type Amounts, amountsFrom, amountsToArray, InputError, parseAmount } from "zke-insurance-fund";
import {
  type Bundle,
  documentToJson,
  headerProblems,
  parseDocument,
  parseStatement,
  proveStatement,
  statementToJson,
  verifyBundle,
} from "zke-insurance-fund/bundle";
import { FAULTS, sentenceOf } from "zke-insurance-fund/chain";
import { sdk as english } from "../../web/src/text/en/sdk.ts";
import { rule } from "../../web/src/text/zh/rule.ts";
import { sdk as chinese } from "../../web/src/text/zh/sdk.ts";
import { vectors } from "../sdk/support/vectors.ts";
import { bundleOfCase } from "../sdk/tables/tables.ts";

const someCase = vectors.find(({ name }) => name === "random, 16 positions")!;
const bundle = await bundleOfCase(someCase);
const { settlement, policy } = bundle.document;
const HAN = /\p{Script=Han}/u;

function expectTranslated(sentence: string) {
  expect(english.said(sentence)).to.equal(sentence);
  const said = chinese.said(sentence);
  expect(said, sentence).to.match(HAN);
  // Whole words of English are left only where they name a file, a column or a field.
  const words = said.replace(/[“（"][^”）"]*[”）"]/g, "").match(/[a-z]{4,}/gi) ?? [];
  expect(
    words.filter((word) => !["JSON", "UTF", "Parquet", "Unicode"].includes(word)),
    said,
  ).to.deep.equal([]);
}

function refusalOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return expect.fail("nothing was refused");
}

describe("the SDK's sentences in Chinese", () => {
  it("about a header by itself", () => {
    const zero = `0x${"00".repeat(32)}` as const;
    const changes: Partial<typeof settlement>[] = [
      { period: 0n },
      { endTime: settlement.startTime },
      { liquidationCount: 0n },
      { liquidationCount: 0n, liquidationsRoot: zero },
      { positionCount: 0n },
      { headCount: settlement.positionCount + 1n },
      { headProfit: settlement.totalProfit + 1n },
      { totalProfit: settlement.totalProfit * 2n },
      { headCount: settlement.positionCount },
      { loss: 0n },
    ];
    const said = new Set(changes.flatMap((change) => headerProblems({ ...settlement, ...change }, policy)));
    expect(said.size).to.be.at.least(10);
    for (const sentence of said) expectTranslated(sentence);
  });

  it("about the findings of a verification", () => {
    const { positions, liquidations, document } = bundle;
    const bumped = (column: Amounts): Amounts =>
      amountsFrom(amountsToArray(column).map((amount, i) => (i === 1 ? amount + 1n : amount)));
    const reversed = amountsFrom(amountsToArray(positions.profits).reverse());
    const sameKeys = positions.keys.map((_, at) => positions.keys[at % 32]!);
    const noAmounts = (count: number) => amountsFrom(Array.from({ length: count }, () => 0n));
    const none = noAmounts(positions.count);
    const reversedWords = (words: Uint8Array) =>
      Uint8Array.from(
        Array.from({ length: words.length / 32 }, (_, at) => [...words.subarray(32 * at, 32 * at + 32)])
          .reverse()
          .flat(),
      );
    const huge = amountsFrom(amountsToArray(positions.profits).map(() => 2n ** 127n));
    const bundles: Partial<Bundle>[] = [
      { positions: { ...positions, shares: bumped(positions.shares) } },
      { positions: { ...positions, cumulative: bumped(positions.cumulative) } },
      { positions: { ...positions, profits: reversed } },
      { positions: { ...positions, keys: sameKeys } },
      { positions: { ...positions, profits: none } },
      { positions: { ...positions, profits: huge } },
      { positions: { ...positions, indexes: positions.indexes.map((index) => index + 1) } },
      { liquidations: { ...liquidations, cumulativeLoss: bumped(liquidations.cumulativeLoss) } },
      { liquidations: { ...liquidations, keys: liquidations.keys.map((_, at) => liquidations.keys[at % 32]!) } },
      { liquidations: { ...liquidations, keys: reversedWords(liquidations.keys) } },
      { liquidations: { ...liquidations, times: liquidations.times.with(1, settlement.endTime) } },
      { liquidations: { ...liquidations, quantities: noAmounts(liquidations.count) } },
      { liquidations: { ...liquidations, sides: liquidations.sides.map(() => 2) } },
      {
        liquidations: {
          ...liquidations,
          sides: liquidations.sides.map(() => 0),
          takeoverValues: noAmounts(liquidations.count),
          closeValues: amountsFrom(Array.from({ length: liquidations.count }, () => 2n ** 128n - 1n)),
        },
      },
      { document: { ...document, settlement: { ...settlement, loss: 0n, endTime: 0n } } },
    ];
    const { private: _, ...published } = bundle;
    const findings = bundles.flatMap((change) => verifyBundle({ ...published, ...change }).findings);
    expect(new Set(findings.map(({ problem }) => problem.replace(/\(.*/, ""))).size).to.be.at.least(10);
    for (const { problem } of findings) expectTranslated(problem);
  });

  it("about a statement or a header that cannot be read", () => {
    const { account, position } = someCase.rows[0]!;
    const right = statementToJson(proveStatement(bundle, account, position)!);
    const statement = (change: object) => refusalOf(() => parseStatement(JSON.stringify({ ...right, ...change })));
    const document = (change: object) =>
      refusalOf(() =>
        parseDocument(JSON.stringify({ ...documentToJson(bundle.document), ...change }), "settlement.json"),
      );
    const sentences = [
      refusalOf(() => parseStatement("{")),
      refusalOf(() => parseStatement("[]")),
      statement({ note: 1 }),
      statement({ key: undefined }),
      statement({ format: "x" }),
      statement({ profit: 1 }),
      statement({ index: String(2n ** 64n) }),
      statement({ salt: "0x" }),
      statement({ account: 1 }),
      statement({ account: "" }),
      statement({ account: "a\0" }),
      statement({ account: "\ud800" }),
      statement({ proof: {} }),
      statement({ chainId: null }),
      statement({ fund: null }),
      statement({ chainId: "0" }),
      statement({ chainId: 1 }),
      statement({ fund: `0x${"00".repeat(20)}` }),
      statement({ fund: "0x12" }),
      statement({ fund: `0x${"aB".repeat(20)}` }),
      statement({ decimals: 19 }),
      statement({ policy: { ...policy, coverBps: 10_001 } }),
      statement({ policy: { ...policy, basis: "none" } }),
      document({ settlement: null }),
      refusalOf(() => parseDocument("[]", "settlement.json")),
    ];
    for (const sentence of sentences) expectTranslated(sentence);
  });

  it("about what the contract refuses", () => {
    const refusals: [string, unknown[]][] = [
      ["SettlementMismatch", [1n, "0x", "0x"]],
      ["VoidedSettlement", [1n]],
      ["NotInTree", [1n, 7n]],
      ["NotInTree", [0n, 7n]],
      ["IndexOutOfRange", [1n, 7n, 5n]],
      ...FAULTS.map((_, fault): [string, unknown[]] => ["LeafAtFault", [BigInt(fault)]]),
      ["CoverageTooLow", [1_500_000n, 2_000_000n]],
      ["ListTooLong", [0n, 9n, 8n]],
      ["ListTooLong", [1n, 9n, 8n]],
      ["NoCredits", []],
      ["CreditsNotReceived", [1_500_000n, 2_000_000n]],
    ];
    for (const [name, args] of refusals) expectTranslated(sentenceOf({ name, args }));
    expect(chinese.said(sentenceOf({ name: "CoverageTooLow", args: [1_500_000n, 2_000_000n] }))).to.match(
      / 1\.5，.* 2。$/,
    );
  });

  it("about an amount", () => {
    const texts = ["-1", "1.0000001", "9".repeat(60), "9".repeat(200), "ten"];
    const sentences = texts.map((text) => refusalOf(() => parseAmount(text)));
    expect(new Set(sentences).size).to.equal(5);
    for (const sentence of sentences) {
      expectTranslated(sentence);
      expect(rule.calculator.said(sentence)).to.equal(chinese.said(sentence));
    }
  });

  it("leave what they do not know as it is", () => {
    expect(chinese.said("something quite new")).to.equal("something quite new");
    expect(chinese.said('something new (got "x")')).to.equal('something new（实际为 "x"）');
  });
});
