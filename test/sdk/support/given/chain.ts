// What is given to those who read a chain, and to those who judge and tell what it says.
import * as chain from "zke-insurance-fund/chain";
import {
  address,
  bigint,
  type Call,
  callback,
  count,
  flag,
  integer,
  listOf,
  made,
  name,
  needed,
  number,
  optional,
  parts,
  text,
  unjudged,
  word,
  wrongAs,
} from "../wrong-values.ts";
import { decimals, position } from "./computing.ts";
import {
  ACCOUNT,
  abort,
  anObject,
  block,
  claimParts,
  data,
  FUND,
  identity,
  OTHER,
  period,
  place,
  READER,
  REF,
  reader,
  recorder,
  rule,
  settlement,
  tag,
} from "./values.ts";

export const urls = wrongAs("http://127.0.0.1:1", ...name("x").wrong, [5], [[]]);
export const nodes = {
  ...{ timeout: optional(number(5)), mostBytes: optional(number(5)), pauses: optional(listOf(number(0))) },
  ...{ fetch: optional(callback(recorder("fetch"))), chainId: optional(integer(1n, 256)) },
  ...{ checkEvery: optional(number(0)), scoutEvery: optional(number(0)) },
  ...{ maskOf: optional(callback(() => undefined)), onAnswer: optional(callback(() => undefined)) },
};
const where = { blockNumber: count(5), blockHash: text(REF), transactionHash: text(REF) };
/** A log without topics, which is none of the fund's events. */
const log = needed(parts({ topics: listOf(text(REF)), data: text("0x"), ...where, index: count(0) }));
const args = wrongAs({ from: ACCOUNT, amount: 5n }, undefined, null, 5, 5n, "x", true);
const eventParts = { name: text("Donated"), args, ...where, logIndex: count(0) };
const event = needed(parts(eventParts));
const fund = needed(parts({ address: address(ACCOUNT), provider: READER }));
const range = { fromBlock: count(0), toBlock: count(5), most: optional(count(1, 0)) };
const managerEvent = needed(
  parts({
    ...{ name: text("RoleLabel"), args: wrongAs({}, undefined, null, 5, "x", true) },
    ...{ block: count(5), transaction: text(REF), index: count(0) },
  }),
);
/** A block's number, which may be below 0: then there is none. */
const anyBlock = (value: number) => wrongAs(value, ...count(value).wrong.filter((each) => each !== -1));
const revert = needed(parts({ name: text(""), args: wrongAs([], undefined, null, 5, "x", {}) }));
const ruleParts = needed(parts({ coverBps: count(2000), headBps: count(9000), basis: text("head") }));
const totalNames = ["credited", "donated", "forfeited", "covered", "migrated", "writtenOff"];
const totals = needed(parts(Object.fromEntries(totalNames.map((each) => [each, bigint(0n)]))));
const overviewTotals = needed(parts({ migrated: bigint(0n), writtenOff: bigint(0n) }));

const leafPlace = needed(place);
const shown = needed(
  parts({
    tree: wrongAs("positions", undefined, null, 5, "oak", {}),
    ...{ leaf: needed(position), proof: listOf(word(REF)) },
  }),
);
const record = needed(
  parts({
    ...{ status: text("pending"), settlementHash: word(REF), coverage: bigint(0n), submission: bigint(1n) },
    ...{ challengeEnd: bigint(5n), quietUntil: bigint(0n), lastTime: bigint(5n), openDemands: bigint(0n) },
    rule: ruleParts,
  }),
);
const termNames = ["pulled", "coverage", "shared", "deficit", "bond", "bondFromClaimable", "challengeEnd"];
const terms = needed(parts(Object.fromEntries(termNames.map((each) => [each, bigint(0n)]))));
const placeParts = { block: count(5), transaction: text(REF) };
const told = {
  ...{ serial: bigint(1n), period: bigint(1n), operator: text(ACCOUNT), settlement: needed(settlement), terms },
  ...{ dataURI: text(""), policy: ruleParts },
};
const demands = made(new Map());
const submissionParts = {
  ...{ ...told, submittedAt: bigint(5n), submitted: needed(parts(placeParts)), quietUntil: optional(bigint(0n)) },
  ...{ status: text("pending"), ending: optional(parts(placeParts)), demands },
};
const submission = needed(parts(submissionParts));
export const feedSubmission = needed(parts({ ...submissionParts, endedAt: optional(bigint(5n)) }));
const counted = needed(parts({ submissions: bigint(1n), pendingCount: bigint(1n), nextPeriod: bigint(2n) }));
const timed = { ...placeParts, time: bigint(5n) };
const historyOf = {
  ...{ chainId: integer(1n, 256), fund: address(ACCOUNT) },
  block: needed(parts({ number: count(5), hash: text(REF), time: bigint(5n) })),
};
const ended = {
  ...{ state: wrongAs("finalized", undefined, null, 5, "lost", {}), ...timed },
  ...{ clearing: text(OTHER), coverage: bigint(0n) },
};
export const history = needed(
  parts({
    ...{ ...historyOf, totals },
    submissions: listOf(needed(parts({ ...told, submitted: needed(parts(timed)), ended: optional(parts(ended)) }))),
    credits: listOf(needed(parts({ period: bigint(1n), amount: bigint(0n), count: bigint(0n), lastTime: bigint(0n) }))),
    payments: listOf(needed(parts({ kind: text("donated"), amount: bigint(1n), ...timed }))),
  }),
);
const EMPTY_HISTORY = chain.historyToJson({
  ...{ chainId: 1n, fund: ACCOUNT, block: { number: 5, hash: REF, time: 5n } },
  totals: { credited: 0n, donated: 0n, forfeited: 0n, covered: 0n, migrated: 0n, writtenOff: 0n },
  ...{ submissions: [], credits: [], payments: [] },
});
export const TIMES = new chain.BlockTimes(reader as never, { number: 5, timestamp: 5, hash: REF, parentHash: REF });
const backwards = optional(parts({ times: optional(made(TIMES)) }));

const before = { policy: anObject({}), clearing: text(ACCOUNT), assets: bigint(0n) };
const nowParts = { ...before, time: bigint(5n) };
const change = needed(parts({ kind: wrongAs("close", undefined, null, 5, "open", {}) }));
const scheduled = needed(
  parts({
    ...{ id: text(REF), caller: text(OTHER), target: text(ACCOUNT), data: text("0x") },
    ...{ contract: wrongAs("other", undefined, null, 5, "x", {}), name: optional(text("close")) },
    args: listOf(needed(parts({ name: text("x"), value: text("5") }))),
    ...{ readyAt: bigint(5n), expiresAt: bigint(6n) },
  }),
);
const member = needed(parts({ account: text(OTHER), since: bigint(0n), executionDelay: bigint(0n) }));
const role = needed(
  parts({
    ...{ id: bigint(1n), label: text("x"), members: listOf(member), may: listOf(text("pause")) },
    ...{ guardian: bigint(0n), grantDelay: bigint(0n) },
  }),
);
const roles = needed(
  parts({
    ...{ block: count(5), manager: text(OTHER), roles: listOf(role), adminDelay: bigint(0n), isClosed: flag(false) },
    scheduled: listOf(scheduled),
  }),
);
export const standing = needed(
  parts({
    ...{ overview: needed(parts(nowParts)), roles, vault: needed(parts({ frozen: optional(text("x")) })) },
    ...{ managerEvents: listOf(managerEvent), fundEvents: listOf(event) },
  }),
);
const of = needed(parts({ fund: address(ACCOUNT), decimals }));
const ofFund = needed(parts({ identity: optional(identity), decimals: count(6) }));
const entryParts = {
  ...{ share: integer(5n, 256), proof: listOf(word(REF)), index: integer(0n, 256), key: word(REF) },
  ...{ profit: integer(5n, 256), cumulativeProfit: integer(5n, 256) },
};
const claim = needed(parts({ ...claimParts, settlement: needed(settlement), policy: needed(rule) }));
const shareClaim = needed(parts({ ...claimParts, ...entryParts }));
const signer = needed(parts({ address: address(OTHER), signTransaction: needed(callback(recorder("sign"))) }));
const unsigned = needed(
  parts({
    ...{ type: count(2), chainId: integer(1n, 256), nonce: count(0), to: address(ACCOUNT), data },
    ...{ value: integer(0n, 256), gasLimit: integer(1n, 64) },
    ...{ maxFeePerGas: integer(1n, 256), maxPriorityFeePerGas: integer(1n, 256) },
  }),
);

/** A block as a node takes it: by its number of either kind, or a word. */
const tag7 = wrongAs(7, null, 1.5, -1, Number.NaN, -1n, {}, [], true);
const intent = needed(
  parts({ id: text("x"), to: address(ACCOUNT), data, decimals: optional(count(6)), likeNow: optional(data) }),
);

export const READING: readonly Call[] = [
  ["chain.connectChain", urls, optional(parts({ ...nodes, agree: optional(count(1, 0)), sendTo: optional(urls) }))],
  ["chain.openNode", urls, optional(parts(nodes))],
  ["chain.eventOf", log],
  ["chain.eventTopics", listOf(wrongAs("Donated", undefined, null, 5, "Gift", {}))],
  [
    "chain.readEvents",
    fund,
    optional(
      parts({
        ...{ name: wrongAs("Donated", null, 5, "Gift", {}), fromBlock: block, toBlock: block },
        topics: optional(listOf(wrongAs(null, undefined, 5, "0x12", -1n, {}))),
      }),
    ),
  ],
  [
    "chain.chainErrorOf",
    unjudged(new Error("x")),
    optional(parts({ host: optional(text("x")), decimals: optional(count(6)) })),
  ],
  ["chain.firstBlockOf", READER, address(ACCOUNT)],
  ["chain.startOf", anObject(reader), address(ACCOUNT), block],
  ["chain.logSpanOf", anObject(reader)],
  [
    "chain.logsInRange",
    READER,
    needed(
      parts({
        ...{ address: address(ACCOUNT), topics: wrongAs([], undefined, null, 5, "x", {}, [5], [[5]]) },
        ...{ fromBlock: anyBlock(0), toBlock: anyBlock(5), most: wrongAs(1, null, "1", 0, Number.NaN, {}) },
      }),
    ),
    ...[optional(count(1, 0)), abort()],
  ],
  ["chain.wordOf", listOf(text("none")), bigint(0n)],
  ["chain.refusalOf", revert],
  ["chain.sentenceOf", revert, optional(count(6))],
  ["chain.deployedCalls", needed(parts({ accountOf: needed(callback(() => ACCOUNT)) }))],
  ["chain.readManagerEvents", READER, needed(parts({ manager: address(OTHER), ...range }))],
  ["chain.readGovernanceEvents", fund, needed(parts(range))],
  [
    "chain.requireWholeGovernance",
    listOf(event),
    needed(
      parts({
        ...{ policy: anObject({}), clearing: text(OTHER), authority: text(OTHER) },
        ...{ paused: needed(flag(false)), closed: needed(flag(false)), totals: overviewTotals },
      }),
    ),
  ],
  [
    "chain.readRoles",
    fund,
    needed(parts({ block: count(7), fromBlock: block, events: optional(listOf(managerEvent)) })),
  ],
  ["chain.isApproval", needed(parts({ data: text("0x") }))],
  [
    "chain.safeBatch",
    needed(
      parts({
        ...{ from: address(OTHER), chainId: integer(1n, 256) },
        calls: listOf(needed(parts({ to: address(ACCOUNT), data }))),
      }),
    ),
    needed(parts({ name: text("x"), description: optional(text("x")), createdAt: optional(count(5)) })),
  ],
  ["chain.signedBy", signer, unsigned],
  ["chain.memoryStore"],
  ["chain.symbolOf", READER, address(ACCOUNT), tag],
  ["chain.readyAt", needed(parts({ challengeEnd: bigint(5n), quietUntil: bigint(0n) }))],
  ["chain.sameRule", ruleParts, ruleParts],
  ["chain.challengeCall", needed(settlement), needed(parts({ fault: text("PositionSum"), shown: listOf(shown) }))],
  ["chain.demandCall", needed(settlement), leafPlace],
  ["chain.expireCall", needed(settlement), leafPlace],
  ["chain.reclaimCall", integer(1n, 64), leafPlace],
  ["chain.revealCall", needed(settlement), shown],
  ["chain.finalizeCall", needed(settlement)],
  ["chain.openBlockTimes", needed(parts({ provider: READER }))],
  ["chain.openFund().read", wrongAs("record", undefined, null, 5, "x", {}), wrongAs([1n], null, 5, "x", {}), tag7],
  ["chain.openFund().overview", tag7],
  ["chain.openFund().policy", tag7],
  ["chain.openFund().policyAt", integer(1n, 64), tag7],
  ["chain.openFund().record", period, tag7],
  ["chain.openFund().credited", period, tag7],
  ["chain.openFund().submissions", tag7],
  ["chain.openFund().claimable", address(OTHER), tag7],
  ["chain.openFund().shareOf", needed(settlement), needed(position), listOf(word(REF))],
  ["chain.createSender().send", intent],
  ["chain.createSender().sendRow", listOf(intent), needed(callback(() => undefined))],
  ["chain.createSender().sentBefore", text("x")],
  ["chain.createSender().inTurn", needed(callback(async () => undefined))],
  ["chain.BlockTimes", READER, needed(parts({ number: count(5), timestamp: count(5) }))],
  ["chain.BlockTimes().blocksOf", bigint(5n)],
  ["chain.BlockTimes().hashOf", count(5)],
  ["chain.readLife", FUND, period, backwards],
  ["chain.readCredits", FUND, period, backwards],
  [
    "chain.gapInSubmissions",
    listOf(
      needed(
        parts({
          ...{ serial: bigint(1n), period: bigint(1n), status: text("pending") },
          submitted: needed(parts({ block: count(5) })),
        }),
      ),
    ),
    counted,
  ],
  ["chain.gapInTotals", totals, totals],
  ["chain.historyToJson", history],
  ["chain.parseHistory", text(EMPTY_HISTORY)],
  [
    "chain.holdHistory",
    ...[FUND, history],
    needed(
      parts({
        ...{ block: bigint(5n), submissions: bigint(1n), nextPeriod: bigint(2n), totals },
        firstBlock: optional(count(0)),
      }),
    ),
  ],
  ["chain.createHistoryRecorder"],
  ["chain.createHistoryRecorder().add", needed(parts({ ...eventParts, time: bigint(5n) }))],
  ["chain.createHistoryRecorder().history", needed(parts(historyOf))],
  ["chain.movementsOf", event],
  ["chain.gapInSubmission", submission, record, word(REF)],
  ["chain.submissionToJson", submission],
  ["chain.eventName", needed(parts({ blockHash: text(REF), logIndex: count(0) }))],
  ["chain.isOfSubmission", event],
  ["chain.isOnlyOnRecord", needed(parts({ submitted: needed(parts({ transaction: text(REF) })) }))],
  ["chain.openDemands", needed(parts({ demands }))],
  ["chain.submissionsOf", listOf(event)],
  ["chain.changeWords", change, needed(parts(before)), decimals],
  ["chain.changeLines", FUND, change, decimals],
  ["chain.callLines", FUND, scheduled, text("executes")],
  ["chain.scheduledText", scheduled, needed(parts(before)), decimals],
  ["chain.rolesLines", roles, needed(parts(nowParts)), decimals],
  ["chain.changesOf", standing, address(ACCOUNT), decimals],
  ["chain.standingLines", standing, of, optional(number(5))],
  ["chain.standingJson", standing, of],
  ["chain.changedFields", anObject({}), anObject({})],
  ["chain.changeIn", needed(parts({ contract: wrongAs("other", undefined, null, 5, "x", {}), data: text("0x") }))],
  ["chain.isStanding", record, needed(settlement), word(REF)],
  [
    "chain.reservableNow",
    needed(
      parts({
        ...{ paused: needed(flag(false)), closed: needed(flag(false)), solvency: bigint(0n), assets: bigint(5n) },
        ...{ reserved: bigint(0n), available: bigint(5n), policy: needed(parts({ maxCoverageBps: count(5) })) },
      }),
    ),
  ],
  ["chain.checkSettlement", FUND, claim, block],
  ["chain.checkShare", FUND, shareClaim],
  ["chain.shareProblem", FUND, needed(parts({ ...entryParts, settlement: needed(settlement) }))],
  ["chain.identityProblem", FUND, ofFund],
  ["chain.requireThisFund", FUND, ofFund],
  ["chain.identityOf", FUND],
  ["chain.isStranger", needed(parts({ code: text("unnamed") }))],
  ["chain.mostCreditsACall", optional(integer(60_000_000n, 256))],
];
