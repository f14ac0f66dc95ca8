// Which pending settlements are the exchange's own: those whose header one of its bundles has. All others were made by somebody with its key.

import { TREES } from "../../chain/names.ts";
import { nameOf } from "../../challenge/moves.ts";
import type { Submission } from "../../history/submissions.ts";
import type { Metrics } from "../monitoring/metrics.ts";
import type { Notices } from "../monitoring/notices.ts";
import type { Library } from "./library.ts";
import { foreignNotice, foundNotice, missingNotice } from "./report.ts";

/** What is the exchange's own of what is pending. */
export interface OwnSettlements {
  /** The folder of each own settlement's bundle, by `nameOf`. */
  readonly folders: ReadonlyMap<string, string>;
  /** Whether all are, and each bundle has its lists. */
  readonly isWhole: boolean;
}

/** Tells own settlements from foreign ones at each look, and says at first sight which are foreign, or have no whole bundle. */
export function ownershipCheck(library: Library, notices: Notices, metrics: Metrics) {
  const foreign = metrics.gauge("foreign_settlements", "Pending settlements that no bundle of the exchange has.");
  const lacking = metrics.gauge("missing_bundles", "Pending settlements of the exchange whose bundle lacks a list.");
  foreign.set(0);
  lacking.set(0);

  async function missingLists({ settlement }: Submission): Promise<string | undefined> {
    for (const tree of TREES) {
      // Of an empty list nothing can be demanded.
      if ((tree === "positions" ? settlement.positionCount : settlement.liquidationCount) === 0n) continue;
      const listed = await library.listOf(settlement, tree);
      if ("missing" in listed) return listed.missing;
    }
    return undefined;
  }

  return async (pending: readonly Submission[]): Promise<OwnSettlements> => {
    const folders = new Map<string, string>();
    let [foreigners, missing] = [0, 0];
    for (const submission of pending) {
      const source = await library.sourceOf(submission.settlement);
      if ("missing" in source) {
        foreigners++;
        notices.add(foreignNotice(submission, source.missing));
        continue;
      }
      folders.set(nameOf(submission), source.folder);
      const lost = await missingLists(submission);
      const told = [foreignNotice(submission, ""), missingNotice(submission, "")];
      if (lost !== undefined) {
        missing++;
        notices.add(missingNotice(submission, lost));
      } else if (told.some(({ id }) => notices.has(id))) {
        for (const { id } of told) notices.forget(id);
        notices.add(foundNotice(submission));
      }
    }
    foreign.set(foreigners);
    lacking.set(missing);
    return { folders, isWhole: foreigners + missing === 0 };
  };
}
