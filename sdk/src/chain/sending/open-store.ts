import { NAME } from "../../columns/given.ts";
import { isPostgresAddress } from "../../postgres/address.ts";
import type { OpenStore } from "./store.ts";

/**
 * Opens the store that a text names: an address of PostgreSQL, `postgres://...`, or a file of SQLite.
 *
 * @throws {InputError} if it cannot be used
 * @throws {ChainError} of kind "unkept" if it is locked, full or not reached
 * @example
 * const store = await openStore("postgres://fund:password@db.example/fund");
 */
export async function openStore(place: string): Promise<OpenStore> {
  NAME(place, "place");
  if (isPostgresAddress(place)) {
    const { postgresStore } = await import("./postgres-store.ts");
    return postgresStore(place);
  }
  const { sqliteStore } = await import("./sqlite-store.ts");
  return sqliteStore(place);
}
