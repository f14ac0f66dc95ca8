// What a daemon is given, by its kind.
import { ADDRESS, SIGNER } from "../chain/given.ts";
import { type Check, countFrom, FLAG, FUNCTION, ifGiven, listOf, NAME } from "../columns/given.ts";

const NODES: Check = (value, what) => (Array.isArray(value) && value.length > 0 ? listOf(NAME) : NAME)(value, what);

/** Of every daemon. */
export const RUN: Readonly<Record<string, Check>> = {
  ...{ rpc: NODES, fund: ADDRESS, db: NAME, interval: ifGiven(countFrom(1)), once: ifGiven(FLAG) },
  ...{ signer: ifGiven(SIGNER), log: ifGiven(FUNCTION) },
};
