// What a deployment is about to do, in words and in tokens: to be read before anything is sent.
import { formatEther } from "ethers";
import { ADMINS, DELAY, type FundRole, ROLES } from "../../../ignition/roles.ts";
import { type ChainFacts, dateOf } from "./chain.ts";
import { addressIn, openingIn, type ParametersFile } from "./parameters.ts";
import { figuresOf, grouped, policyLines, type TokenName } from "./policy.ts";

/** About what a deployment takes; a test holds it against a real one. */
export const DEPLOYMENT_GAS = 8_400_000n;
const DAY = 86_400n;
const HOUR = 3_600n;

/** The token of a deployment that brings its own. */
const OWN_TOKEN: TokenName = { symbol: "USDT (test)", decimals: 6 };

/** The whole plan of a deployment that nothing speaks against. */
export function planLines(file: ParametersFile, facts: ChainFacts): string[] {
  const { values, module } = file;
  const token = tokenName(facts);
  const figures = figuresOf(values.policy);
  const opening = openingIn(values);
  if (figures === undefined || opening === undefined) throw new Error("a plan needs parameters that were judged");
  const account = (name: string) => {
    const address = addressIn(values, name) ?? "";
    return `${address} (${facts.contracts.has(address) ? "a contract" : "a key"})`;
  };
  const asset =
    facts.token === undefined ? "a new one with USDT's manners, issued by the deployer" : facts.token.address;
  return [
    `Chain ${facts.chainId} at block ${facts.block}, ${dateOf(facts.time)}`,
    ...deployerLines(facts),
    "",
    `${module}, for good:`,
    `  token      ${asset}: ${token.symbol}, ${token.decimals} decimals`,
    `  opening    ${dateOf(opening)}: where period 1 starts`,
    ...openingNote(opening, figures.periodHours, facts.time),
    "",
    "Who may do what, and how soon:",
    ...[...ROLES, ADMINS].flatMap((role) => roleLines(role, account)),
    `  clearing   ${account("clearing")} receives coverage`,
    `  A new member of a role, or a shorter delay, counts ${DELAY / DAY} days after it is granted.`,
    "",
    "Policy, until the governor changes it:",
    ...policyLines(figures, token).map((line) => `  ${line}`),
  ];
}

function tokenName({ token }: ChainFacts): TokenName {
  if (token === undefined) return OWN_TOKEN;
  return { symbol: token.symbol || "tokens", decimals: Number(token.decimals) };
}

function deployerLines({ deployer, gasPrice }: ChainFacts): string[] {
  if (deployer === undefined) return [];
  const cost = DEPLOYMENT_GAS * gasPrice;
  const gas = `about ${grouped(DEPLOYMENT_GAS)} gas, ${formatEther(cost)} ether at this moment`;
  const lines = [
    `Deployer ${deployer.address} has ${formatEther(deployer.balance)} ether and pays ${gas}; it keeps no role`,
  ];
  return deployer.balance >= cost ? lines : [...lines, "NOTE: that is less than it needs; send it more ether first"];
}

function openingNote(opening: bigint, periodHours: bigint, now: bigint): string[] {
  if (periodHours === 0n) return [];
  const length = periodHours * HOUR;
  const over = (now - opening) / length;
  const first = `             period 1 ends ${dateOf(opening + length)}`;
  if (over === 0n) return [first];
  return [first, `  NOTE: ${over} periods are over already, and will have to be settled one by one`];
}

function roleLines({ name, accounts, executionDelay, may }: FundRole, account: (name: string) => string): string[] {
  const soon = executionDelay === 0n ? "at once" : `${executionDelay / DAY} days after announcing it`;
  return accounts.map(
    (part) => `  ${part.padEnd(10)} ${account(part)}, ${soon}: ${[...may, ...(EXTRA[name] ?? [])].join(", ")}`,
  );
}

/** What a role may besides calling the fund. */
const EXTRA: Record<string, readonly string[]> = {
  ADMIN: ["all roles and their delays; stops what the other admin or the governor has announced, at once"],
  GUARDIAN: ["and stops what the governor has announced"],
};
