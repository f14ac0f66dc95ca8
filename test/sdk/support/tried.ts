import { readFileSync } from "node:fs";

/** What docs/testing.md says was tried, on one line, for tests that hold it to what they did. */
export const TRIED = readFileSync(new URL("../../../docs/testing.md", import.meta.url), "utf8").replace(/\s+/g, " ");

/** A count as the document writes it: 1,234,567. */
export const written = (count: number | bigint) => count.toLocaleString("en-US");
