// Whether a fund and its manager were created by this repository's code, and whether all that happened since is in view.

import { getAddress, type Result, toBeHex } from "ethers";
import { type ChainLogEntry, FUND_INTERFACE } from "zke-insurance-fund/chain";
import { type Artifact, creationOf } from "./code.ts";
import type { Findings } from "./findings.ts";
import { creationBlock, type Inspected, logsOf } from "./history.ts";
import type { FundNow } from "./inspection.ts";

/** How a contract came to be. */
export interface Creation {
  /** Who did it, and whom it gave its first powers. */
  readonly by: readonly string[];
  /** The constructor's arguments. */
  readonly args: Result;
}

/** What both checks look at. */
export interface CreationContext {
  readonly provider: Inspected;
  readonly fund: FundNow;
  /** The first block whose logs are read. */
  readonly fromBlock: number;
  readonly findings: Findings;
}

/**
 * Checks that the manager's history is complete: its first log is the one of its constructor, and no other code has created it.
 *
 * @param first the manager's first log in the range that is read
 */
export async function checkManagerCreation(
  { provider, fund, fromBlock, findings }: CreationContext,
  artifact: Artifact,
  first: ChainLogEntry | undefined,
): Promise<Creation | undefined> {
  const creation = await creationBy(provider, artifact, fund.manager, first);
  if (creation !== undefined) {
    findings.lines.push(`  created    in block ${first?.blockNumber}, by ${creation.by[0]}`);
    return { ...creation, by: [...creation.by, String(creation.args[0])] };
  }
  findings.problems.push(
    (await createsOther(provider, fund.manager, first))
      ? "The access manager was created by another code than this version's: it may have members that no event tells of."
      : `The history is not complete: the access manager's creation is not among its logs from block ${fromBlock} on. Start earlier, or somebody may have a role that is not seen.`,
  );
  return undefined;
}

/** Checks that the fund was created by this version's code, for the manager that it obeys. */
export async function checkFundCreation(
  { provider, fund, fromBlock, findings }: CreationContext,
  artifact: Artifact,
): Promise<Creation | undefined> {
  const block = await creationBlock(provider, fund.address, fund.block);
  const [first] = await logsOf(provider, {
    address: fund.address,
    topics: [FUND_INTERFACE.getEvent("PolicySet")?.topicHash ?? null, toBeHex(0, 32)],
    fromBlock: block ?? fromBlock,
    toBlock: block ?? fund.block,
  });
  const creation = await creationBy(provider, artifact, fund.address, first);
  if (creation === undefined) {
    findings.problems.push(
      "The fund was created by another code than this version's, or its creation is not to be found: its books may hold debts that no event tells of.",
    );
  } else if (creation.args.authority_ !== fund.manager) {
    findings.problems.push(`The fund was deployed under another access manager, ${creation.args.authority_}.`);
  }
  return creation;
}

async function creationBy(
  provider: Inspected,
  artifact: Artifact,
  address: string,
  log: ChainLogEntry | undefined,
): Promise<Creation | undefined> {
  const transaction = log === undefined ? null : await provider.getTransaction(log.transactionHash);
  const args = creationOf(artifact, address, transaction);
  return args === undefined || transaction === null ? undefined : { by: [getAddress(transaction.from)], args };
}

/** Whether a log stands in the transaction that created a contract, whatever the code. */
async function createsOther(provider: Inspected, address: string, log: ChainLogEntry | undefined): Promise<boolean> {
  const receipt = log === undefined ? null : await provider.getTransactionReceipt(log.transactionHash);
  return receipt?.contractAddress?.toLowerCase() === address.toLowerCase();
}
