// Whether a fund is what a deployment leaves: its code and its manager's, who may do what and how soon, what is announced, and whether
// it can work.
import { getAddress } from "ethers";
import { type Fund, openFund } from "../chain/fund.ts";
import { COUNT, ifGiven, OBJECT, partsOf, requireGiven, TEXT, withFunctions } from "../columns/given.ts";
import type { Hex } from "../columns/hex.ts";
import { ChainError } from "../errors.ts";
import { identityOf } from "../operations/checks.ts";
import { readStanding, type Standing } from "../operations/standing.ts";
import { GAPS } from "../problems/english/gaps.ts";
import { failed } from "../problems/problem.ts";
import { formatAmount } from "../rule/amount.ts";
import { type Codes, isCodeOf } from "./code.ts";
import { FUND_CODES, MANAGER_CODES } from "./codes.ts";
import { type CheckedNode, type Creation, isForeign, readCreation } from "./creation.ts";
import { checkDecision } from "./decision.ts";
import { cancunMissing } from "./node.ts";
import { accountsIn, type Values } from "./parameters.ts";
import { figuresFrom, policyLines } from "./policy.ts";
import { checkRoles, requireDecidedNamed } from "./role-check.ts";
import { readToken, type TokenFacts, tokenRefusals } from "./token.ts";

/** What is checked. */
export interface DeploymentSubject {
  /** The fund's address. */
  readonly fund: string;
  /** A block before the manager's first, where the node does not find that; what is later is of no effect. */
  readonly fromBlock?: number | undefined;
  /** What was decided, to be held against what is there. */
  readonly parameters?: Values | undefined;
  /** The node, for messages. */
  readonly host?: string | undefined;
}

const NODE = withFunctions(["call", "getBlockNumber", "getCode", "getLogs", "send"], "a node, such as of connectChain");
const SUBJECT = partsOf({
  ...{ fund: TEXT, fromBlock: ifGiven(COUNT), parameters: ifGiven(OBJECT), host: ifGiven(TEXT) },
});

/** What was found out about a deployment: what is, and what should not be. */
export interface Findings {
  readonly lines: string[];
  readonly problems: string[];
}

/** What a check of a deployment comes to, at one block. */
export interface DeploymentCheck extends Readonly<Findings> {
  readonly block: number;
  /** The access manager that the fund obeys. */
  readonly manager: Hex;
}

/**
 * Checks a fund at the chain's newest block: all is as the deployment leaves it if there are no problems. What a node fails to show is
 * no problem of the fund's.
 *
 * @throws {InputError} if the address is none
 * @throws {ChainError} if there is no fund, the chain is not reached, or the node left out logs
 * @example
 * const { problems } = await checkDeployment(chain.provider, { fund: "0x..." });
 */
export async function checkDeployment(node: CheckedNode, subject: DeploymentSubject): Promise<DeploymentCheck> {
  requireGiven({ node, subject }, { node: NODE, subject: SUBJECT });
  const { fromBlock, host, parameters = {} } = subject;
  const fund = await openFund(node, subject.fund, host);
  const block = await node.getBlockNumber();
  const manager: Hex = (await fund.read("authority", [], block))[0];
  const findings: Findings = { lines: [], problems: [] };
  findings.lines.push(`The fund ${getAddress(fund.address)} obeys the access manager ${manager}.`);
  await checkCode(node, FUND_CODES, { address: fund.address, what: "fund", block }, findings);
  // What another contract calls its domain tells nothing of the node.
  const hidden =
    findings.problems.length === 0 ? await identityOf(fund).then(() => undefined, unlessHidden) : undefined;
  await checkCode(node, MANAGER_CODES, { address: manager, what: "access manager", block }, findings);
  const standing = hidden ?? (await readStanding(fund, { block, fromBlock }).catch(unlessHidden));
  if (standing instanceof ChainError) {
    const range = { fromBlock, toBlock: block };
    if (await isForeign(node, MANAGER_CODES, manager, range)) findings.problems.push(FOREIGN_MANAGER);
    if (await isForeign(node, FUND_CODES, fund.address, range)) findings.problems.push(FOREIGN_FUND);
    // Of this version's contracts, the node is at fault.
    if (findings.problems.length === 0) throw standing;
    findings.lines.push(`  Who may do what, and what is announced, cannot be told: ${standing.message}`);
    return { block, manager, ...findings };
  }
  const creations = await checkCreations(node, fund, standing, findings);
  const expected = new Map(accountsIn(parameters));
  const strangers = strangersOf(fund, standing, Object.values(creations));
  const { token, clearing } = standing.overview;
  const facts = await readToken(node, token, { from: fund.address, to: clearing });
  const decimals = typeof facts.decimals === "string" ? 0 : Number(facts.decimals);
  await requireDecidedNamed(node, { standing, expected });
  const untold = checkRoles({ fund: fund.address, decimals, standing, expected, strangers }, findings);
  await checkSurroundings(node, standing, facts, findings);
  if (subject.parameters !== undefined) checkDecision(parameters, standing.overview, creations.fund.args, findings);
  for (const { id, name } of untold) {
    const gap = { code: "roleMembers", args: { role: id } } as const;
    const error = failed(GAPS, "missingLogs", { gap }, { kind: "incomplete" });
    if (findings.problems.length === 0) throw error;
    findings.lines.push(`  Who is ${name.toLowerCase()} cannot be told: ${error.message}`);
  }
  return { block, manager, ...findings };
}

const FOREIGN_MANAGER =
  "The access manager was created by another code than this version's: it may have members that no event tells of.";
const FOREIGN_FUND =
  "The fund was created by another code than this version's: its books may hold debts that no event tells of.";

async function checkCode(
  node: CheckedNode,
  codes: Codes,
  { address, what, block }: { readonly address: string; readonly what: string; readonly block: number },
  { problems }: Findings,
): Promise<void> {
  if (isCodeOf(codes, await node.getCode(address, block))) return;
  problems.push(`The ${what}'s code is not what this version compiles (${codes.name}): it may do anything.`);
}

/** Passes on what may be the contracts' fault as well as the node's. */
function unlessHidden(error: unknown): ChainError {
  if (error instanceof ChainError && ["incomplete", "absent", "foreign"].includes(error.kind)) return error;
  throw error;
}

/** Checks that this version's code has created both, the fund for the manager that it obeys. */
async function checkCreations(
  node: CheckedNode,
  { address }: Fund,
  { overview, managerEvents, fundEvents }: Standing,
  { lines, problems }: Findings,
): Promise<{ readonly manager: Creation; readonly fund: Creation }> {
  const [granted, begun] = [managerEvents[0], fundEvents[0]];
  if (granted === undefined || begun === undefined) throw new Error("a standing without events was not whole");
  const of = (codes: Codes, contract: string, transaction: string) =>
    readCreation(node, codes, { address: contract, transaction });
  const manager = await of(MANAGER_CODES, overview.authority, granted.transaction);
  const fund = await of(FUND_CODES, address, begun.transactionHash);
  lines.push(`  created    in block ${granted.block}, by ${manager.from}; the fund in block ${begun.blockNumber}`);
  const byContract = "by a contract, so by what code is not known";
  if (manager.by === "another code") problems.push(FOREIGN_MANAGER);
  if (manager.by === "a contract")
    problems.push(`The access manager was created ${byContract}: it may have members that no event tells of.`);
  if (fund.by === "another code") problems.push(FOREIGN_FUND);
  if (fund.by === "a contract")
    problems.push(`The fund was created ${byContract}: its books may hold debts that no event tells of.`);
  const under = fund.args?.authority_ ?? overview.authority;
  if (under !== overview.authority) problems.push(`The fund was deployed under another access manager, ${under}.`);
  return { manager, fund };
}

/** Who must not have a role, and what they are. */
function strangersOf(
  { address }: Fund,
  { overview }: Standing,
  creations: readonly Creation[],
): ReadonlyMap<string, string> {
  const deployers = creations.flatMap(({ from, args }) => [from, ...(args?.initialAdmin ? [args.initialAdmin] : [])]);
  return new Map([
    ...deployers.map((account): [string, string] => [account, "the deployer"]),
    [getAddress(address), "the fund itself"],
    [overview.authority, "the access manager itself"],
    [overview.token, "the token"],
    [overview.clearing, "clearing"],
  ]);
}

/** What else a fund needs to work: its chain, its token, and that nobody has stopped it. */
async function checkSurroundings(
  node: CheckedNode,
  { overview, vault }: Standing,
  facts: TokenFacts,
  { lines, problems }: Findings,
): Promise<void> {
  const { token, clearing, paused, closed } = overview;
  const missing = await cancunMissing(node);
  if (missing !== undefined) {
    problems.push(
      `The chain does not run Cancun's opcodes (its node says: ${missing}): no call that moves money works.`,
    );
  }
  for (const { given, expected } of tokenRefusals(facts, "the chain")) {
    problems.push(`The token is ${given}; expected ${expected}.`);
  }
  if (vault.frozen !== undefined) {
    problems.push(
      `The token lets nothing out of the fund's vault (${vault.frozen}): it is paused, or the vault is frozen.`,
    );
  } else if (facts.transferReturns === undefined) {
    problems.push("The token refuses a transfer of nothing from the fund to clearing: is clearing blacklisted?");
  }
  const decimals = typeof facts.decimals === "string" ? 0 : Number(facts.decimals);
  const { solvency = 0n } = vault;
  if (solvency < 0n) problems.push(`${formatAmount(-solvency, decimals)} are missing in the fund's vault.`);
  if (paused) problems.push("The fund is paused.");
  if (closed) problems.push("The fund is closed.");
  lines.push(`  clearing   ${clearing} receives coverage`);
  if (typeof facts.decimals === "string") return;
  const named = { symbol: facts.symbol || "tokens", decimals };
  lines.push(
    `  token      ${token}: ${named.symbol}, ${decimals} decimals`,
    ...policyLines(figuresFrom(overview.policy), named).map((line) => `  ${line}`),
  );
}
