import { rateOf } from "./chain/parts-of-loss.ts";
import { type Submission, stateOf } from "./chain/submissions.ts";
import { plainTime } from "./format.ts";

export const STATES = ["all", "pending", "final", "void"] as const;
export const LOSSES = ["any", "some", "large", "open"] as const;
export const ORDERS = ["newest", "loss", "rate"] as const;

/** What of the settlements is listed, and how; it stands in the page's address, so that links and Back keep it. */
export interface ListChoice {
  readonly state: (typeof STATES)[number];
  readonly loss: (typeof LOSSES)[number];
  readonly order: (typeof ORDERS)[number];
  /** A period's number, or a day or month of UTC as in 2026-10-05; "" for all. */
  readonly find: string;
  /** How many rows. */
  readonly shown: number;
}

export const PORTION = 50;
/** In whole tokens: a loss that is worth a filter of its own. */
export const LARGE_LOSS = 100_000n;
const MOST_SHOWN = 100_000;
const LONGEST = 20;
const MILLION = 1_000_000n;
const DAY_OR_MONTH = /^\d{4}-\d\d(-\d\d)?$/;

/** Reads a choice from an address; what is no choice counts as not there. */
export function choiceFrom(query: ReadonlyMap<string, string>): ListChoice {
  const shown = Number(query.get("shown"));
  return {
    state: STATES.find((name) => name === query.get("state")) ?? "all",
    loss: LOSSES.find((name) => name === query.get("loss")) ?? "any",
    order: ORDERS.find((name) => name === query.get("order")) ?? "newest",
    find: (query.get("find") ?? "").slice(0, LONGEST),
    shown: Number.isInteger(shown) && shown > PORTION && shown <= MOST_SHOWN ? shown : PORTION,
  };
}

/** What an address says of a choice: only what is not as usual. */
export function queryOf({ state, loss, order, find, shown }: ListChoice): Record<string, string> {
  return {
    ...(state !== "all" && { state }),
    ...(loss !== "any" && { loss }),
    ...(order !== "newest" && { order }),
    ...(find !== "" && { find }),
    ...(shown > PORTION && { shown: String(shown) }),
  };
}

/** In which of the states a submission is listed. */
export function groupOf(submission: Submission): Exclude<ListChoice["state"], "all"> {
  const state = stateOf(submission);
  return state === "pending" ? "pending" : state === "finalized" ? "final" : "void";
}

/** All submissions of a choice, in its order. */
export function chosen(all: readonly Submission[], choice: ListChoice, decimals: number): Submission[] {
  const large = LARGE_LOSS * 10n ** BigInt(decimals);
  const hasLoss = ({ settlement, terms }: Submission) =>
    ({ any: true, some: settlement.loss > 0n, large: settlement.loss >= large, open: terms.deficit > 0n })[choice.loss];
  const isInState = (submission: Submission) => choice.state === "all" || groupOf(submission) === choice.state;
  const found = all.filter((one) => isInState(one) && hasLoss(one) && isFound(one, choice.find.trim()));
  return found.sort((a, b) => byChoice(a, b, choice.order));
}

function isFound({ settlement }: Submission, text: string): boolean {
  if (text === "") return true;
  if (!DAY_OR_MONTH.test(text)) return String(settlement.period) === text;
  // A period that ends with a day is that day's.
  return [settlement.endTime - 1n, settlement.endTime].some((time) => plainTime(time).startsWith(text));
}

function byChoice(a: Submission, b: Submission, order: ListChoice["order"]): number {
  const newest = Number(b.serial - a.serial);
  if (order === "newest") return newest;
  const of = order === "loss" ? ({ settlement }: Submission) => settlement.loss : millionths;
  const [first, second] = [of(a), of(b)];
  return first === second ? newest : first < second ? 1 : -1;
}

function millionths(submission: Submission): bigint {
  const { part, whole } = rateOf(submission);
  return whole === 0n ? 0n : (part * MILLION) / whole;
}

/** The month of UTC in which a settlement's period ended, as in 2026-10. */
export function monthOf({ settlement }: Submission): string {
  return plainTime(settlement.endTime).slice(0, 7);
}
