// The governor's and the guardian's settings.
import { isWithinBounds } from "./policies.ts";
import type { Enter } from "./state.ts";

export const enterPolicySet: Enter<"PolicySet"> = ({ policies }, { args, time }, { check, equal }) => {
  equal("POLICY-1", "A policy does not have the version that follows the one before.", {
    expected: policies.count,
    got: args.version,
  });
  check(isWithinBounds(args.policy), "POLICY-1", `Policy ${args.version} is out of the contract's bounds.`);
  policies.set(args.policy, time);
};

export const enterClearingSet: Enter<"ClearingSet"> = (state, { args }) => {
  state.clearing = args.account;
};

export const enterAuthorityUpdated: Enter<"AuthorityUpdated"> = (state, { args }) => {
  state.authority = args.authority;
};

export const enterClosed: Enter<"Closed"> = (state, _, { check }) => {
  check(!state.closed, "LIFE-2", "The fund was closed twice.");
  state.closed = true;
};

export const enterPaused: Enter<"Paused"> = (state, _, { check }) => {
  check(!state.paused, "LIFE-2", "The fund was paused while it was paused.");
  state.paused = true;
};

export const enterUnpaused: Enter<"Unpaused"> = (state, _, { check }) => {
  check(state.paused, "LIFE-2", "A pause was ended, and there was none.");
  state.paused = false;
};
