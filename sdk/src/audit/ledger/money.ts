// Money that comes and goes without a settlement.
import type { FundEvents } from "../../chain/events.ts";
import { linkCredit, numberCheck } from "./links.ts";
import { type Enter, type Entering, isOpenAgain, type LedgerState, periodOf } from "./state.ts";

/** A call's credits: numbered from the count of those before them; their period is open or voided. */
export const enterCredited: Enter<"Credited"> = (state, event, entering) => {
  const { period, sequence, amount, credits } = event.args;
  const known = periodOf(state, period);
  requireRunning(state, entering, "A credit");
  // By far the most frequent event: a sentence is made only where it is said.
  if (period < state.nextPeriod && !isOpenAgain(known))
    entering.check(false, "LIFE-2", `Period ${period} was credited, and it was neither open nor voided.`);
  if (sequence !== known.count) {
    const seen = { expected: known.count, got: sequence };
    const what = `The credits of period ${period} do not have the numbers that follow those before.`;
    entering.equal(numberCheck("BOOKS-3", seen), what, { ...seen, unit: "number" });
  }
  linkCredit(known, event, entering);
  state.feesOnCredits += checkCredits(event.args, entering);
  known.credited += amount;
  // What is missing was said once: from here on the numbers count again.
  known.count = sequence + BigInt(credits.length);
  entering.move();
};

/** All that was asked for arrived; of a single credit the token may have kept a fee, which is what this gives. */
function checkCredits({ period, amount, credits }: FundEvents["Credited"], { check, equal }: Entering): bigint {
  const asked = credits.reduce((sum, credit) => sum + credit.amount, 0n);
  if (asked === amount && credits.length > 0) return 0n;
  const isShort = credits.length === 1 && amount < asked;
  if (isShort) return asked - amount;
  check(credits.length > 0, "BOOKS-3", `A call credited nothing to period ${period}.`);
  const what = `What was credited to period ${period} is not the sum of the credits.`;
  equal("BOOKS-3", what, { expected: asked, got: amount });
  return 0n;
}

export const enterDonated: Enter<"Donated"> = (_, __, { move }) => move();

export const enterSynced: Enter<"Synced"> = (_, { args: { amount } }, { check, move }) => {
  check(amount > 0n, "BOOKS-2", "A donation without a call brought nothing.");
  move();
};

/** A withdrawal: all that its account can claim. */
export const enterWithdrawn: Enter<"Withdrawn"> = ({ books }, { args: { account, amount } }, { equal, move }) => {
  const expected = books.claimable.get(account) ?? 0n;
  equal("MONEY-5", `${account} did not withdraw what it could claim.`, { expected, got: amount });
  move();
};

/** Missing tokens lower the assets, but not below what is reserved. */
export const enterWrittenOff: Enter<"WrittenOff"> = ({ books }, { args: { amount } }, { check, move }) => {
  const { assets, reserved } = books.balances;
  check(amount <= assets - reserved, "MONEY-2", "More was written off than the assets that are not reserved.", {
    expected: assets - reserved,
    got: amount,
  });
  move();
};

/** Closed and with nothing pending, the fund's assets move on. */
export const enterMigrated: Enter<"Migrated"> = (state, { args: { amount } }, { check, equal, move }) => {
  const { balances, pendingCount } = state.books;
  check(state.closed, "LIFE-2", "The fund was migrated before it was closed.");
  check(pendingCount === 0n, "LIFE-2", `The fund was migrated with ${pendingCount} settlements pending.`);
  equal("BOOKS-1", "What was migrated is not the fund's assets.", { expected: balances.assets, got: amount });
  move();
};

/** Nothing is credited or submitted to a closed or paused fund. */
export function requireRunning({ closed, paused }: LedgerState, { check }: Entering, what: string): void {
  if (closed) check(false, "LIFE-2", `${what} came after the fund was closed.`);
  if (paused) check(false, "LIFE-2", `${what} came while the fund was paused.`);
}
