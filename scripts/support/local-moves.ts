// Calls on a local chain at times of one's choice: each is a block of its own, sent by an account that the node holds the key of.
import type { Interface } from "ethers";
import type { NetworkConnection } from "hardhat/types/network";
import { findFault, liquidationAt, liquidationTree, positionAt, positionTree, proofOf } from "zke-insurance-fund";
import type { Bundle } from "zke-insurance-fund/bundle";
import { FUND_INTERFACE, TREES, type TreeName } from "zke-insurance-fund/chain";
import type { DeployedFund } from "./local-fund.ts";

const GAS = "0xe4e1c0"; // 15,000,000: enough for any call, and no need to ask.

/** Sends calls; each takes place at the time given, in seconds, and throws if it reverts. */
export interface Moves {
  readonly fundAddress: string;
  fund(time: number, from: string, name: string, args: readonly unknown[]): Promise<void>;
  token(time: number, from: string, name: string, args: readonly unknown[]): Promise<void>;
  manager(time: number, from: string, name: string, args: readonly unknown[]): Promise<void>;
  /** Mines an empty block. */
  mine(time: number): Promise<void>;
}

/** Makes moves on a chain with a fund. */
export async function movesOn({ provider }: NetworkConnection, { fund, token, manager }: DeployedFund): Promise<Moves> {
  const fundAddress = await fund.getAddress();
  const setTime = (time: number) => provider.request({ method: "evm_setNextBlockTimestamp", params: [time] });
  const sendTo =
    (to: string, abi: Interface) => async (time: number, from: string, name: string, args: readonly unknown[]) => {
      const data = abi.encodeFunctionData(name, args);
      await setTime(time);
      await provider.request({ method: "eth_sendTransaction", params: [{ from, to, data, gas: GAS }] });
    };
  return {
    fundAddress,
    fund: sendTo(fundAddress, FUND_INTERFACE),
    token: sendTo(await token.getAddress(), token.interface),
    manager: sendTo(await manager.getAddress(), manager.interface),
    async mine(time) {
      await setTime(time);
      await provider.request({ method: "evm_mine" });
    },
  };
}

type Call = readonly [name: string, args: readonly unknown[]];

/** The call that shows a fault of a bundle's lists; it must have one. */
export function challengeOf({ document, positions, liquidations }: Bundle): Call {
  const { settlement, policy } = document;
  const found = findFault({ positions, liquidations }, settlement, policy);
  if (found === undefined) throw new Error(`the settlement of period ${settlement.period} has no fault`);
  const name = found.tree === "positions" ? "challengePosition" : "challengeLiquidation";
  const tree = treeOf({ positions, liquidations }, found.tree);
  const count = found.tree === "positions" ? positions.count : liquidations.count;
  const shown = found.leaves.flatMap((leaf) => [leaf, proofOf(tree, count, Number(leaf.index))]);
  return [found.leaves.length === 1 ? name : `${name}Pair`, [settlement, ...shown]];
}

/** The call that shows a leaf. */
export function revealOf({ document, positions, liquidations }: Bundle, tree: TreeName, index: number): Call {
  const nodes = treeOf({ positions, liquidations }, tree);
  return tree === "positions"
    ? ["revealPosition", [document.settlement, positionAt(positions, index), proofOf(nodes, positions.count, index)]]
    : [
        "revealLiquidation",
        [document.settlement, liquidationAt(liquidations, index), proofOf(nodes, liquidations.count, index)],
      ];
}

function treeOf({ positions, liquidations }: Pick<Bundle, "positions" | "liquidations">, tree: TreeName): Uint8Array {
  return tree === "positions" ? positionTree(positions) : liquidationTree(liquidations);
}

/** The number of a tree in the contract's calls. */
export function treeNumber(tree: TreeName): number {
  return TREES.indexOf(tree);
}
