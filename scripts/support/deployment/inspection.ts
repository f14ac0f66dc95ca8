// Reads from a chain what a fund is, who may do what with it, and how soon, and says what is not as the deployment leaves it.
import { getAddress, Interface } from "ethers";
import { openFund, readRoles } from "zke-insurance-fund/chain";
import { type Artifact, FUND, isCodeOf, MANAGER, readArtifact } from "./code.ts";
import { type Creation, checkFundCreation, checkManagerCreation } from "./creation.ts";
import { checkDecision } from "./decision.ts";
import { type Findings, noFindings } from "./findings.ts";
import { creationBlock, type Inspected, logsOf } from "./history.ts";
import { cancunMissing } from "./node.ts";
import { accountsIn, type Values } from "./parameters.ts";
import { type PolicyFigures, policyLines } from "./policy.ts";
import { checkRoles } from "./role-check.ts";
import { readToken, type TokenFacts, tokenRefusals } from "./token.ts";

/** What to inspect. */
export interface Subject {
  /** The fund's address. */
  readonly fund: string;
  /** The first block with logs of the manager; found by the node's old states unless given. */
  readonly fromBlock?: number | undefined;
  /** What was decided, to be held against what is there. */
  readonly parameters?: Values | undefined;
  /** The node, for messages. */
  readonly host?: string | undefined;
}

/** A fund at one block. Times in seconds. */
export interface FundNow {
  readonly address: string;
  readonly block: number;
  readonly time: bigint;
  readonly manager: string;
  readonly token: string;
  readonly clearing: string;
  readonly paused: boolean;
  readonly closed: boolean;
  readonly policy: PolicyFigures;
}

/**
 * Inspects a fund at the chain's newest block.
 *
 * @throws {ChainError} if there is no fund, its authority is no AccessManager, or the chain is not reached
 */
export async function inspect(provider: Inspected, subject: Subject): Promise<Findings> {
  const fund = await readNow(provider, subject);
  const { manager, block } = fund;
  const findings = noFindings();
  findings.lines.push(`The fund ${fund.address} obeys the access manager ${manager}.`);
  const artifacts = { fund: await readArtifact(FUND), manager: await readArtifact(MANAGER) };
  await checkCode(provider, artifacts.fund, fund.address, "fund", findings);
  await checkCode(provider, artifacts.manager, manager, "access manager", findings);

  const fromBlock = subject.fromBlock ?? (await creationBlock(provider, manager, block)) ?? 0;
  const logs = await logsOf(provider, { address: manager, fromBlock, toBlock: block });
  const context = { provider, fund, fromBlock, findings };
  const managerCreation = await checkManagerCreation(context, artifacts.manager, logs[0]);
  const fundCreation = await checkFundCreation(context, artifacts.fund);

  const reader = readerOf(provider, logs, managerCreation !== undefined);
  const roles = await readRoles({ address: fund.address as `0x${string}`, provider: reader }, { block, fromBlock });
  const contract = new Interface(artifacts.manager.abi);
  checkRoles(
    {
      roles,
      events: logs.flatMap((log) => contract.parseLog(log) ?? []),
      fund,
      expected: new Map(accountsIn(subject.parameters ?? {})),
      strangers: strangersOf(fund, [managerCreation, fundCreation]),
    },
    findings,
  );
  await checkSurroundings(provider, fund, findings);
  if (subject.parameters !== undefined) checkDecision(subject.parameters, fund, fundCreation, findings);
  return findings;
}

async function readNow(provider: Inspected, { fund: given, host }: Subject): Promise<FundNow> {
  const fund = await openFund(provider, given, host);
  const head = await provider.getBlock("latest");
  if (head === null) throw new Error("the chain has no block");
  const view = async (name: string) => (await fund.read(name, [], head.number))[0];
  const [manager, token, clearing] = await Promise.all(["authority", "token", "clearing"].map(view));
  const [paused, closed, policy] = await Promise.all(["paused", "closed", "policy"].map(view));
  const address = getAddress(given);
  const figures = policy.toObject() as PolicyFigures;
  return {
    ...{ address, manager, token, clearing, paused, closed },
    ...{ block: head.number, time: BigInt(head.timestamp), policy: figures },
  };
}

async function checkCode(
  provider: Inspected,
  artifact: Artifact,
  address: string,
  what: string,
  { problems }: Findings,
): Promise<void> {
  if (isCodeOf(artifact, await provider.getCode(address))) return;
  problems.push(`The ${what}'s code is not what this version compiles (${artifact.contractName}): it may do anything.`);
}

/** The same provider, whose logs are read already. That they begin too late is a finding: what they show is shown all the same. */
function readerOf(provider: Inspected, logs: Awaited<ReturnType<typeof logsOf>>, fromBeginning: boolean): Inspected {
  return new Proxy(provider, {
    get(target, key) {
      if (key === "getLogs") return async () => logs;
      if (key === "startOf" && !fromBeginning) return undefined;
      const value: unknown = Reflect.get(target, key);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** Who must not have a role, and what they are. */
function strangersOf(fund: FundNow, creations: readonly (Creation | undefined)[]): Map<string, string> {
  return new Map([
    ...creations.flatMap((creation) => creation?.by.map((account) => [account, "the deployer"] as const) ?? []),
    [fund.address, "the fund itself"],
    [fund.manager, "the access manager itself"],
    [fund.token, "the token"],
    [fund.clearing, "clearing"],
  ]);
}

/** What else a fund needs to work: its chain, its token, and that nobody has stopped it. */
async function checkSurroundings(provider: Inspected, fund: FundNow, findings: Findings): Promise<void> {
  const { lines, problems } = findings;
  const missing = await cancunMissing(provider);
  if (missing !== undefined) {
    problems.push(
      `The chain does not run Cancun's opcodes (its node says: ${missing}): no call that moves money works.`,
    );
  }
  const token = await readToken(provider, fund.token, { from: fund.address, to: fund.clearing });
  for (const { given, expected } of tokenRefusals(token, "the chain")) {
    problems.push(`The token is ${given}; expected ${expected}.`);
  }
  if (token.transferReturns === undefined) {
    problems.push(
      "The token refuses a transfer of nothing from the fund to clearing: paused, or one of them is blacklisted?",
    );
  }
  if (fund.paused) problems.push("The fund is paused.");
  if (fund.closed) problems.push("The fund is closed.");
  lines.push(`  clearing   ${fund.clearing} receives coverage`, ...moneyLines(fund, token));
}

function moneyLines({ token: address, policy }: FundNow, { symbol, decimals }: TokenFacts): string[] {
  if (typeof decimals === "string") return [];
  const token = { symbol: symbol || "tokens", decimals: Number(decimals) };
  return [
    `  token      ${address}: ${token.symbol}, ${decimals} decimals`,
    ...policyLines(policy, token).map((line) => `  ${line}`),
  ];
}
