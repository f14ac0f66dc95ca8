import { eventIn } from "../../chain/events.ts";
import type { ChainReceipt } from "../../chain/reader.ts";
import { allow } from "../../chain/sending/allowance.ts";
import { judgeBundle, strangerIn, type Verdict } from "../../challenge/judge.ts";
import { readCommittedLists, showLeaf } from "../../challenge/lists.ts";
import { challenge, demand, expire, type Move, reclaim, reveal } from "../../challenge/moves.ts";
import { describeFault } from "../../faults/fault.ts";
import { type LeafPlace, openDemands, placeName, type Submission } from "../../history/submissions.ts";
import { USAGE } from "../../problems/english/usage.ts";
import { refused } from "../../problems/problem.ts";
import type { OpenSender } from "./chain-options.ts";
import { type MoveResult, moveLines } from "./game.ts";
import { formatTime } from "./output.ts";

/** What a move is decided by. */
interface Asked extends OpenSender {
  readonly submission: Submission;
  /** The entry that is named, if one is. */
  readonly place: LeafPlace | undefined;
  readonly bundle: string;
}

/** What is sent, and what is told of it; if it is nothing, the exit code is 1. */
interface Decision {
  readonly moves: readonly Move[];
  told(results: readonly MoveResult[], receipts: readonly ChainReceipt[]): Told;
}

interface Told {
  readonly json: object;
  readonly lines: readonly string[];
}

/** How each of the moves is decided. */
export const DECIDE = {
  challenge: decideChallenge,
  demand: decideDemand,
  reveal: decideReveal,
  expire: decideExpire,
  reclaim: decideReclaim,
};

async function decideChallenge({ chain, fund, submission, bundle }: Asked): Promise<Decision> {
  const { period, serial } = submission;
  const verdict = await judgeBundle(submission, bundle, { identity: { chainId: chain.chainId, fund: fund.address } });
  if (verdict.kind !== "fault") return { moves: [], told: () => innocent(period, verdict) };
  const { fault } = verdict;
  return {
    moves: [challenge(submission, fault, verdict.challenge)],
    told: (results) => ({
      json: { sent: true, period, submission: serial, fault, transaction: results[0]?.transaction },
      lines: [`The settlement of period ${period} is voided. ${describeFault(fault)}`, ...moveLines(results)],
    }),
  };
}

function innocent(period: bigint, verdict: Exclude<Verdict, { kind: "fault" }>): Told {
  const indented = (line: string) => `  ${line}`;
  if (verdict.kind === "right") {
    const { remarks } = verdict;
    const beside =
      remarks.length > 0 ? ["Beside what is committed, the bundle is wrong:", ...remarks.map(indented)] : [];
    return {
      json: { sent: false, period, verdict: verdict.kind, reasons: remarks },
      lines: [`Nothing was sent: the settlement of period ${period} follows the rule.`, ...beside],
    };
  }
  // The entries that lead to where a list is not the committed one.
  const next = (verdict.searches ?? []).flatMap((search) =>
    search.next.map((row) => ({ tree: search.tree, index: String(row) })),
  );
  return {
    json: { sent: false, period, verdict: verdict.kind, reasons: verdict.reasons, ...(next.length > 0 && { next }) },
    lines: [
      "Nothing was sent: this bundle is not, or not all, of what is committed, and the rest shows no fault:",
      ...verdict.reasons.map(indented),
      'If there is no other bundle, "demand" asks for entries; what is not shown in time voids the settlement.',
      ...next.map(
        ({ tree, index }) => `Entry ${index} of the ${tree} leads on to what differs from the committed list.`,
      ),
    ],
  };
}

async function decideDemand({ chain, fund, sender, submission, place }: Asked): Promise<Decision> {
  const { period, serial, policy, demands } = submission;
  const wanted = place as LeafPlace;
  const missing = policy.demandBond - (await fund.claimable(sender.address));
  const amount = missing > 0n ? missing : 0n;
  if (!demands.has(placeName(wanted))) {
    await allow(chain.provider, sender, { token: await fund.token(), spender: fund.address, amount });
  }
  return {
    moves: [demand(submission, wanted)],
    told: (results, receipts) => {
      const { deadline } = eventIn(fund.address, receipts[0] as ChainReceipt, "Demanded").args;
      return {
        json: { period, submission: serial, ...wanted, deadline, ...results[0] },
        lines: [...moveLines(results), `It can be answered until ${formatTime(deadline)}.`],
      };
    },
  };
}

async function decideReveal({ chain, fund, submission, place, bundle }: Asked): Promise<Decision> {
  const { period, serial } = submission;
  const lists = await readCommittedLists(submission, bundle);
  const stranger = await strangerIn(bundle, { chainId: chain.chainId, fund: fund.address });
  const places = place === undefined ? openDemands(submission) : [place];
  return {
    moves: places.map((wanted) => {
      const shown = showLeaf(lists, wanted);
      if (shown !== undefined) return reveal(submission, shown);
      const said = stranger ?? lists[wanted.tree].missing ?? "the list is empty";
      throw refused(USAGE, "bundleLacks", { said }, { file: bundle });
    }),
    told: (results) => ({
      json: { period, submission: serial, revealed: results },
      lines: linesOr(results, `Nothing was sent: no demand for the settlement of period ${period} is open.`),
    }),
  };
}

async function decideExpire({ fund, submission, place: named }: Asked): Promise<Decision> {
  const { period, serial } = submission;
  const { time } = await fund.overview();
  const open = openDemands(submission).sort((a, b) => Number(a.deadline - b.deadline));
  const place = named ?? open.find(({ deadline }) => time > deadline);
  if (place === undefined) {
    const nextDeadline = open[0]?.deadline;
    const next = nextDeadline === undefined ? "no demand is open" : `the first is due by ${formatTime(nextDeadline)}`;
    const lines = [`Nothing was sent: no demand is overdue; ${next}.`];
    return { moves: [], told: () => ({ json: { sent: false, period, nextDeadline }, lines }) };
  }
  const { tree, index } = place;
  return {
    moves: [expire(submission, place)],
    told: (results) => ({
      json: { sent: true, period, submission: serial, tree, index, ...results[0] },
      lines: [`The settlement of period ${period} is voided.`, ...moveLines(results)],
    }),
  };
}

async function decideReclaim({ sender, submission, place: named }: Asked): Promise<Decision> {
  const { serial } = submission;
  const isOwn = ({ demander }: { demander: string }) => demander.toLowerCase() === sender.address.toLowerCase();
  const places = named === undefined ? openDemands(submission).filter(isOwn) : [named];
  return {
    moves: places.map((place) => reclaim(submission, place)),
    told: (results) => ({
      json: { submission: serial, reclaimed: results },
      lines: linesOr(results, `Nothing was sent: submission ${serial} has no open demand of ${sender.address}.`),
    }),
  };
}

const linesOr = (results: readonly MoveResult[], nothing: string) =>
  results.length > 0 ? moveLines(results) : [nothing];
