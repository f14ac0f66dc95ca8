// What operations on a chain are given, by its kind.
import { type Check, COUNT, ifGiven, partsOf, TEXT, UINT256, withFunctions } from "../columns/given.ts";
import { assertIdentity, checksumAddress, type FundIdentity } from "../commitment/domain.ts";
import { SETTLEMENT } from "../commitment/given.ts";
import { RULE } from "../rule/given.ts";

export const FUND = withFunctions(["read"], "a fund, of openFund");
export const SENDER = withFunctions(["inTurn", "send"], "a sender, of createSender");
export const READER = withFunctions(["call"], "a node to read from, such as the provider of connectChain");

export const STORE = withFunctions(["exclusively", "inTurn", "add"], "a store, such as of sqliteStore");
export const CHAIN = partsOf(
  { provider: READER, chainId: UINT256, genesis: TEXT, host: TEXT },
  "a chain, of connectChain",
);
export const SIGNER: Check = (value, what) => {
  withFunctions(["signTransaction"], "a signer, such as a wallet")(value, what);
  ADDRESS((value as { address: unknown }).address, "address");
};

/** An account or a contract; nobody's is one, too. */
export const ADDRESS: Check = (value) => {
  checksumAddress(value as string);
};

/** A block by its number, or the newest. */
export const BLOCK: Check = (value, what) => {
  if (value !== "latest") ifGiven(COUNT)(value, what);
};

const IDENTITY: Check = (value, what) => {
  partsOf({})(value, what);
  assertIdentity(value as FundIdentity);
};

/** A settlement, and its rule. */
export const RULED = { settlement: SETTLEMENT, policy: RULE };
/** The same, and the fund that it is of. */
export const CLAIM = { identity: ifGiven(IDENTITY), decimals: COUNT, ...RULED };
