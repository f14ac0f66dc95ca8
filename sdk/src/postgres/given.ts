// Where a database is, as a caller gives it.
import { type Check, NAME, withFunctions } from "../columns/given.ts";

const POOL = withFunctions(
  ["connect", "on"],
  "postgres://user:password@host:port/database, or a pool of the package pg",
);

export const DATABASE: Check = (value, what) => (typeof value === "string" ? NAME : POOL)(value, what);
