// What a daemon is given, by its kind.
import { ADDRESS, CONNECT, SIGNER } from "../chain/given.ts";
import {
  type Check,
  COUNT,
  countFrom,
  FLAG,
  FUNCTION,
  ifGiven,
  listOf,
  NAME,
  NUMBER,
  partsOf,
  SIGNAL,
  TEXT,
  UINT64,
  UINT256,
  URL_GIVEN,
} from "../columns/given.ts";
import { FETCH } from "../download/given.ts";
import { EVERY_FORMAT } from "../tables/given.ts";

const NODES: Check = (value, what) => (Array.isArray(value) && value.length > 0 ? listOf(NAME) : NAME)(value, what);

const LIMITS = partsOf({
  ...{ leastEther: ifGiven(UINT256), leastBalance: ifGiven(UINT256), leastAllowance: ifGiven(UINT256) },
});

/** Of every daemon. */
const RUN: Readonly<Record<string, Check>> = {
  ...{ rpc: NODES, fund: ADDRESS, db: NAME, interval: ifGiven(countFrom(1)), once: ifGiven(FLAG) },
  ...{ signer: ifGiven(SIGNER), log: ifGiven(FUNCTION), connect: ifGiven(CONNECT), state: ifGiven(NAME) },
  ...{ fromBlock: ifGiven(COUNT), confirmations: ifGiven(countFrom(1)), signal: ifGiven(SIGNAL) },
  ...{ feeLimit: ifGiven(UINT256), urgentFeeLimit: ifGiven(UINT256), limits: ifGiven(LIMITS) },
  ...{ webhook: ifGiven(URL_GIVEN), metrics: ifGiven(partsOf({ host: TEXT, port: COUNT })) },
};

export const WATCH = partsOf({
  ...{ ...RUN, random: ifGiven(NUMBER), bondsPerDay: ifGiven(UINT256), answersPerDay: ifGiven(NUMBER) },
  ...{ tries: ifGiven(NUMBER), fetch: ifGiven(FETCH) },
});

const DATA = partsOf({ fetch: FETCH, interval: NUMBER, every: ifGiven(NUMBER) });
export const OPERATE = partsOf({ ...RUN, bundles: NAME, data: ifGiven(DATA) });

const PLACE = "a function, a folder or a command";
const COMMAND = { command: NAME, timeout: ifGiven(NUMBER) };
const FOLDER = { folder: NAME };
const has = (value: unknown, name: string) => typeof value === "object" && value !== null && name in value;
/** A function, a folder with `{period}` in it, or a command. */
const TABLES: Check = (value, what) => {
  const parts = has(value, "folder") ? FOLDER : COMMAND;
  if (typeof value !== "function") partsOf({ ...parts, format: ifGiven(EVERY_FORMAT) }, PLACE)(value, what);
};
/** The same, or a bucket, which whoever publishes there checks. */
const PUBLISH: Check = (value, what) => {
  const parts = has(value, "folder") ? FOLDER : has(value, "s3") ? { s3: partsOf({}) } : COMMAND;
  if (typeof value !== "function") partsOf(parts, PLACE)(value, what);
};
/** What is scheduled. */
export const SCHEDULE = partsOf({
  ...{ ...RUN, bundles: NAME, dataUri: NAME, tables: TABLES, publish: PUBLISH, delay: ifGiven(UINT64) },
  ...{ leastCoverage: ifGiven(UINT256), allowance: ifGiven(UINT256), fetch: ifGiven(FETCH) },
});
