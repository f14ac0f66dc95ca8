// Who is who on a local chain. The keys are known to everybody: they are those of every Hardhat and Foundry node.
import { HDNodeWallet, Mnemonic } from "ethers";
import type { Hex } from "../columns/hex.ts";

/** The words that the keys come from. */
export const DEVNET_MNEMONIC = "test test test test test test test test test test test junk";

/** The parts that the first accounts play, in their order. */
export const DEVNET_PARTS = [
  "deployer",
  "operator",
  "guardian",
  "governor",
  "clearing",
  "challenger",
  "trader",
  "admin1",
  "admin2",
] as const;

/** One of them. */
export type DevnetPart = (typeof DEVNET_PARTS)[number];

/** An account whose key is known to everybody. */
export interface DevnetAccount {
  readonly address: Hex;
  readonly privateKey: Hex;
}

/** What a user of a devnet needs; times and sums are the chain's. */
export interface DevnetFacts {
  readonly rpc: string;
  readonly chainId: number;
  readonly token: Hex;
  readonly fund: Hex;
  /** Those that play a part after the deployment, without the two admins. */
  readonly accounts: Readonly<Record<Exclude<DevnetPart, (typeof HIDDEN)[number]>, DevnetAccount>>;
}

const HIDDEN = ["deployer", "admin1", "admin2"] as const;

/** All accounts with their keys. */
export function devnetAccounts(): Readonly<Record<DevnetPart, DevnetAccount>> {
  const root = HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(DEVNET_MNEMONIC), "m/44'/60'/0'/0");
  const entries = DEVNET_PARTS.map((part, index) => {
    const { address, privateKey } = root.deriveChild(index);
    return [part, { address, privateKey }] as const;
  });
  return Object.fromEntries(entries) as Record<DevnetPart, DevnetAccount>;
}

/** Those that a devnet tells of. */
export function namedOf(accounts: ReturnType<typeof devnetAccounts>): DevnetFacts["accounts"] {
  const entries = Object.entries(accounts).filter(([part]) => !HIDDEN.some((hidden) => hidden === part));
  return Object.fromEntries(entries) as DevnetFacts["accounts"];
}
