import { NAME, requireGiven } from "../../columns/given.ts";
import { replaceFile } from "../../disk/replace-file.ts";
import { type FundHistory, historyToJson } from "../../history/file.ts";
import { HISTORY } from "../../history/given.ts";
import type { HistoryRecorder } from "../../history/recorder.ts";
import type { Audit } from "../audit.ts";
import { AUDIT, RECORDER } from "../given.ts";

/**
 * The history that an audit has gone through, up to its block.
 *
 * @param recorder what took the audit's entries: `add` each entry's event, `clear` when it begins again
 * @returns undefined if the audit found anything: a history that does not agree is none
 * @example
 * const recorder = createHistoryRecorder();
 * const audited = await audit(chain, fund, { bundles: {}, onEntry: ({ event }) => recorder.add(event), onAgain: recorder.clear });
 * const history = auditedHistory(audited, recorder);
 * if (history !== undefined) await writeHistory("history.json", history);
 */
export function auditedHistory(audit: Audit, recorder: HistoryRecorder): FundHistory | undefined {
  requireGiven({ audit, recorder }, { audit: AUDIT, recorder: RECORDER });
  if (audit.findings.count > 0) return undefined;
  const { chainId, fund } = audit;
  const { number, hash, time } = audit.block;
  return recorder.history({ chainId, fund, block: { number, hash, time } });
}

/**
 * Writes a history, in place of the one that is there: who reads it meanwhile has the old one or the new one, and never a half.
 *
 * @returns whether it changed
 * @throws {InputError} if it cannot be written; then it is as it was
 * @example
 * await writeHistory("history.json", history) // true
 */
export async function writeHistory(file: string, history: FundHistory): Promise<boolean> {
  requireGiven({ file, history }, { file: NAME, history: HISTORY });
  return replaceFile(file, historyToJson(history));
}
