// What stands in the Parquet files beside the rows, for whoever has nothing but the file.

import type { KeyValue } from "../parquet/read.ts";
import { SETTLEMENT_FORMAT, type SettlementDocument } from "./document.ts";
import type { Report } from "./findings.ts";
import { identityToJson } from "./json.ts";

/**
 * What a list's file says of itself: which settlement it is of, and what its amounts count.
 *
 * @example
 * metadataOf(document).get("unit") // "10^-6 of the asset"
 */
export function metadataOf(document: SettlementDocument): ReadonlyMap<string, string> {
  const { identity, decimals, policy, settlement } = document;
  const { chainId, fund } = identityToJson(identity);
  return new Map([
    ["format", SETTLEMENT_FORMAT],
    ["period", String(settlement.period)],
    ["startTime", String(settlement.startTime)],
    ["endTime", String(settlement.endTime)],
    ["chainId", String(chainId ?? "")],
    ["fund", String(fund ?? "")],
    ["asset", identity === undefined ? "" : `the token of fund ${fund} on chain ${chainId}`],
    ["decimals", String(decimals)],
    ["unit", `10^-${decimals} of the asset`],
    ["coverBps", String(policy.coverBps)],
    ["headBps", String(policy.headBps)],
    ["basis", policy.basis],
  ]);
}

/** Reports what a file says of itself otherwise than settlement.json does, or twice. A file of another writer may say nothing of it. */
export function compareMetadata(
  file: string,
  pairs: readonly KeyValue[],
  document: SettlementDocument,
  report: Report,
): void {
  const expected = metadataOf(document);
  const said = pairs.filter(({ key }) => expected.has(key));
  if (said.length === 0) return;
  for (const [field, should] of expected) {
    const values = said.filter(({ key }) => key === field).map(({ value }) => value ?? "");
    if (values.length === 1 && values[0] === should) continue;
    report({ file, field, code: "otherMetadata", args: {}, got: values.join(", "), expected: should });
  }
}
