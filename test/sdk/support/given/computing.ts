// What is given to the functions of the package's first entry, which compute.
import * as core from "zke-insurance-fund";
import {
  type Argument,
  array,
  bigint,
  type Call,
  callback,
  count,
  flag,
  integer,
  listOf,
  optional,
  parts,
  text,
  unjudged,
  word,
  wrongAs,
} from "../wrong-values.ts";
import { REF, rule, settlement } from "./values.ts";

const ROW = {
  ...{ key: REF, market: "BTCUSDT", side: "long" as const, quantity: 1n, takeoverValue: 1n, closeValue: 2n, time: 1n },
};
const columns = core.liquidationColumns([ROW]);
const COLUMN = core.amountsFrom([5n]);
const POSITIONS: core.PositionColumns = { count: 1, keys: new Uint8Array(32).fill(1), profits: COLUMN };
const committed = core.commitPositions(POSITIONS, core.DEFAULT_RULE);
const column = parts({ low: array(COLUMN.low), high: optional(array(new BigUint64Array(1))) });
const positionParts = { count: count(1), keys: array(POSITIONS.keys), profits: column };
const positions = parts(positionParts);
const positionList = parts({ ...positionParts, cumulative: column });
const bytes = array(new Uint8Array(32));
const liquidationList = parts({
  ...{ count: count(1), keys: bytes, markets: bytes, sides: array(columns.sides), times: array(columns.times) },
  ...{ quantities: column, takeoverValues: column, closeValues: column },
  ...{ cumulativeProfit: column, cumulativeLoss: column },
});
export const liquidationColumns = parts({
  ...{ count: count(1), keys: bytes, markets: bytes, sides: array(columns.sides) },
  ...{ times: array(BigUint64Array.of(1n)), quantities: column, takeoverValues: column, closeValues: column },
});
const RIGHT_LIST = core.commitLiquidations([ROW], { startTime: 0n, endTime: 2n });
const times = parts({ startTime: integer(0n, 64), endTime: integer(2n, 64) });
const row = parts({
  ...{ key: word(REF), market: text("BTC"), side: wrongAs("long", undefined, null, 5, "up", {}) },
  ...{ quantity: integer(1n, 128), takeoverValue: integer(1n, 128), closeValue: integer(1n, 128) },
  time: integer(1n, 64),
});
const positionHashed = { key: word(REF), profit: integer(5n, 256), cumulativeProfit: integer(5n, 256) };
export const position = parts({ index: integer(0n, 256), ...positionHashed });
const liquidationHashed = {
  ...{ key: word(REF), market: word(REF), side: integer(0n, 256), quantity: integer(1n, 256) },
  ...{ takeoverValue: integer(1n, 256), closeValue: integer(2n, 256), time: integer(1n, 256) },
  ...{ cumulativeProfit: integer(1n, 256), cumulativeLoss: integer(0n, 256) },
};
const liquidation = parts({ index: integer(0n, 256), ...liquidationHashed });
export const totals = parts({ loss: bigint(5n), totalProfit: bigint(6n), headProfit: bigint(6n) });
const split = parts({ collected: bigint(5n), measure: bigint(5n) });
const enginePath = parts({ simd: flag(false), shared: flag(false), threads: count(1, 0) });
const backgroundParts = {
  ...{ onProgress: optional(callback(() => undefined)), path: optional(enginePath) },
  signal: wrongAs(new AbortController().signal, null, 5, {}, true, () => 1),
};
const background = optional(parts(backgroundParts));
const input = parts({
  ...{ period: integer(1n, 64), startTime: integer(0n, 64), endTime: integer(2n, 64), rule, positions },
  liquidations: wrongAs([ROW], undefined, null, 5, {}, true, [5], [{ ...ROW, quantity: 1 }]),
});
const PACKED: core.PackedIds = { bytes: Uint8Array.of(97), ends: [1] };
export const packed = parts({ bytes: array(PACKED.bytes), ends: wrongAs(PACKED.ends, undefined, null, 5, {}, true) });
export const rows = array(Uint32Array.of(0));
/** A fund by name, whether there may be such a one or not. */
const named = parts({ chainId: bigint(1n), fund: text("0x") });
/** Columns, for which an empty list of rows may stand as well. */
const orRows = ({ value, wrong }: Argument) => wrongAs(value, ...wrong.filter((each) => !isEmpty(each)));
const isEmpty = (value: unknown) => Array.isArray(value) && value.length === 0;
const LEAF = { index: 0n, key: REF, profit: 5n, cumulativeProfit: 5n };
/** Text that is a plain decimal. */
const decimal = wrongAs("1.5", "x", ...text("").wrong);
export const decimals = optional(count(6, 19));

export const COMPUTING: readonly Call[] = [
  ["core.allocateAmounts", count(1), flag(false)],
  // By the row, so that the column is not looked at.
  ["core.amountAt", unjudged(COLUMN), wrongAs(0, ...count(0).wrong)],
  ["core.setAmount", unjudged(COLUMN), wrongAs(0, ...count(0).wrong), integer(1n, 64)],
  ["core.positionAt", unjudged(committed), count(0, 1)],
  ["core.liquidationAt", unjudged(RIGHT_LIST), count(0, 1)],
  ["core.amountsFrom", listOf(integer(1n, 128))],
  ["core.amountsToArray", column],
  ["core.toHex", array(new Uint8Array(1))],
  ["core.committedLiquidations", liquidationList, settlement],
  ["core.committedPositions", positionList, settlement, rule],
  ["core.committedPositionsAsync", positionList, settlement, rule],
  ["core.identityText", optional(named)],
  ["core.sameIdentity", named, named],
  ["core.keccak256", bytes],
  ["core.marketText", word(REF)],
  ["core.positionLeafHash", parts(positionHashed)],
  ["core.liquidationLeafHash", parts(liquidationHashed)],
  ["core.commitLiquidations", listOf(row), times],
  ["core.commitLiquidations", orRows(liquidationColumns), times],
  ["core.liquidationColumns", listOf(row)],
  ["core.liquidationTree", liquidationList],
  ["core.keysOf", word(REF), listOf(text("a"))],
  ["core.keysOfPacked", word(REF), packed, rows],
  [
    "core.keysOfPackedAsync",
    ...[word(REF), packed, rows],
    optional(parts({ ...backgroundParts, keys: optional(array(new Uint8Array(32))) })),
  ],
  ["core.saltsOfPacked", word(REF), packed, rows],
  ["core.commitPositions", positions, rule],
  ["core.commitPositionsAsync", positions, rule, background],
  ["core.positionTree", positionList],
  ["core.sharesOf", parts({ ...positionParts, cumulative: column, headCount: count(1) }), totals, rule],
  ["core.settle", input],
  ["core.settleAsync", input, background],
  ["core.proofOf", wrongAs(new Uint8Array(32), ...array(new Uint8Array(1)).wrong), count(1), count(0, 1)],
  ["core.rootOf", bytes],
  ["core.treeOf", bytes],
  ["core.allocatePositions", count(1), optional(flag(true)), optional(enginePath)],
  ["core.faultOfLiquidation", liquidation, settlement],
  ["core.faultOfLiquidationPair", liquidation, liquidation, settlement],
  ["core.faultOfPosition", position, settlement, rule],
  ["core.faultOfPositionPair", position, position, settlement, rule],
  [
    "core.findFault",
    parts({ positions: optional(orRows(positionList)), liquidations: optional(orRows(liquidationList)) }),
    ...[settlement, rule],
  ],
  [
    "core.findFault",
    wrongAs({ positions: [LEAF] }, { positions: [5] }, { positions: [{ ...LEAF, profit: 5 }] }),
    settlement,
    rule,
  ],
  ["core.describeFault", wrongAs("Silence", undefined, null, 5, "None", "toString", {})],
  ["core.priceText", parts({ value: bigint(5n), quantity: bigint(5n) }), count(6, 19)],
  ["core.formatAmount", bigint(5n), decimals],
  ["core.parseAmount", decimal, optional(parts({ decimals, signed: optional(flag(true)) }))],
  ["core.coverageOf", bigint(5n), bigint(5n)],
  ["core.deficitOf", bigint(5n), bigint(5n), bigint(5n)],
  ["core.outcomeOf", totals, rule],
  ["core.quotaUp", bigint(5n), rule],
  ["core.reachesHead", bigint(5n), bigint(5n), rule],
  ["core.shareOf", parts({ profit: bigint(5n), cumulativeProfit: bigint(5n) }), split],
  ["core.shareUpTo", bigint(5n), split],
  ["core.splitOf", totals, rule],
  ["core.toShareDown", bigint(5n), rule],
  [
    "core.resultOf",
    parts({ side: wrongAs("long", undefined, null, 5, "up"), takeoverValue: bigint(5n), closeValue: bigint(5n) }),
  ],
  ["core.valueAtPrice", decimal, decimal, count(6, 19)],
  ["core.assertRulePolicy", rule],
  ["core.formatQuantity", bigint(5n)],
];
