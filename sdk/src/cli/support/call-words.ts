// What a call does, in words: for who signs it elsewhere.
import type { Result, TransactionDescription } from "ethers";
import { callFrom } from "../../chain/results.ts";
import { MANAGER_INTERFACE } from "../../chain/roles/manager.ts";
import { TOKEN } from "../../chain/token.ts";
import type { Settlement } from "../../commitment/header.ts";
import {
  changeIn,
  changeLines,
  FUND_INTERFACE,
  type Fund,
  type PlannedCall,
  TREES,
  wordOf,
} from "../../entries/chain.ts";
import { roleText } from "../../operations/change-words.ts";
import { formatAmount } from "../../rule/amount.ts";

type Call = Pick<PlannedCall, "to" | "data">;
/** What an interface does by one of its functions; nothing of functions that no command calls. */
type Words = Readonly<Record<string, (args: Result, amount: (units: bigint) => string) => string>>;

const settlementOf = ([settlement]: Result) => `the settlement of period ${(settlement as Settlement).period}`;
const shows = (args: Result) => `shows a fault of ${settlementOf(args)}, which voids it`;
const answers = (args: Result) => `shows entry ${args[1].index} of ${settlementOf(args)}, as was demanded`;
const entry = (tree: bigint, index: bigint) => `entry ${index} of the ${wordOf(TREES, tree)}`;

const FUND: Words = {
  credit([period, , credits], amount) {
    const list = credits as readonly { readonly amount: bigint }[];
    const sum = amount(list.reduce((all, credit) => all + credit.amount, 0n));
    return `credits ${list.length} liquidation${list.length === 1 ? "" : "s"} to period ${period}, ${sum} tokens in all`;
  },
  submit([settlement, least, uri], amount) {
    const { period, loss, profit } = settlement as Settlement;
    const where = uri === "" ? "no data address" : `data at ${uri}`;
    return `submits the settlement of period ${period}: losses ${amount(loss)}, profits ${amount(profit)}, at least ${amount(least)} covered, ${where}`;
  },
  finalize: (args) => `makes ${settlementOf(args)} final`,
  cancel: (args) => `takes back ${settlementOf(args)}`,
  withdraw: ([to]) => `pays all that the sender can claim to ${to}`,
  donate: ([sum], amount) => `gives ${amount(sum)} tokens to the fund, for good`,
  sync: () => "turns tokens that were sent to the fund without a call into a donation",
  writeOff: () => "takes tokens that are missing out of the fund's assets",
  pause: () => "pauses the fund: credits, submissions and finalizing stop",
  unpause: () => "ends the pause of the fund",
  challengeLiquidation: shows,
  challengeLiquidationPair: shows,
  challengePosition: shows,
  challengePositionPair: shows,
  revealLiquidation: answers,
  revealPosition: answers,
  demand: (args) => `demands ${entry(args[1], args[2])} of ${settlementOf(args)}, and puts up the bond for it`,
  expire: (args) => `voids ${settlementOf(args)} for the silence about ${entry(args[1], args[2])}`,
  reclaim: ([serial, tree, index]) =>
    `takes back the bond of the demand for ${entry(tree, index)} of submission ${serial}`,
};

/** Says what calls of a fund, its token and its manager do; of other calls, that it is not known. */
export async function callWords(fund: Fund): Promise<(call: Call) => Promise<string>> {
  const decimals = await fund.decimals();
  const token = await fund.token();
  const [manager] = await fund.read("authority");
  const amount = (units: bigint) => formatAmount(units, decimals);
  const is = (to: string, address: unknown) => to.toLowerCase() === String(address).toLowerCase();

  async function words({ to, data }: Call): Promise<string> {
    if (is(to, token)) return ofToken(callFrom(TOKEN, data), fund, amount) ?? unknown(to);
    if (is(to, manager)) {
      const described = callFrom(MANAGER_INTERFACE, data);
      if (described?.name === "renounceRole") return `gives up ${roleText(described.args[0])}`;
      const inner = innerCall(described);
      if (inner !== undefined) return `${inner.does} ${await words(inner)}`;
    }
    const contract = is(to, fund.address) ? "fund" : is(to, manager) ? "manager" : "other";
    const change = changeIn({ contract, data });
    if (change !== undefined) return (await changeLines(fund, change, decimals)).join(", ");
    const described = contract === "fund" ? callFrom(FUND_INTERFACE, data) : undefined;
    const say = described && FUND[described.name];
    return described === undefined || say === undefined ? unknown(to) : say(described.args, amount);
  }
  return words;
}

const unknown = (to: string) => `makes a call of ${to} that has no words here`;

function ofToken(described: TransactionDescription | undefined, fund: Fund, amount: (units: bigint) => string) {
  if (described?.name === "transfer")
    return `moves ${amount(described.args[1])} of the sender's own tokens to ${described.args[0]}`;
  if (described?.name !== "approve") return undefined;
  const [spender, units] = described.args;
  const who = String(spender).toLowerCase() === fund.address.toLowerCase() ? "the fund" : spender;
  return units === 0n ? `lets ${who} take no more tokens` : `lets ${who} take ${amount(units)} tokens`;
}

/** What a call of the manager announces, does or takes back. */
function innerCall(described: TransactionDescription | undefined): (Call & { readonly does: string }) | undefined {
  const { name, args = [] } = described ?? {};
  if (name === "schedule") return { does: "announces:", to: args[0], data: args[1] };
  if (name === "execute") return { does: "does what was announced:", to: args[0], data: args[1] };
  if (name === "cancel") return { does: "takes back what was announced:", to: args[1], data: args[2] };
  return undefined;
}
