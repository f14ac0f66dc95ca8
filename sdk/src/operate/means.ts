import { allowanceOf, balanceOf } from "../chain/token.ts";
import type { Hex } from "../commitment/hex.ts";
import type { Daemon } from "../daemon/daemon.ts";
import { formatAmount } from "../rule/amount.ts";
import type { Metrics } from "../signals/metrics.ts";
import type { Notice } from "../signals/notices.ts";

/** What the operator's account has. Tokens in base units, ether in wei. */
export interface Means {
  readonly account: Hex;
  readonly ether: bigint;
  readonly balance: bigint;
  readonly claimable: bigint;
  readonly allowance: bigint;
  /** The least bond of the next settlement. */
  readonly settlementBond: bigint;
}

/** What the operator's account should have. */
export interface Limits {
  /** Wei. */
  readonly leastEther: bigint;
  /** Base units in the account and claimable by it; twice the least settlement bond unless given. */
  readonly leastBalance?: bigint | undefined;
  /** Base units that the fund may pull; not looked at unless given, since submitting approves what it takes. */
  readonly leastAllowance?: bigint | undefined;
}

/** Seconds of a day. */
export const DAY = 86_400n;
const ETHER_DECIMALS = 18;

/** Reads what an account has. */
export async function readMeans({ fund, chain: { provider } }: Daemon, account: Hex): Promise<Means> {
  const token = await fund.token();
  const [ether, balance, claimable, allowance, policy] = await Promise.all([
    provider.getBalance(account),
    balanceOf(provider, token, account),
    fund.claimable(account),
    allowanceOf(provider, token, account, fund.address),
    fund.policy(),
  ]);
  return { account, ether, balance, claimable, allowance, settlementBond: policy.settlementBond };
}

/**
 * What an account lacks, in sentences; said again each day.
 *
 * @param now in seconds
 */
export function lacks(means: Means, limits: Limits, now: bigint): Notice[] {
  const { account, ether, balance, claimable, allowance, settlementBond } = means;
  const { leastEther, leastBalance = 2n * settlementBond, leastAllowance = 0n } = limits;
  const tokens = balance + claimable;
  const wei = (amount: bigint) => formatAmount(amount, ETHER_DECIMALS);
  const warn = (event: string, message: string): Notice => {
    return { id: `${event}:${now / DAY}`, level: "warn", event, message: `${account} ${message}`, fields: { account } };
  };
  return [
    ...(ether < leastEther
      ? [warn("low-ether", `has ${wei(ether)} ether for gas; ${wei(leastEther)} are wanted.`)]
      : []),
    ...(tokens < settlementBond
      ? [warn("low-bond", `has ${formatAmount(tokens)} tokens: too few for the next settlement's bond.`)]
      : []),
    ...(tokens < leastBalance
      ? [warn("low-balance", `has ${formatAmount(tokens)} tokens; ${formatAmount(leastBalance)} are wanted.`)]
      : []),
    ...(allowance < leastAllowance
      ? [
          warn(
            "low-allowance",
            `lets the fund pull ${formatAmount(allowance)}; ${formatAmount(leastAllowance)} are wanted.`,
          ),
        ]
      : []),
  ];
}

/** Shows an account's means to Prometheus. */
export function meansMeter(metrics: Metrics): (means: Means) => void {
  const ether = metrics.gauge("ether_wei", "Ether of the sending account, in wei.");
  const tokens = metrics.gauge("token_base_units", "Tokens of the sending account in base units, by where they are.");
  return (means) => {
    ether.set(means.ether);
    for (const place of ["balance", "claimable", "allowance"] as const) tokens.set(means[place], { place });
  };
}
