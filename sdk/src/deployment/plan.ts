// What a deployment is about to do, in words and in tokens: to be read before anything is sent.
import { formatEther } from "ethers";
import {
  DEPLOYED_ADMINS as ADMINS,
  DEPLOYED_DELAY as DELAY,
  type DeployedRole,
  DEPLOYED_ROLES as ROLES,
} from "../chain/roles/deployed.ts";
import { requireGiven, withFunctions } from "../columns/given.ts";
import { DEPLOYING } from "../problems/english/deploying.ts";
import { failed } from "../problems/problem.ts";
import { formatTime } from "../rule/time.ts";
import { type ChainFacts, chainRefusals, readChain } from "./chain.ts";
import { type Node, reasonOf } from "./node.ts";
import { addressIn, openingIn, PARAMETERS_FILE, type ParametersFile, parameterRefusals } from "./parameters.ts";
import { figuresOf, grouped, policyLines, type TokenName } from "./policy.ts";
import { sentenceOf } from "./refusal.ts";

/** About what a deployment takes; a test holds it against a real one. */
export const DEPLOYMENT_GAS = 8_400_000n;
const DAY = 86_400n;
const HOUR = 3_600n;

const NODE = withFunctions(["send"], "a node, such as the provider of connectChain");

/** The token of a deployment that brings its own. */
const OWN_TOKEN: TokenName = { symbol: "USDT (test)", decimals: 6 };

/** What a deployment would do; or why it is not begun. */
export interface DeploymentPlan {
  /** What speaks against it, a sentence each; nothing if it can be begun. */
  readonly refusals: readonly string[];
  /** The plan, to be read before anything is sent; empty if something speaks against it. */
  readonly lines: readonly string[];
}

/**
 * Judges a deployment's parameters and the chain that it is for, and says what would be done. Nothing is sent.
 *
 * @param node asked for the newest block, its accounts and the token
 * @throws {ChainError} if the chain does not answer
 * @example
 * const plan = await planDeployment(node, await readParameters("parameters.json"));
 */
export async function planDeployment(node: Node, file: ParametersFile): Promise<DeploymentPlan> {
  requireGiven({ node, file }, { node: NODE, file: PARAMETERS_FILE });
  const facts = await readChain(node, file).catch((error: unknown) => {
    throw failed(DEPLOYING, "chainUnasked", { said: reasonOf(error) }, { cause: error });
  });
  const refusals = [...parameterRefusals(file), ...chainRefusals(file, facts)].map(sentenceOf);
  return { refusals, lines: refusals.length > 0 ? [] : planLines(file, facts) };
}

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
    `Chain ${facts.chainId} at block ${facts.block}, ${formatTime(facts.time)}`,
    ...deployerLines(facts),
    "",
    `${module}, for good:`,
    `  token      ${asset}: ${token.symbol}, ${token.decimals} decimals`,
    `  opening    ${formatTime(opening)}: where period 1 starts`,
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
  const first = `             period 1 ends ${formatTime(opening + length)}`;
  if (over === 0n) return [first];
  return [first, `  NOTE: ${over} periods are over already, and will have to be settled one by one`];
}

function roleLines({ name, accounts, executionDelay, may }: DeployedRole, account: (name: string) => string): string[] {
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
