export { openStore } from "../chain/sending/open-store.ts";
export { postgresStore } from "../chain/sending/postgres-store.ts";
export { sqliteStore } from "../chain/sending/sqlite-store.ts";
export type { PostgresClient, PostgresPool } from "../postgres/pool.ts";
