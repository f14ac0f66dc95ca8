import { messageOf } from "../chain/failures.ts";
import { allowanceOf, balanceOf } from "../chain/token.ts";
import type { ChainPolicy } from "../chain/types.ts";
import type { Hex } from "../columns/hex.ts";
import { formatAmount } from "../rule/amount.ts";
import type { Daemon } from "./daemon.ts";
import type { EventName } from "./monitoring/events.ts";
import type { Metrics } from "./monitoring/metrics.ts";
import type { Notice } from "./monitoring/notices.ts";

/** What the sending account has. Tokens in base units, ether in wei. */
export interface Means {
  readonly account: Hex;
  readonly ether: bigint;
  readonly balance: bigint;
  readonly claimable: bigint;
  readonly allowance: bigint;
  /** The least that its next bond takes. */
  readonly bond: bigint;
  /** Decimal places of the token. */
  readonly decimals: number;
}

/** What the sending account should have. */
export interface Limits {
  /** Wei. */
  readonly leastEther: bigint;
  /** Base units in the account and claimable by it; some bonds unless given. */
  readonly leastBalance?: bigint | undefined;
  /** Base units that the fund may pull; not looked at unless given, since submitting approves what it takes. */
  readonly leastAllowance?: bigint | undefined;
}

/** Which bonds an account has to pay. */
export interface Bonds {
  /** The next one, by the policy in force. */
  readonly of: (policy: ChainPolicy) => bigint;
  /** How many of them it should have. */
  readonly wanted: bigint;
}

/** Seconds of a day. */
export const DAY = 86_400n;
const ETHER_DECIMALS = 18;
const MEANS_EVERY = 60_000;

async function readMeans({ fund, decimals, chain: { provider } }: Daemon, account: Hex, bonds: Bonds): Promise<Means> {
  const token = await fund.token();
  const [ether, balance, claimable, allowance, policy] = await Promise.all([
    provider.getBalance(account),
    balanceOf(provider, token, account),
    fund.claimable(account),
    allowanceOf(provider, token, account, fund.address),
    fund.policy(),
  ]);
  return { account, ether, balance, claimable, allowance, bond: bonds.of(policy), decimals };
}

/**
 * What an account lacks, in sentences; said again each day.
 *
 * @param wanted how many bonds it should have, unless the limits say what it should have
 * @param now in seconds
 */
export function lacks(means: Means, limits: Limits, wanted: bigint, now: bigint): Notice[] {
  const { account, ether, balance, claimable, allowance, bond, decimals } = means;
  const { leastEther, leastBalance = wanted * bond, leastAllowance = 0n } = limits;
  const tokens = balance + claimable;
  const sum = (amount: bigint) => formatAmount(amount, decimals);
  const wei = (amount: bigint) => formatAmount(amount, ETHER_DECIMALS);
  const warn = (event: EventName, message: string): Notice => {
    return { id: `${event}:${now / DAY}`, level: "warn", event, message: `${account} ${message}`, fields: { account } };
  };
  return [
    ...(ether < leastEther
      ? [warn("low-ether", `has ${wei(ether)} ether for gas; ${wei(leastEther)} are wanted.`)]
      : []),
    ...(tokens < bond ? [warn("low-bond", `has ${sum(tokens)} tokens, and the next bond takes ${sum(bond)}.`)] : []),
    ...(tokens < leastBalance
      ? [warn("low-balance", `has ${sum(tokens)} tokens; ${sum(leastBalance)} are wanted.`)]
      : []),
    ...(allowance < leastAllowance
      ? [warn("low-allowance", `lets the fund pull ${sum(allowance)}; ${sum(leastAllowance)} are wanted.`)]
      : []),
  ];
}

/** Shows an account's means to Prometheus. */
function meansMeter(metrics: Metrics): (means: Means) => void {
  const ether = metrics.gauge("ether_wei", "Ether of the sending account, in wei.");
  const tokens = metrics.gauge("token_base_units", "Tokens of the sending account in base units, by where they are.");
  return (means) => {
    ether.set(means.ether);
    for (const place of ["balance", "claimable", "allowance"] as const) tokens.set(means[place], { place });
  };
}

/** Looks now and then at what the sending account has, and warns while there is time. */
export function meansCheck(
  daemon: Daemon,
  bonds: Bonds,
  limits: Limits,
  metrics: Metrics,
): (now: bigint) => Promise<void> {
  const { sender, notices, log } = daemon;
  const measure = meansMeter(metrics);
  let last = Number.NEGATIVE_INFINITY;
  return async (now) => {
    if (sender === undefined || performance.now() - last < MEANS_EVERY) return;
    last = performance.now();
    try {
      const means = await readMeans(daemon, sender.address, bonds);
      measure(means);
      for (const notice of lacks(means, limits, bonds.wanted, now)) notices.add(notice);
    } catch (error) {
      // A token that does not even tell a balance stops nothing that needs no token.
      log("warn", "means-unknown", `What the account has cannot be read: ${messageOf(error)}`);
    }
  };
}
