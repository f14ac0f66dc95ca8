import { SimpleMerkleTree } from "@openzeppelin/merkle-tree";
import { concat, keccak256 } from "ethers";
import type { Hex } from "zke-insurance-fund";

/** The foreign judge: OpenZeppelin's own library, told to keep the order of leaves and of siblings. */
export function openZeppelinTree(leafHashes: readonly Hex[]): SimpleMerkleTree {
  const nodeHash = (left: string, right: string) => keccak256(concat([left, right])) as Hex;
  return SimpleMerkleTree.of([...leafHashes], { sortLeaves: false, nodeHash: nodeHash as never });
}
