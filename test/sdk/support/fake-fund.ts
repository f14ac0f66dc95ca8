import { Interface } from "ethers";
import { domainOf, type FundIdentity, type Hex, ZERO_HASH } from "zke-insurance-fund";
import { type ChainReader, FUND_INTERFACE, type Fund, openFund, STATUSES } from "zke-insurance-fund/chain";

const TOKEN_ADDRESS: Hex = `0x${"70".repeat(20)}`;
const TOKEN = new Interface(["function decimals() view returns (uint8)"]);

/** What a fund that is made up says; each view by its name, with its arguments. */
export interface FakeFund {
  readonly identity: FundIdentity;
  readonly decimals: number;
  readonly views?: Readonly<Record<string, (...args: bigint[]) => unknown>>;
  /** The domain, if it is not that of the identity. */
  readonly domain?: Hex;
}

/** A fund that answers as the contract would, without a chain. */
export async function fakeFund({ identity, decimals, views = {}, domain }: FakeFund): Promise<Fund> {
  const known: FakeFund["views"] = { token: () => TOKEN_ADDRESS, domain: () => domain ?? domainOf(identity), ...views };
  const reader = {
    getNetwork: async () => ({ chainId: identity.chainId }),
    getBlockNumber: async () => 7,
    getBlock: async () => ({ number: 7, timestamp: 1_760_000_000 }),
    async call({ to, data }: { to: string; data: string }) {
      if (to === TOKEN_ADDRESS) return TOKEN.encodeFunctionResult("decimals", [decimals]);
      const call = FUND_INTERFACE.parseTransaction({ data });
      const view = known[call?.name ?? ""];
      if (call === null || view === undefined) throw new Error(`the fund was asked for ${call?.name ?? data}`);
      return FUND_INTERFACE.encodeFunctionResult(call.name, [view(...call.args)]);
    },
  };
  return openFund(reader as unknown as ChainReader, identity.fund);
}

/** A period's record as the contract has it, nothing but what is given. */
export function fakeRecord(status: (typeof STATUSES)[number], fields: Readonly<Record<string, unknown>> = {}): object {
  const numbers = ["coverage", "bond", "endTime", "submission", "challengeEnd", "quietUntil", "lastTime"];
  const more = ["challengeWindow", "revealWindow", "openDemands", "coverBps", "headBps", "policyVersion"];
  return {
    ...Object.fromEntries([...numbers, ...more].map((name) => [name, 0n])),
    ...{ settlementHash: ZERO_HASH, operator: `0x${"00".repeat(20)}`, basisAll: false },
    ...{ status: STATUSES.indexOf(status), coverBps: 2000n, headBps: 9000n, ...fields },
  };
}
