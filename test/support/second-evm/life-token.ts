// What the real USDT may do in the middle of a fund's life: take a fee, pause, blacklist the vault, destroy what lies in it.
import { addressOf, creditOf, DAY, hourOf, POSITIONS, type Stage, UNIT } from "./stage.ts";
import { askAll } from "./views.ts";

export function tokensManners(stage: Stage): void {
  const { script, token, fund } = stage;
  const { header } = hourOf(4n);

  script.send("deployer", token, "setParams", [10n, 49n]);
  script.send("operator", fund, "credit", [4n, 0n, [creditOf(30n)]]);
  script.send("operator", fund, "credit", [4n, 1n, [creditOf(1n), creditOf(1n)]], "CreditsNotReceived");
  script.send("donor", fund, "donate", [1_000n * UNIT]);
  script.send("operator", fund, "submit", [header, 0n, ""], "ProfitNotReceived");
  script.send("operator", fund, "credit", [4n, 1n, [creditOf(11n)]]);
  script.send("operator", fund, "submit", [header, 0n, "its bond is what arrived"]);
  script.send("demander", fund, "demand", [header, POSITIONS, 0n]);
  script.send("challenger", fund, "withdraw", [addressOf("challenger")]);
  script.send("deployer", token, "setParams", [0n, 0n]);
  askAll(stage, 4n);

  script.send("deployer", token, "pause");
  script.send("donor", fund, "donate", [UNIT], "");
  script.send("clearing", fund, "withdraw", [addressOf("clearing")], "");
  script.send("deployer", token, "unpause");

  missingTokens(stage);
}

/** The vault is emptied: submitting and finalizing stop, until what is missing is written off and what is reserved is there again. */
function missingTokens(stage: Stage): void {
  const { script, token, fund } = stage;
  const [{ header }, next] = [hourOf(4n), hourOf(5n)];
  script.send("deployer", token, "addBlackList", [fund.address]);
  script.send("clearing", fund, "withdraw", [addressOf("clearing")], "");
  script.send("deployer", token, "destroyBlackFunds", [fund.address]);
  script.send("deployer", token, "removeBlackList", [fund.address]);
  script.later(DAY);
  script.send("operator", fund, "submit", [next.header, 0n, ""], "Insolvent");
  script.send("donor", fund, "writeOff");
  script.send("donor", fund, "writeOff");
  askAll(stage, 4n);
  // The demand of before went unanswered; that judges needs no token.
  script.send("donor", fund, "expire", [header, POSITIONS, 0n]);
  script.send("donor", fund, "writeOff");
  script.send("donor", token, "transfer", [fund.address, 900_000n * UNIT]);
  script.send("donor", fund, "sync");
  script.send("clearing", fund, "withdraw", [addressOf("clearing")]);
  askAll(stage, 4n);
}
