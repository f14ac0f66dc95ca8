// What is given to those who read tables, settle them, prove and verify; of prices and of an audit's books, too.
import * as core from "zke-insurance-fund";
import * as bundle from "zke-insurance-fund/bundle";
import * as prices from "zke-insurance-fund/prices";
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
  made,
  name,
  optional,
  parts,
  text,
  word,
  wrongAs,
} from "../wrong-values.ts";
import { liquidationColumns, packed, rows, totals } from "./computing.ts";
import { abort, identity, REF, recorder, rule, settlement } from "./values.ts";

const TERMS = { decimals: 6, startTime: 0n, endTime: 2n };
const POSITIONS = await bundle.positionTable([{ account: "alice", position: "BTC", profit: "5" }], TERMS);
const LIQUIDATIONS = await bundle.liquidationTable(
  [
    {
      ...{ liquidation: "liq-1", market: "BTC", side: "long", quantity: "1", time: "1" },
      ...{ takeover_value: "6", close_value: "1" },
    },
  ],
  TERMS,
);
const SETTLED = {
  ...{ decimals: 6, period: 1n, startTime: 0n, endTime: 2n, rule: core.DEFAULT_RULE, secret: REF },
  ...{ positions: POSITIONS, liquidations: LIQUIDATIONS },
};
const BUNDLE = bundle.settleTables(SETTLED);
export const PROVER = bundle.createProver(BUNDLE);
const STATEMENT = (await PROVER.prove("alice", "BTC")) as bundle.Statement;

/** An object of this package's making, with each of its parts gone or something else. */
function whole(value: object, ...names: readonly string[]): Argument {
  const wrong = names.flatMap((each) => [undefined, true, "x", {}].map((other) => ({ ...value, [each]: other })));
  return wrongAs(value, ...made(value).wrong, ...wrong);
}
const documentParts = ["decimals", "policy", "settlement", "outcome"];
const document = whole(BUNDLE.document, ...documentParts);
const positions = whole(BUNDLE.positions, "count", "indexes", "keys", "profits", "cumulative", "shares");
const liquidations = whole(BUNDLE.liquidations, "count", "indexes", "keys", "sides", "times", "cumulativeLoss");
const secrets = BUNDLE.private as bundle.PrivatePart;
const statements = whole(secrets.statements, "ids", "rows", "indexes", "profits", "shares", "salts");
const settled = whole(BUNDLE, "document", "positions", "liquidations");
const statementParts = {
  ...{ decimals: count(6), account: text("alice"), position: text("BTC"), salt: word(STATEMENT.salt) },
  ...{ index: integer(0n, 256), key: word(STATEMENT.key), profit: integer(STATEMENT.profit, 256) },
  ...{ cumulativeProfit: integer(STATEMENT.profit, 256), share: integer(STATEMENT.share, 256) },
  ...{ period: bigint(1n), proof: wrongAs([], undefined, null, 5, "x", {}), settlement, policy: rule },
};
const statement = parts(statementParts);
const work = optional(parts({ onProgress: optional(callback(() => undefined)), signal: abort() }));
const onRows = optional(callback(() => undefined));
const sink = wrongAs(recorder("write"), undefined, ...callback(() => undefined).wrong);

const tableParts = {
  ...{ decimals: count(6, 19), columns: wrongAs({ account: "uid" }, null, 5, "x", [], { account: 5 }) },
  ...{ ignoreColumns: optional(listOf(text("x"))), round: wrongAs("down", null, 5, "up", {}) },
  ...{ mustEnd: optional(flag(true)), signal: abort(), notes: optional(made(new bundle.TableNotes())) },
  expect: optional(parts({ rows: optional(count(0)), profit: optional(bigint(0n)), loss: optional(bigint(0n)) })),
};
const liquidationParts = {
  ...{ ...tableParts, columns: wrongAs({ market: "m" }, null, 5, "x", { market: 5 }) },
  ...{ startTime: integer(0n, 64), endTime: integer(2n, 64), allowZeroPrice: optional(flag(true)) },
};
const rowsParts = { name: optional(text("x")), onRows };
const positionFormat = parts(tableParts);
const liquidationFormat = parts(liquidationParts);
const csv = parts({
  name: text("x.csv"),
  pieces: wrongAs([], undefined, null, 5, 5n, "x", {}, true),
  size: optional(count(5)),
});
const parquet = parts({
  name: text("x.parquet"),
  file: parts({ byteLength: count(5), slice: wrongAs(recorder("slice"), undefined, ...callback(() => 1).wrong) }),
  compressors: wrongAs({}, null, 5, "x", []),
  mostRows: optional(count(5)),
  ...{ onMetadata: onRows, onUnreadable: onRows, onRows },
});
const worth = parts({ value: bigint(5n), quantity: bigint(5n) });
const range = parts({ low: bigint(5n), high: bigint(5n) });
const iterable = (value: unknown) => wrongAs(value, undefined, null, 5, 5n, "x", {}, true);
const path = wrongAs("x.csv", undefined, null, 5, 5n, "", {}, [5], true);

export const TABLES: readonly Call[] = [
  ["bundle.writeBundle", name("there/bundle"), settled, optional(parts({ signal: aborted(), onRows }))],
  [
    "bundle.writeStatementsFile",
    ...[made(PROVER), name("there/x.jsonl")],
    optional(
      parts({ asset: optional(text("USDT")), notes: optional(made(new bundle.TableNotes())), signal: abort(), onRows }),
    ),
  ],
  ["bundle.readPositionsFile", path, positionFormat, onRows],
  ["bundle.readLiquidationsFile", path, liquidationFormat, onRows],
  [
    "bundle.mostBytesOf",
    wrongAs("positions", undefined, null, 5, "private", {}),
    parts({ positionCount: integer(1n, 64), liquidationCount: integer(1n, 64) }),
  ],
  ["bundle.documentToJson", document],
  ["bundle.integersToText", wrongAs({ a: 5n }, undefined, null, 5, 5n, "x", [], true)],
  ["bundle.parseDocument", text(JSON.stringify(bundle.documentToJson(BUNDLE.document))), text("x.json")],
  ["bundle.policyToJson", rule],
  ["bundle.settlementHashOf", parts({ identity: optional(identity), settlement })],
  ["bundle.statementsInBytes", array(new Uint8Array(1)), text("x")],
  ["bundle.statementsInText", text("x"), text("x")],
  ["bundle.headerProblems", settlement, rule],
  ...["Positions", "Liquidations", "Statements"].map((list): Call => [`bundle.read${list}`, parquet]),
  ["bundle.writePositions", positions, sink, optional(document)],
  ["bundle.writeLiquidations", liquidations, sink, optional(document)],
  ["bundle.writeStatements", statements, sink, optional(document)],
  ["bundle.proveStatement", settled, text("alice"), text("BTC")],
  ["bundle.createProver", settled],
  ["bundle.createProver().prove", text("alice"), text("BTC")],
  [
    "bundle.createProver().proveAccount",
    text("alice"),
    optional(parts({ from: optional(count(0)), most: optional(count(1)) })),
  ],
  [
    "bundle.readApart",
    ...[text("x"), document, whole(new bundle.ReadingNotes(), "unreadable", "contradictions")],
    wrongAs(recorder("read"), undefined, ...callback(() => 1).wrong),
  ],
  [
    "bundle.verifyReadableAsync",
    whole({ ...BUNDLE, ...new bundle.ReadingNotes() }, "document", "unreadable", "contradictions"),
    work,
  ],
  [
    "bundle.bundleOf",
    whole(
      core.settle({ ...SETTLED, positions: emptyColumns(), liquidations: [] }),
      "settlement",
      "outcome",
      "positions",
    ),
    rule,
    parts({ decimals: count(6, 19) }),
  ],
  ["bundle.settleTables", tables()],
  ["bundle.settleTablesAsync", tables(), work],
  ["bundle.checkStatement", statement],
  ["bundle.statementToJson", parts({ ...statementParts, salt: text(STATEMENT.salt) })],
  ["bundle.parseStatement", text(JSON.stringify(bundle.statementToJson(STATEMENT))), optional(text("x"))],
  [
    "bundle.shareOfPosition",
    parts({ index: integer(0n, 256), profit: integer(5n, 256), cumulativeProfit: integer(5n, 256) }),
    ...[settlement, rule],
  ],
  ["bundle.statementNames", parts({ ids: packed, rows }), count(0)],
  [
    "bundle.statementsHandler",
    parts({
      bundles: iterable([PROVER]),
      authorize: wrongAs(() => "alice", undefined, ...callback(() => 1).wrong),
      ...{ base: optional(text("/x")), scheme: optional(text("Bearer")), cacheBytes: optional(count(5)) },
      onError: onRows,
    }),
  ],
  ["bundle.verifyBundle", settled],
  ["bundle.verifyBundleAsync", settled, work],
  ["bundle.readPositionsCsv", csv, positionFormat, onRows],
  ["bundle.readPositionsParquet", parquet, positionFormat, onRows],
  ["bundle.readLiquidationsCsv", csv, liquidationFormat, onRows],
  ["bundle.readLiquidationsParquet", parquet, liquidationFormat, onRows],
  ["bundle.positionTable", iterable([]), parts({ ...tableParts, ...rowsParts })],
  ["bundle.liquidationTable", iterable([]), parts({ ...liquidationParts, ...rowsParts })],
  [
    "prices.checkPrices",
    ...[
      liquidationColumns,
      wrongAs(prices.createPriceTable().finish(), undefined, null, 5, "x", {}, [], true),
      count(6),
      optional(count(5)),
    ],
  ],
  ["prices.createPriceTable"],
  ["prices.costOf", totals, rule, parts({ loss: bigint(1n), profit: bigint(1n) }), optional(bigint(0n))],
  ["prices.holdPrice", worth, range, count(6, 19)],
  ["prices.priceText", worth, count(6, 19)],
  ["prices.formatPrice", bigint(5n)],
  ["prices.minuteOf", bigint(60n)],
  ["prices.parseMinute", wrongAs("60", "x", ...text("").wrong)],
  ["prices.readPricesCsv", csv, onRows],
  ["prices.readPricesParquet", parquet, onRows],
  ["audit.createLedger", word(REF)],
  ["audit.createTimeline", optional(count(5, 0))],
  [
    "audit.createTimeline().add",
    bigint(5n),
    parts({ assets: bigint(1n), reserved: bigint(1n), bonds: bigint(1n), claims: bigint(1n) }),
  ],
  ["audit.liabilitiesOf", parts({ bonds: bigint(1n), claims: bigint(1n) })],
  [
    "audit.formatFinding",
    parts({
      ...{ id: text("LOGS-1"), what: text("it is"), by: optional(bigint(1n)) },
      where: wrongAs("the view", undefined, null, 5, {}, { block: 5 }),
    }),
    optional(parts({ decimals: optional(count(6)) })),
  ],
];

function emptyColumns(): core.PositionColumns {
  return { count: 0, keys: new Uint8Array(0), profits: core.amountsFrom([]) };
}

/** A signal that has fired, so that nothing is done of what it stops. */
function aborted(): Argument {
  return wrongAs(AbortSignal.abort(), ...abort().wrong);
}

function tables(): Argument {
  const wrongOf = (field: string, ...wrong: readonly unknown[]) => wrong.map((each) => ({ ...SETTLED, [field]: each }));
  return wrongAs(
    SETTLED,
    ...made(SETTLED).wrong,
    ...Object.entries({ decimals: count(6, 19), period: integer(1n, 64), startTime: integer(0n, 64), rule }).flatMap(
      ([field, { wrong }]) => wrongOf(field, ...wrong),
    ),
    ...wrongOf("secret", ...word(REF).wrong),
    ...wrongOf("positions", undefined, null, 5, {}, []),
    ...wrongOf("liquidations", undefined, null, 5, {}, "x", [5]),
  );
}
