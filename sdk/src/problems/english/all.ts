// All that can be wrong anywhere, for who says it in English. A page, which has sentences for what it shows alone, loads none of this.

import type { ProblemData } from "../../errors.ts";
import { PLAIN, type Show, say } from "../problem.ts";
import { BUNDLES } from "./bundles.ts";
import { CREDITS } from "./credits.ts";
import { DATABASES } from "./databases.ts";
import { DEPLOYING } from "./deploying.ts";
import { DEVNET } from "./devnet.ts";
import { DISK } from "./disk.ts";
import { FOLLOWING } from "./following.ts";
import { GAPS, PERIOD_GAPS, POWER_GAPS } from "./gaps.ts";
import { GIVEN } from "./given.ts";
import { GOVERNING } from "./governing.ts";
import { HISTORIES } from "./histories.ts";
import { ENGLISH } from "./index.ts";
import { PRICES } from "./prices.ts";
import { SCHEDULING } from "./scheduling.ts";
import { SENDING } from "./sending.ts";
import { SUBMISSIONS } from "./submissions.ts";
import { TABLES } from "./tables.ts";
import { USAGE } from "./usage.ts";

const ALL = {
  ...ENGLISH,
  ...GAPS,
  ...PERIOD_GAPS,
  ...POWER_GAPS,
  ...USAGE,
  ...BUNDLES,
  ...PRICES,
  ...CREDITS,
  ...DATABASES,
  ...DEPLOYING,
  ...DEVNET,
  ...DISK,
  ...FOLLOWING,
  ...GIVEN,
  ...GOVERNING,
  ...SCHEDULING,
  ...SENDING,
  ...SUBMISSIONS,
  ...HISTORIES,
  ...TABLES,
};

/**
 * A problem as an English sentence.
 *
 * @param show how figures are written; amounts are in base units unless given
 * @example
 * textOf({ code: "noSettlement", args: { period: 3n } }) // "The chain has no settlement of period 3."
 */
export function textOf(problem: ProblemData, show: Show = PLAIN): string {
  return say(ALL, problem, show).reason;
}
