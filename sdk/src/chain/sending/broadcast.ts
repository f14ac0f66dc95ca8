import { NODES } from "#words";
import { ChainError } from "../../errors.ts";
import { failed } from "../../problems/problem.ts";
import { chainErrorOf } from "../failures.ts";
import { type Answer, answerOf } from "./answers.ts";
import { limitProblem, raisedFees, suggestedFees } from "./fees.ts";
import { type Sending, termsOf } from "./options.ts";
import { latestOf, type Send, type SignedTransaction } from "./store.ts";

// With a quarter more each time: six times the fees.
const MOST_RAISES_AT_ONCE = 8;

/**
 * Hands a send to the node: its latest attempt, or an earlier one where that is refused, for want of ether say. If the node wants
 * higher fees, it gets them at once, within the limit.
 *
 * @param mayDrop whether it was never mined before: what was once is not dropped for what a node says that is behind
 * @returns undefined if it may be on its way; else why it is not, and then it is dropped: its nonce is free again, so that
 * at most one of the two can ever be mined
 */
export async function broadcast(sending: Sending, begun: Send, mayDrop = true): Promise<ChainError | undefined> {
  const [send, first] = await handInAgain(sending, begun);
  if (first.kind === "taken" && first.said === "") sending.tell("broadcast", send);
  if (first.kind !== "refused" || !mayDrop) return undefined;
  // Of several attempts, one may be where this node does not look: only time tells, and the nonce stays taken.
  if (send.attempts.length > 1) {
    for (const earlier of send.attempts.toReversed().slice(1)) {
      if ((await handIn(sending, earlier)).kind === "taken") break;
    }
    return undefined;
  }
  await sending.store.end(send, "dropped");
  sending.tell("dropped", send, first.said);
  const { host } = sending.chain;
  const failure = chainErrorOf(first.error, { host, decimals: send.decimals });
  if (failure instanceof ChainError && failure.kind === "refused") return failure;
  const problem = failure instanceof ChainError ? failure : failed(NODES, "nodeRefused", { host, said: first.said });
  return new ChainError(problem.message, { kind: "refused", cause: first.error, problem });
}

/** Offers more for a send that is stuck; where the limit is reached, hands it in again as it is. */
export async function raise(sending: Sending, send: Send): Promise<Send> {
  const raised = await offerMore(sending, send);
  // Whatever the node answers, the next look tells how things are: an earlier attempt may be mined meanwhile.
  const [now, answer] = await handInAgain(sending, raised ?? send);
  if (answer.kind === "refused") sending.tell("waiting", now, answer.said);
  return now;
}

/** Says so if the base fee is above what may be offered. */
export async function tellOfLimit(sending: Sending, send: Send): Promise<void> {
  const { feeLimit } = termsOf(sending, send);
  if (feeLimit === undefined) return;
  const problem = limitProblem(await suggestedFees(sending.chain.provider, { tip: 0n }), feeLimit);
  if (problem !== undefined) sending.tell("waiting", send, problem);
}

/** Hands in the latest attempt of a send, and higher offers where the node wants them; drops nothing. */
export async function handInAgain(sending: Sending, begun: Send): Promise<[Send, Answer]> {
  let send = begun;
  for (let raises = 0; ; raises++) {
    const answer = await handIn(sending, latestOf(send));
    if (answer.kind === "unclear") sending.tell("unanswered", send, answer.said);
    if (answer.kind !== "underpriced") return [send, answer];
    const raised = raises < MOST_RAISES_AT_ONCE ? await offerMore(sending, send, answer) : undefined;
    if (raised === undefined) {
      // That the limit lies below the base fee says it better.
      if (sending.waitsFor(send) === undefined)
        sending.tell("waiting", send, `the node wants higher fees than may be offered: ${answer.said}`);
      return [send, answer];
    }
    send = raised;
  }
}

async function handIn({ chain: { provider } }: Sending, { raw, hash }: SignedTransaction): Promise<Answer> {
  try {
    await provider.send("eth_sendRawTransaction", [raw]);
    return { kind: "taken", said: "" };
  } catch (error) {
    const answer = answerOf(error);
    if (answer.kind !== "refused") return answer;
    const known = await provider.getTransaction(hash).catch(() => undefined);
    if (known === null) return answer;
    return { ...answer, kind: known === undefined ? "unclear" : "taken" };
  }
}

/** Signs a send anew with higher fees; undefined if the limit leaves no room, or fees are not what it waits for. */
async function offerMore(sending: Sending, send: Send, { said, tip }: Partial<Answer> = {}): Promise<Send | undefined> {
  const terms = termsOf(sending, send);
  const suggested = await suggestedFees(sending.chain.provider, terms);
  const problem = limitProblem(suggested, terms.feeLimit);
  if (problem !== undefined) sending.tell("waiting", send, problem);
  const fees = raisedFees(latestOf(send), suggested, terms.feeLimit, tip);
  if (fees === undefined) return undefined;
  const raised = await sending.store.addAttempt(send, await sending.sign(send, fees));
  sending.tell("raised", raised, said);
  return raised;
}
