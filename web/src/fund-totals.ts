import type { Token } from "./chain/token.ts";
import type { FundStanding } from "./fund-standing.ts";

/** One of the host's funds: what it is called here, and what was read of it. */
export interface ListedFund {
  readonly name: string;
  readonly address: string;
  readonly standing: FundStanding;
}

/** What the funds of one asset have together. An asset is a token: a chain and an address, whatever it calls itself. */
export interface AssetTotal {
  /** Names the asset. */
  readonly id: string;
  readonly chainId: bigint;
  readonly token: Token;
  readonly assets: bigint;
  readonly reserved: bigint;
  /** How many tokens are not there that should be. */
  readonly missing: bigint;
  /** The names of the funds that are in the sums, and of those that are not, since they were not read now. */
  readonly counted: readonly string[];
  readonly notRead: readonly string[];
}

/** Sums by asset, and what is in none of them. */
export interface FundTotals {
  /** In the order of the funds. */
  readonly assets: readonly AssetTotal[];
  /** The names of the funds of which nothing was read yet, so that nobody knows which asset they are of. */
  readonly unknown: readonly string[];
  /** What more than one of the tokens calls itself. */
  readonly alike: readonly string[];
}

/** Adds up what funds of one token have. A fund that could not be read is in no sum, and is named; nothing is counted twice. */
export function totalsOf(funds: readonly ListedFund[]): FundTotals {
  const assets = new Map<string, AssetTotal>();
  const unknown: string[] = [];
  const seen = new Set<string>();
  for (const { name, address, standing } of funds) {
    const { chainId, token } = standing;
    if (chainId === undefined || token === undefined) {
      unknown.push(name);
      continue;
    }
    const fund = `${chainId} ${address.toLowerCase()}`;
    if (seen.has(fund)) continue;
    seen.add(fund);
    const id = `${chainId} ${token.address.toLowerCase()}`;
    assets.set(id, withFund(assets.get(id) ?? { ...NOTHING, id, chainId, token }, name, standing));
  }
  const all = [...assets.values()];
  const symbols = all.map(({ token }) => token.symbol);
  const alike = new Set(symbols.filter((symbol, at) => symbol !== "" && symbols.indexOf(symbol) !== at));
  return { assets: all, unknown, alike: [...alike] };
}

const NOTHING = { assets: 0n, reserved: 0n, missing: 0n, counted: [], notRead: [] };

function withFund(total: AssetTotal, name: string, { is, ...read }: FundStanding): AssetTotal {
  if (is === "unknown") return { ...total, notRead: [...total.notRead, name] };
  const { assets = 0n, reserved = 0n, missing = 0n } = read;
  return {
    ...total,
    assets: total.assets + assets,
    reserved: total.reserved + reserved,
    missing: total.missing + missing,
    counted: [...total.counted, name],
  };
}
