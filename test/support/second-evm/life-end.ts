// The governor's acts, each announced seven days before: another policy, another clearing, the fund's end and its migration.
import { addressOf, creditOf, DAY, hourOf, POLICY, type Stage } from "./stage.ts";
import { askAll, askLists } from "./views.ts";

const NEW_POLICY = { ...POLICY, coverBps: 3_000n, basisAll: true, bondBps: 0n, maxLevels: 2n };

export function endOfLife(stage: Stage): void {
  const { script, manager, fund } = stage;
  const announce = (name: string, ...args: unknown[]) =>
    script.send("governor", manager, "schedule", [fund.address, fund.abi.encodeFunctionData(name, args), 0]);
  const act = (name: string, args: readonly unknown[], refusal?: string) =>
    script.send("governor", fund, name, args, refusal);

  act("setPolicy", [NEW_POLICY], "AccessManagerNotScheduled");
  announce("setPolicy", NEW_POLICY);
  announce("setClearing", addressOf("donor"));
  announce("close");
  announce("migrate", addressOf("admin1"));
  act("setPolicy", [NEW_POLICY], "AccessManagerNotReady");
  script.later(7 * DAY);
  act("setPolicy", [NEW_POLICY]);
  act("setClearing", [addressOf("donor")]);
  askAll(stage, 4n);

  // A period of before, judged by the rule of its start.
  const fourth = hourOf(4n);
  script.send("operator", fund, "submit", [fourth.header, 0n, ""]);
  askLists(stage, fourth);
  act("migrate", [addressOf("admin1")], "FundNotClosed");
  act("close", []);
  announce("close");
  act("migrate", [addressOf("admin1")], "SettlementsPending");
  script.send("operator", fund, "credit", [5n, 0n, [creditOf(1n)]], "FundClosed");
  script.send("operator", fund, "submit", [hourOf(5n).header, 0n, ""], "FundClosed");
  script.later(DAY);
  script.send("donor", fund, "finalize", [fourth.header]);
  act("migrate", [addressOf("admin1")]);
  for (const part of ["donor", "operator", "demander", "clearing"]) {
    script.ask(fund, "claimable", [addressOf(part)]);
  }
  script.send("donor", fund, "withdraw", [addressOf("clearing")]);
  script.send("operator", fund, "withdraw", [addressOf("operator")]);
  script.later(7 * DAY);
  act("close", [], "FundClosed");
  askAll(stage, 5n);
}
