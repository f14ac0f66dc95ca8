import { readFileSync } from "node:fs";

/** The specification's text on one line, for tests that hold it to what they did. */
export const SPECIFICATION = readFileSync(new URL("../../../docs/specification.md", import.meta.url), "utf8").replace(
  /\s+/g,
  " ",
);

/** A count as the specification writes it: 1,234,567. */
export const written = (count: number | bigint) => count.toLocaleString("en-US");
