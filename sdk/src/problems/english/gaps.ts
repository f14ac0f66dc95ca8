// What a node has left out, as far as what it did show, or the contract's own figures, tell of it: each kind of gap with its facts.

import { type ProblemIn, type Show, say } from "../problem.ts";

/** An entry of a settlement's lists. */
interface Entry {
  readonly tree: "liquidations" | "positions";
  readonly index: bigint;
}

/** An event, by where its log stands. */
interface LogPlace {
  readonly log: number;
  readonly block: number;
}

const entry = ({ tree, index }: Entry) => `entry ${index} of the ${tree}`;

/** What lacks in the logs of a period's settlement, of one of its submissions, or of its credits. */
export const PERIOD_GAPS = {
  credit: ({ sequence }: { sequence: bigint }) => `credit ${sequence} is not there`,
  creditTotals: (totals: { found: bigint; counted: bigint; sum: bigint; amount: bigint }) =>
    `they are ${totals.found} of ${totals.counted}, and ${totals.sum} of ${totals.amount} base units`,
  noneAt: ({ time }: { time: bigint }) => `there is none at ${time}, which the contract names`,
  noBlockAt: ({ time }: { time: bigint }) => `there is no block at ${time}, which the contract names`,
  linkBroken: ({ log, block }: LogPlace) => `the one before log ${log} of block ${block}`,
  linkForward: ({ time, previous }: { time: bigint; previous: bigint }) =>
    `the oldest at ${time} names another of ${previous} before it`,
  linkNamed: ({ time, log, block }: LogPlace & { time: bigint }) =>
    `the one at ${time}, which log ${log} of block ${block} names`,
  anySubmission: () => "there is no submission of it",
  firstSubmission: () => "its first submission",
  submissionStart: ({ serial }: { serial: bigint }) => `the start of submission ${serial}`,
  submissionNext: () => "the submission after its end",
  submissionEnd: () => "its end",
  headerAt: ({ time }: { time: bigint }) => `its header, of ${time}, is not there`,
  silence: () => "the silence",
  answers: ({ open }: { open: number }) => `${open} answers`,
  demandFor: (place: Entry) => `the demand for ${entry(place)}`,
  answerFor: (place: Entry) => `the answer to the demand for ${entry(place)}`,
};

/** What lacks in the logs of what was done to a fund, and in those of its access manager. */
export const POWER_GAPS = {
  policy: ({ version }: { version: number }) => `policy ${version}`,
  clearing: () => "who became clearing",
  authority: () => "which manager it obeys",
  pause: () => "its pause",
  unpause: () => "the end of its pause",
  closure: () => "its end",
  migration: () => "a migration",
  writeOff: () => "a write-off",

  firstGrant: () => ofManager("the manager's first grant, which its constructor makes"),
  closedTarget: () => ofManager("whether the fund is a closed target"),
  functionRole: ({ name }: { name: string }) => ofManager(`which role may call ${name}`),
  roleAdmin: ({ role }: { role: bigint }) => ofManager(`who grants role ${role}`),
  roleGuardian: ({ role }: { role: bigint }) => ofManager(`who guards role ${role}`),
  roleMember: ({ role, account }: { role: bigint; account: string }) =>
    ofManager(`what became of role ${role} of ${account}`),
  roleMembers: ({ role }: { role: bigint }) => ofManager(`who was given role ${role}`),
  callOther: ({ call }: { call: string }) => ofManager(`what the call ${call} is`),
  callTimes: ({ call }: { call: string }) => ofManager(`how often the call ${call} was scheduled`),
  callAgain: ({ call }: { call: string }) => ofManager(`that the call ${call} was scheduled again`),
  callEnd: ({ call }: { call: string }) => ofManager(`what became of the call ${call}`),
  closeScheduled: ({ account }: { account: string }) => ofManager(`that ${account} has scheduled close`),
};

/** A kind of gap in a period's logs, and its facts. */
export type PeriodGap = ProblemIn<typeof PERIOD_GAPS>;
/** A kind of gap in what tells who did what to a fund, and its facts. */
export type PowerGap = ProblemIn<typeof POWER_GAPS>;

/** What of a period the logs are of. */
export type OfPeriod = { readonly period: bigint } & (
  | { readonly what: "settlement" | "credits" }
  | { readonly what: "submission"; readonly serial: bigint }
);

/** What a period's settlement is by the contract, and which of its running totals is meant. */
type SettlementStatus = "none" | "pending" | "finalized" | "voided";
type Total = "credited" | "donated" | "forfeited" | "covered" | "migrated" | "writtenOff";

/** What comes of the logs, and what the contract counts. */
export interface FoundAndCounted {
  readonly found: bigint;
  readonly counted: bigint;
}

/** What a period's logs lack. */
export interface OnRecord extends FoundAndCounted {
  readonly period: bigint;
  readonly serial: bigint;
  readonly what: keyof typeof ON_RECORD;
  readonly status: SettlementStatus;
}

/** What a period's logs lack for it to be what the contract stores of the period. */
const ON_RECORD = {
  submission: ({ counted }: FoundAndCounted) => `the submission ${counted} that is on record`,
  end: ({ status }: { readonly status: SettlementStatus }) => `what made it ${status}`,
  demands: ({ found, counted }: FoundAndCounted) => `${found} demands are open by them, and ${counted} by the contract`,
  answer: () => "its last answer",
  event: () => "its latest event",
  terms: () => "the figures that it fixed",
};

/** What a node has left out: nothing may be concluded from the rest. */
export const GAPS = {
  missingLogs: ({ gap }: { gap: PowerGap }, show: Show) => leftOut("the fund", say(POWER_GAPS, gap, show).reason),
  missingLogsOf: ({ gap, ...of }: OfPeriod & { gap: PeriodGap }, show: Show) =>
    leftOut(partOf(of), say(PERIOD_GAPS, gap, show).reason),
  leftOutSubmission: ({ serial, count }: { serial: bigint; count: bigint }) =>
    leftOut("the fund", `submission ${serial} of ${count}`),
  leftOutPeriods: ({ found, counted }: FoundAndCounted) =>
    leftOut("the fund", `it knows periods up to ${found}, and the contract up to ${counted}`),
  leftOutPending: ({ found, counted }: FoundAndCounted) =>
    leftOut("the fund", `${found} settlements are pending by them, and ${counted} by the contract`),
  leftOutMoney: ({ total, found, counted }: FoundAndCounted & { total: Total }) =>
    leftOut("the fund", `by them ${found} base units were ${total}, and ${counted} by the contract`),
  leftOutOnRecord: ({ period, serial, what, status, ...counts }: OnRecord) =>
    leftOut(`period ${period}'s submission ${serial}`, ON_RECORD[what]({ status, ...counts })),
};

const leftOut = (what: string, gap: string) =>
  `The node left out logs of ${what}: ${gap}. Nothing was concluded; ask another node.`;

const partOf = (of: OfPeriod) => `period ${of.period}'s ${of.what}${of.what === "submission" ? ` ${of.serial}` : ""}`;

const ofManager = (what: string) => `${what} (of its access manager)`;
