import { allow, balanceOf } from "../chain/token.ts";
import type { Daemon, View } from "../daemon/daemon.ts";
import type { Move } from "../game/moves.ts";
import type { Notice } from "../signals/notices.ts";

/** Makes those demands whose bonds the account can pay: from its claimable sum, and its tokens. */
export async function makeDemands(daemon: Daemon, demands: readonly Move[], view: View): Promise<void> {
  const { fund, chain, sender, notices } = daemon;
  if (sender === undefined) {
    daemon.make(demands, view.cursor);
    return;
  }
  const bondOf = ({ serial }: Move) => view.submissions.get(serial)?.policy.demandBond ?? 0n;
  const token = await fund.token();
  const claimable = await fund.claimable(sender.address);
  const balance = await balanceOf(chain.provider, token, sender.address);
  const within = affordable(demands, bondOf, claimable + balance);
  if (within.length < demands.length) notices.add(unaffordable(demands[within.length] as Move, sender.address));
  daemon.make(within, view.cursor, (started) => {
    const sum = started.reduce((total, move) => total + bondOf(move), 0n);
    const amount = sum > claimable ? sum - claimable : 0n;
    return allow(chain.provider, sender, { token, spender: fund.address, amount });
  });
}

/** As many moves from the first on as a sum pays the bonds of. */
function affordable(moves: readonly Move[], bondOf: (move: Move) => bigint, sum: bigint): readonly Move[] {
  let left = sum;
  const end = moves.findIndex((move) => {
    left -= bondOf(move);
    return left < 0n;
  });
  return end < 0 ? moves : moves.slice(0, end);
}

function unaffordable({ serial, id }: Move, account: string): Notice {
  const message = `${account} has too few tokens for the bonds of all demands; send it more.`;
  return {
    id: `unaffordable:${id}`,
    level: "warn",
    event: "bonds-unaffordable",
    message,
    fields: { submission: serial },
  };
}
