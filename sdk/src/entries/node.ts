export { sqliteStore } from "../chain/sending/sqlite-store.ts";
