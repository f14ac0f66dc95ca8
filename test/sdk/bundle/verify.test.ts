import { expect } from "chai";
import {
  type Amounts,
  amountAt,
  amountsFrom,
  amountsToArray,
  DEFAULT_RULE,
  liquidationTree,
  positionTree,
  settle,
  toHex,
} from "zke-insurance-fund";
import { type Bundle, bundleOf, bundleProblemText, verifyBundle, verifyBundleAsync } from "zke-insurance-fund/bundle";
import { columnsOf } from "../support/arbitraries.ts";
import { vectors } from "../support/vectors.ts";
import { bundleOfCase, PERIOD } from "../tables/tables.ts";

const right = await bundleOfCase(vectors.find(({ name }) => name === "random, 8 positions")!);

const findingsOf = (bundle: Bundle) => verifyBundle(bundle).findings.map(bundleProblemText);

/** A copy of a column with one figure changed. */
function withAmount(column: Amounts, index: number, change: (amount: bigint) => bigint): Amounts {
  return amountsFrom(amountsToArray(column).map((amount, i) => (i === index ? change(amount) : amount)));
}

function withByte(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = copy[at]! ^ 1;
  return copy;
}

function withIndex(indexes: Float64Array, at: number): Float64Array {
  const copy = indexes.slice();
  copy[at] = copy[at]! + 1;
  return copy;
}

/** Another time of the same period. */
function withTime(times: BigUint64Array, at: number): BigUint64Array {
  const { startTime } = right.document.settlement;
  return times.map((time, row) => (row !== at ? time : time === startTime ? time + 1n : startTime));
}

const NO_LIQUIDATIONS = settle({ ...PERIOD, rule: DEFAULT_RULE, positions: columnsOf([]), liquidations: [] });

type Change = [place: string, bundle: Bundle];

/** Every figure of the bundle changed, one at a time, with the words by which it must be named. */
function* changes(): Generator<Change> {
  yield* documentChanges();
  yield* positionChanges();
  yield* liquidationChanges();
  yield* statementChanges();
}

function* documentChanges(): Generator<Change> {
  const { document } = right;
  const { settlement, outcome, policy } = document;
  const change = (part: object): Bundle => ({ ...right, document: { ...document, ...part } });
  // Times stand in the header alone: the lists know nothing of them.
  for (const [field, value] of Object.entries(settlement)) {
    if (["period", "startTime", "endTime"].includes(field)) continue;
    const other = typeof value === "bigint" ? value + 1n : `${value.slice(0, -1)}${value.endsWith("0") ? "1" : "0"}`;
    yield [
      `settlement.json, settlement.${field}: not what the lists give (is ${other}, should be ${value})`,
      change({ settlement: { ...settlement, [field]: other } }),
    ];
  }
  yield ["settlement.json: The period is 0", change({ settlement: { ...settlement, period: 0n } })];
  yield [
    "liquidations.parquet: a liquidation was closed outside its period",
    change({ settlement: { ...settlement, endTime: settlement.startTime } }),
  ];
  const nothing = bundleOf(NO_LIQUIDATIONS, DEFAULT_RULE, { decimals: 6 });
  const backwards = { ...nothing.document.settlement, endTime: nothing.document.settlement.startTime };
  yield [
    "settlement.json: The period ends at",
    { ...nothing, document: { ...nothing.document, settlement: backwards } },
  ];
  for (const [field, value] of Object.entries(outcome)) {
    yield [
      `settlement.json, outcome.${field}: not what the lists give (is ${value + 1n}`,
      change({ outcome: { ...outcome, [field]: value + 1n } }),
    ];
  }
  yield [
    "liquidations.parquet: a liquidation was closed outside its period",
    change({ settlement: { ...settlement, startTime: settlement.endTime - 1n } }),
  ];
  yield ["settlement.json, outcome.quota", change({ policy: { ...policy, coverBps: policy.coverBps + 1 } })];
  yield ["settlement.json, settlement.headCount", change({ policy: { ...policy, headBps: 1 } })];
}

function* positionChanges(): Generator<Change> {
  const list = right.positions;
  const change = (part: object): Bundle => ({ ...right, positions: { ...list, ...part } });
  for (let i = 0; i < list.count; i++) {
    const file = "positions.parquet";
    yield [
      `${file}, index ${i}, index: out of sequence (is ${i + 1}, should be ${i})`,
      change({ indexes: withIndex(list.indexes, i) }),
    ];
    yield ["settlement.json, settlement.positionsRoot", change({ keys: withByte(list.keys, 32 * i + 31) })];
    yield [
      "settlement.json, settlement.positionsRoot",
      change({ profits: withAmount(list.profits, i, (p) => p + 1n) }),
    ];
    yield [
      `${file}, index ${i}, cumulative_profit: not the sum of the profits so far`,
      change({ cumulative: withAmount(list.cumulative, i, (c) => c + 1n) }),
    ];
    yield [
      `${file}, index ${i}, share: not the rule's share`,
      change({ shares: withAmount(list.shares, i, (s) => s + 1n) }),
    ];
  }
  const sum = "positions.parquet, index 0, cumulative_profit: not the sum of the profits so far";
  yield [sum, change({ profits: withAmount(list.profits, 0, (p) => p + 1n) })];
  const swapped = amountsToArray(list.profits);
  [swapped[2], swapped[3]] = [swapped[3]!, swapped[2]!];
  const reversed = amountsFrom(amountsToArray(list.profits).reverse());
  yield ["positions.parquet, index 0: out of order", change({ profits: reversed })];
  yield ["settlement.json, settlement.positionsRoot", change({ profits: reversed })];
  yield ["positions.parquet, index 2: out of order", change({ profits: amountsFrom(swapped) })];
  yield [
    "positions.parquet: two positions have the same key",
    change({ keys: list.keys.map((byte, at) => (at < 32 ? list.keys[at + 32 * (list.count - 1)]! : byte)) }),
  ];
  yield [
    "positions.parquet: a committed position has a profit above zero",
    change({ profits: withAmount(list.profits, list.count - 1, () => 0n) }),
  ];
  yield [
    "positions.parquet: the total profit is out of range",
    change({ profits: amountsFrom(Array.from({ length: list.count }, () => 2n ** 127n)) }),
  ];
}

function* liquidationChanges(): Generator<Change> {
  const list = right.liquidations;
  const { startTime, endTime } = right.document.settlement;
  const change = (part: object): Bundle => ({ ...right, liquidations: { ...list, ...part } });
  const file = "liquidations.parquet";
  for (let i = 0; i < list.count; i++) {
    yield [`${file}, index ${i}, index: out of sequence`, change({ indexes: withIndex(list.indexes, i) })];
    yield ["settlement.json, settlement.liquidationsRoot", change({ keys: withByte(list.keys, 32 * i) })];
    yield ["settlement.json, settlement.liquidationsRoot", change({ markets: withByte(list.markets, 32 * i) })];
    yield ["settlement.json, settlement.liquidationsRoot", change({ sides: withByte(list.sides, i) })];
    yield [
      "settlement.json, settlement.liquidationsRoot",
      change({ quantities: withAmount(list.quantities, i, (v) => v + 1n) }),
    ];
    yield [`${file}: a quantity is above zero`, change({ quantities: withAmount(list.quantities, i, () => 0n) })];
    yield ["settlement.json, settlement.liquidationsRoot", change({ times: withTime(list.times, i) })];
    for (const time of [startTime - 1n, endTime]) {
      const outside = `${file}: a liquidation was closed outside its period (is time ${time} in row ${i}`;
      yield [outside, change({ times: list.times.map((other, row) => (row === i ? time : other)) })];
    }
    yield [
      "settlement.json, settlement.liquidationsRoot",
      change({ takeoverValues: withAmount(list.takeoverValues, i, (v) => v + 1n) }),
    ];
    yield [
      "settlement.json, settlement.liquidationsRoot",
      change({ closeValues: withAmount(list.closeValues, i, (v) => v + 1n) }),
    ];
    const sum = "not the sum of the results so far";
    yield [
      `${file}, index ${i}, cumulative_profit: ${sum}`,
      change({ cumulativeProfit: withAmount(list.cumulativeProfit, i, (v) => v + 1n) }),
    ];
    yield [
      `${file}, index ${i}, cumulative_loss: ${sum}`,
      change({ cumulativeLoss: withAmount(list.cumulativeLoss, i, (v) => v + 1n) }),
    ];
  }
  if (list.count > 1) {
    const keys = Uint8Array.of(...list.keys.subarray(32, 64), ...list.keys.subarray(0, 32), ...list.keys.subarray(64));
    yield [
      `${file}, index 0: out of order: liquidations stand by key (is ${toHex(keys.slice(0, 32))}`,
      change({ keys }),
    ];
    yield ["settlement.json, settlement.liquidationsRoot", change({ keys })];
  }
  yield ["liquidations.parquet: two liquidations have the same key", change({ keys: new Uint8Array(32 * list.count) })];
}

function* statementChanges(): Generator<Change> {
  const secrets = right.private!;
  const list = secrets.statements;
  const file = "private/statements.parquet";
  const change = (part: object): Bundle => ({ ...right, private: { ...secrets, statements: { ...list, ...part } } });
  const replaced = (at: number, other: (id: string) => string) => {
    const texts = Array.from(list.rows, (row, i) => {
      const id = new TextDecoder().decode(list.ids.bytes.subarray(row && list.ids.ends[row - 1], list.ids.ends[row]));
      return new TextEncoder().encode(i === at ? other(id) : id);
    });
    const ends = Float64Array.from(texts, (_, i) => texts.slice(0, i + 1).reduce((sum, { length }) => sum + length, 0));
    const rows = Uint32Array.from(texts, (_, i) => i);
    return { ids: { bytes: Uint8Array.from(texts.flatMap((text) => [...text])), ends }, rows };
  };
  for (let i = 0; i < list.count; i++) {
    yield [
      `${file}, index ${i}, salt: not that of the secret and these ids`,
      change(replaced(i, (id) => `mallory\0${id.split("\0")[1]}`)),
    ];
    yield [
      `${file}, index ${i}, salt: not that of the secret and these ids`,
      change(replaced(i, (id) => `${id.split("\0")[0]}\0other`)),
    ];
    yield [`${file}, index ${i}, account: an id is empty`, change(replaced(i, (id) => `\0${id.split("\0")[1]}`))];
    yield [`${file}, index ${i}, position: an id contains NUL`, change(replaced(i, (id) => `${id}\0`))];
    yield [`${file}, index ${i}, index: out of sequence`, change({ indexes: withIndex(list.indexes, i) })];
    yield [
      `${file}, index ${i}, profit: not what positions.parquet says`,
      change({ profits: withAmount(list.profits, i, (p) => p + 1n) }),
    ];
    yield [
      `${file}, index ${i}, share: not what positions.parquet says`,
      change({ shares: withAmount(list.shares, i, (s) => s + 1n) }),
    ];
    yield [
      `${file}, index ${i}, salt: not that of the secret and these ids`,
      change({ salts: withByte(list.salts, 32 * i) }),
    ];
  }
  const other = `0x${"22".repeat(32)}` as const;
  yield [`${file}, index 0, salt: not that of the secret`, { ...right, private: { ...secrets, secret: other } }];
  yield [`${file}: not one statement for each head position (is ${list.count - 1}`, change({ count: list.count - 1 })];
}

describe("verifyBundle", () => {
  it("finds nothing wrong with a right bundle, with or without private/", () => {
    expect(verifyBundle(right)).to.deep.equal({ ok: true, findings: [] });
    const { document, positions, liquidations } = right;
    expect(verifyBundle({ document, positions, liquidations }).ok).to.equal(true);
  });

  for (const [i, [place, bundle]] of [...changes()].entries()) {
    it(`says what is wrong, ${i}: ${place}`, async () => {
      const findings = findingsOf(bundle);
      const verification = verifyBundle(bundle);
      expect(verification.ok).to.equal(false);
      expect(await verifyBundleAsync(bundle)).to.deep.equal(verification);
      expect(
        findings.some((finding) => finding.startsWith(place)),
        findings.join("\n"),
      ).to.equal(true);
    });
  }

  it("finds nothing wrong in the background either, and tells how far it is", async () => {
    const told: number[] = [];
    const found = await verifyBundleAsync(right, { onProgress: (done) => told.push(done) });
    expect(found).to.deep.equal({ ok: true, findings: [] });
    expect(told.every((done, at) => done >= (told[at - 1] ?? 0) && done <= 1)).to.equal(true);
    expect(told.at(-1)).to.equal(1);
  });

  it("names one changed header figure and nothing else", () => {
    const { document } = right;
    const settlement = { ...document.settlement, loss: document.settlement.loss - 1n };
    expect(findingsOf({ ...right, document: { ...document, settlement } })).to.deep.equal([
      `settlement.json, settlement.loss: not what the lists give (is ${settlement.loss}, should be ${document.settlement.loss})`,
    ]);
  });

  it("takes a root for what it is, where the list under it breaks the rule", () => {
    const { positions, document } = right;
    const cumulative = withAmount(positions.cumulative, 1, (sum) => sum + 1n);
    const positionsRoot = toHex(positionTree({ ...positions, cumulative }).slice(0, 32));
    const settlement = { ...document.settlement, positionsRoot };
    const findings = findingsOf({
      ...right,
      document: { ...document, settlement },
      positions: { ...positions, cumulative },
    });
    expect(findings).to.have.length(1);
    expect(findings[0]).to.match(/^positions\.parquet, index 1, cumulative_profit: not the sum of the profits so far/);
    const profits = amountsFrom(amountsToArray(positions.profits).reverse());
    const misordered = toHex(positionTree({ ...positions, profits }).slice(0, 32));
    const other = { ...document, settlement: { ...document.settlement, positionsRoot: misordered } };
    expect(findingsOf({ ...right, document: other, positions: { ...positions, profits } }).join()).not.to.include(
      "positionsRoot",
    );
  });

  it("does the same for liquidations", () => {
    const { liquidations, document } = right;
    const cumulativeLoss = withAmount(liquidations.cumulativeLoss, 1, (sum) => sum + 1n);
    const liquidationsRoot = toHex(liquidationTree({ ...liquidations, cumulativeLoss }).slice(0, 32));
    const settlement = { ...document.settlement, liquidationsRoot };
    const bundle = {
      ...right,
      document: { ...document, settlement },
      liquidations: { ...liquidations, cumulativeLoss },
    };
    expect(findingsOf(bundle)).to.have.length(1);
    expect(findingsOf(bundle)[0]).to.match(
      /^liquidations\.parquet, index 1, cumulative_loss: not the sum of the results so far/,
    );
  });

  it("puts a finding without figures in words alone", () => {
    expect(bundleProblemText({ file: "settlement.json", code: "headNotAll", args: {} })).to.equal(
      "settlement.json: The head is all positions exactly if it holds all profit.",
    );
  });

  it("refuses positions where there is nothing to share", () => {
    const period = settle({
      ...right.document.settlement,
      rule: DEFAULT_RULE,
      positions: columnsOf([5n, 3n]),
      liquidations: right.liquidations,
    });
    const bundle = bundleOf(period, { ...DEFAULT_RULE, coverBps: 10_000 }, { decimals: 6 });
    expect(findingsOf(bundle).join("\n")).to.include("There is nothing to share, but positions are committed.");
  });

  it("does not change what it verifies", () => {
    const before = amountAt(right.positions.cumulative, 3);
    verifyBundle(right);
    expect(amountAt(right.positions.cumulative, 3)).to.equal(before);
  });
});
