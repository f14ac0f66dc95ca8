// Money that comes and goes without a settlement.
import { type Enter, type Entering, isOpenAgain, type LedgerState, periodOf } from "./state.ts";

/** A credit: its number is the count of those before it, its period is open or voided. */
export const enterCredited: Enter<"Credited"> = (state, { args: { period, sequence, amount } }, entering) => {
  const known = periodOf(state, period);
  requireRunning(state, entering, "A credit");
  // By far the most frequent event: a sentence is made only where it is said.
  if (period < state.nextPeriod && !isOpenAgain(known))
    entering.check(false, "LIFE-2", `Period ${period} was credited, and it was neither open nor voided.`);
  if (sequence !== known.count) {
    entering.equal("BOOKS-3", `A credit of period ${period} does not have the number that follows the one before.`, {
      expected: known.count,
      got: sequence,
    });
  }
  known.credited += amount;
  // What is missing was said once: from here on the numbers count again.
  known.count = sequence + 1n;
  entering.move("credit", amount, { period });
};

export const enterDonated: Enter<"Donated"> = (_, { args: { from, amount } }, { move }) =>
  move("donation", amount, { account: from });

export const enterSynced: Enter<"Synced"> = (_, { args: { amount } }, { check, move }) => {
  check(amount > 0n, "BOOKS-2", "A donation without a call brought nothing.");
  move("sync", amount);
};

/** A withdrawal: all that its account can claim. */
export const enterWithdrawn: Enter<"Withdrawn"> = ({ books }, { args: { account, amount } }, { equal, move }) => {
  const expected = books.claimable.get(account) ?? 0n;
  equal("MONEY-5", `${account} did not withdraw what it could claim.`, { expected, got: amount });
  move("withdrawal", amount, { account });
};

/** Missing tokens lower the assets, but not below what is reserved. */
export const enterWrittenOff: Enter<"WrittenOff"> = ({ books }, { args: { amount } }, { check, move }) => {
  const { assets, reserved } = books.balances;
  check(amount <= assets - reserved, "MONEY-2", "More was written off than the assets that are not reserved.", {
    expected: assets - reserved,
    got: amount,
  });
  move("writeOff", amount);
};

/** Closed and with nothing pending, the fund's assets move on. */
export const enterMigrated: Enter<"Migrated"> = (state, { args: { to, amount } }, { check, equal, move }) => {
  const { balances, pendingCount } = state.books;
  check(state.closed, "LIFE-2", "The fund was migrated before it was closed.");
  check(pendingCount === 0n, "LIFE-2", `The fund was migrated with ${pendingCount} settlements pending.`);
  equal("BOOKS-1", "What was migrated is not the fund's assets.", { expected: balances.assets, got: amount });
  move("migration", amount, { account: to });
};

/** Nothing is credited or submitted to a closed or paused fund. */
export function requireRunning({ closed, paused }: LedgerState, { check }: Entering, what: string): void {
  if (closed) check(false, "LIFE-2", `${what} came after the fund was closed.`);
  if (paused) check(false, "LIFE-2", `${what} came while the fund was paused.`);
}
