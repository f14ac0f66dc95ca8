export { type SqliteStore, sqliteStore } from "../chain/sending/sqlite-store.ts";
