// The whole life of a fund, from deployment to migration: every function, every event, every refusal, in chapters.
import { ZeroAddress } from "ethers";
import { endOfLife } from "./life-end.ts";
import { tokensManners } from "./life-token.ts";
import { falseSettlements, silence } from "./life-void.ts";
import { liquidationProof, positionProof } from "./lists.ts";
import { Script } from "./script.ts";
import {
  addressOf,
  creditOf,
  DAY,
  deployed,
  fill,
  handOut,
  hourOf,
  LIQUIDATIONS,
  POSITIONS,
  type Stage,
  UNIT,
} from "./stage.ts";
import { askAll, askLists } from "./views.ts";

/** The story, and the fund that it is about. */
export function lifeOfAFund(): Stage {
  const stage = deployed(new Script());
  handOut(stage);
  fill(stage);
  askAll(stage, 0n);
  moneyIn(stage);
  refusedSubmissions(stage);
  undisputed(stage);
  silence(stage);
  falseSettlements(stage);
  tokensManners(stage);
  endOfLife(stage);
  return stage;
}

/** Donations, credits one by one and in bulk, and tokens that were sent without a call. */
function moneyIn(stage: Stage): void {
  const { script, token, fund } = stage;
  script.send("donor", fund, "donate", [1_000_000n * UNIT]);
  script.send("donor", fund, "donate", [0n], "ZeroAmount");
  script.send("donor", fund, "credit", [1n, 0n, [creditOf(1n)]], "AccessManagedUnauthorized");
  script.send("operator", fund, "credit", [1n, 0n, [creditOf(1n), creditOf(2n), creditOf(3n)]]);
  script.send("operator", fund, "credit", [1n, 0n, [creditOf(4n)]], "SequenceMismatch");
  script.send("operator", fund, "credit", [1n, 3n, [creditOf(4n)]]);
  script.send("operator", fund, "credit", [2n, 0n, Array.from({ length: 20 }, (_, i) => creditOf(BigInt(i + 1)))]);
  script.send("operator", fund, "credit", [1n, 4n, []], "NoCredits");
  script.send("operator", fund, "credit", [1n, 4n, [creditOf(1n), creditOf(0n)]], "ZeroAmount");
  script.send("donor", token, "transfer", [fund.address, 7n * UNIT]);
  script.ask(fund, "solvency");
  script.send("donor", fund, "sync");
  script.send("donor", fund, "sync");
  script.send("donor", fund, "writeOff");
  script.send("donor", fund, "setAuthority", [addressOf("donor")], "AccessManagedUnauthorized");
  askAll(stage, 2n);
}

/** What a header alone can contradict. */
function refusedSubmissions({ script, fund }: Stage): void {
  const { header } = hourOf(1n);
  const refused = (changes: object, refusal: string, least = 0n) =>
    script.send("operator", fund, "submit", [{ ...header, ...changes }, least, ""], refusal);
  script.send("donor", fund, "submit", [header, 0n, ""], "AccessManagedUnauthorized");
  refused({ period: 2n }, "PeriodNotOpen");
  refused({ startTime: header.startTime - 1n }, "PeriodGap");
  refused({ endTime: header.startTime }, "PeriodEnd");
  refused({ endTime: BigInt(script.time + DAY) }, "PeriodEnd");
  refused({ positionCount: 2n ** 25n + 1n }, "ListTooLong");
  refused({ liquidationCount: 0n }, "LiquidationsInconsistent");
  refused({ headCount: 0n }, "PositionsInconsistent");
  refused({ headProfit: 1n }, "HeadInconsistent");
  refused({ loss: 1n }, "NothingToShare");
  refused({}, "CoverageTooLow", 21n * UNIT);
}

/** A settlement that nobody can void: demanded from, answered, challenged in vain, finalized, paid out. */
function undisputed(stage: Stage): void {
  const { script, fund } = stage;
  const lists = hourOf(1n);
  const { header, positions, liquidations } = lists;
  const [, a, b] = positions;
  const [c, d] = liquidations;
  const [proofA, proofB] = [positionProof(lists, 1), positionProof(lists, 2)];
  const [proofC, proofD] = [liquidationProof(lists, 0), liquidationProof(lists, 1)];

  script.send("operator", fund, "submit", [header, 20n * UNIT, "ipfs://bundle"]);
  script.send("demander", fund, "demand", [header, POSITIONS, 1n]);
  script.send("demander", fund, "demand", [header, LIQUIDATIONS, 0n]);
  script.send("challenger", fund, "demand", [header, POSITIONS, 1n], "DemandedBefore");
  script.send("challenger", fund, "demand", [header, POSITIONS, 4n], "IndexOutOfRange");
  askAll(stage, 2n);
  askLists(stage, lists);

  script.send("challenger", fund, "challengePosition", [header, a, proofA], "NoFault");
  script.send("challenger", fund, "challengePositionPair", [header, b, proofB, a, proofA], "NoFault");
  script.send("challenger", fund, "challengeLiquidation", [header, c, proofC], "NoFault");
  script.send("challenger", fund, "challengeLiquidationPair", [header, c, proofC, d, proofD], "NoFault");
  script.send("challenger", fund, "challengePosition", [header, a, proofB], "NotInTree");
  script.send("challenger", fund, "challengePosition", [{ ...header, loss: 1n }, a, proofA], "SettlementMismatch");

  script.send("donor", fund, "finalize", [header], "NotYetFinal");
  script.send("donor", fund, "revealPosition", [header, b, proofB], "NoOpenDemand");
  script.send("donor", fund, "revealPosition", [header, a, proofA]);
  script.send("operator", fund, "revealLiquidation", [header, c, proofC]);
  script.send("donor", fund, "expire", [header, POSITIONS, 1n], "NoOpenDemand");
  script.later(DAY);
  script.send("demander", fund, "demand", [header, POSITIONS, 2n], "DemandTooLate");
  script.send("donor", fund, "pause", [], "AccessManagedUnauthorized");
  script.send("guardian", fund, "pause");
  script.send("operator", fund, "credit", [2n, 20n, [creditOf(1n)]], "EnforcedPause");
  script.send("donor", fund, "finalize", [header], "EnforcedPause");
  script.send("guardian", fund, "unpause");
  script.send("donor", fund, "finalize", [header]);
  script.send("donor", fund, "finalize", [header], "NotPending");
  askAll(stage, 2n);
  askLists(stage, lists);

  script.send("clearing", fund, "withdraw", [ZeroAddress], "InvalidAddress");
  script.send("clearing", fund, "withdraw", [addressOf("clearing")]);
  script.send("operator", fund, "withdraw", [addressOf("operator")]);
  script.send("donor", fund, "withdraw", [addressOf("donor")], "NothingClaimable");
}
