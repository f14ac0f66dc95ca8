import { getAddress } from "ethers";
import { allow } from "../../chain/sending/allowance.ts";
import { balanceOf } from "../../chain/token.ts";
import type { Hex } from "../../columns/hex.ts";
import type { Submissions } from "../../history/submissions.ts";
import { formatAmount } from "../../rule/amount.ts";
import type { Daemon } from "../daemon.ts";
import type { AnyMove } from "../dispatch.ts";
import type { View } from "../look.ts";
import { DAY } from "../means.ts";
import type { Notice } from "../monitoring/notices.ts";

/**
 * Makes those demands whose bonds the account can pay: from its claimable sum, and its tokens.
 *
 * @param perDay the most that goes into bonds within a day
 */
export async function makeDemands(
  daemon: Daemon,
  demands: readonly AnyMove[],
  view: View,
  perDay: bigint,
): Promise<void> {
  const { fund, chain, sender, notices, decimals } = daemon;
  if (sender === undefined) {
    daemon.make(demands, view.cursor);
    return;
  }
  const bondOf = ({ serial }: AnyMove) => view.submissions.get(serial)?.policy.demandBond ?? 0n;
  const token = await fund.token();
  const claimable = await fund.claimable(sender.address);
  const balance = await balanceOf(chain.provider, token, sender.address);
  const payable = affordable(demands, bondOf, claimable + balance);
  if (payable.length < demands.length) notices.add(unaffordable(demands[payable.length] as AnyMove, sender.address));
  const { time } = view.head;
  const within = affordable(payable, bondOf, perDay - bondsSince(view.submissions, sender.address, time - DAY));
  if (within.length < payable.length) notices.add(limited(formatAmount(perDay, decimals), time / DAY));
  daemon.make(within, view.cursor, (started) => {
    const sum = started.reduce((total, move) => total + bondOf(move), 0n);
    const amount = sum > claimable ? sum - claimable : 0n;
    return allow(chain.provider, sender, { token, spender: fund.address, amount });
  });
}

/** As many moves from the first on as a sum pays the bonds of. */
export function affordable(
  moves: readonly AnyMove[],
  bondOf: (move: AnyMove) => bigint,
  sum: bigint,
): readonly AnyMove[] {
  let left = sum;
  const end = moves.findIndex((move) => {
    left -= bondOf(move);
    return left < 0n;
  });
  return end < 0 ? moves : moves.slice(0, end);
}

/** What an account put into bonds of demands since a time, in base units, but for those that it got back. */
export function bondsSince(submissions: Submissions, account: Hex, since: bigint): bigint {
  const demander = getAddress(account);
  let sum = 0n;
  for (const { demands, policy } of submissions.values()) {
    for (const demand of demands.values()) {
      const isOwn =
        getAddress(demand.demander) === demander && (demand.state === "open" || demand.state === "answered");
      if (isOwn && demand.deadline - policy.revealWindow > since) sum += demand.bond;
    }
  }
  return sum;
}

function unaffordable({ serial, id }: AnyMove, account: string): Notice {
  const message = `${account} has too few tokens for the bonds of all demands; send it more.`;
  return {
    id: `unaffordable:${id}`,
    level: "warn",
    event: "bonds-unaffordable",
    message,
    fields: { submission: serial },
  };
}

function limited(perDay: string, day: bigint): Notice {
  const message = `There is more to demand than ${perDay} tokens a day pay the bonds of; it waits.`;
  return { id: `bonds-limited:${day}`, level: "warn", event: "bonds-limited", message };
}
