/** Which node, where that is known. */
export interface OfNode {
  readonly host?: string | undefined;
}

const nodeAt = ({ host }: OfNode) => (host === undefined ? "The chain" : `The chain at ${host}`);
/** What nodes do not answer, answer wrongly, or do not know. */
export const NODES = {
  noNode: () => ({ reason: "no node is given", expected: "the address of one at least" }),
  fewNodes: ({ agree }: { agree: number }) => ({
    reason: "there are fewer nodes than must agree",
    expected: `the addresses of ${agree} at least`,
  }),
  nodeAddress: () => ({
    reason: "the chain's address is not usable",
    expected: "an address such as http://127.0.0.1:8545",
  }),
  fundAddress: () => ({ reason: "the fund's address is not usable", expected: "0x and 40 hex digits" }),

  nodeSilent: ({ said, ...node }: OfNode & { said: string }) =>
    `${nodeAt(node)} could not be reached (${said}); check the address, or try again later.`,
  nodeBroken: ({ said, ...node }: OfNode & { said: string }) =>
    `${nodeAt(node)} answers, but is not an Ethereum node, or broken: it sent ${said}; check the address, or try again later.`,
  nodeRefused: ({ said, status, ...node }: OfNode & { said: string; status?: number | undefined }) =>
    `${nodeAt(node)} refused: ${said}${status === undefined ? "" : ` (HTTP ${status})`}`,
  tooLittleEther: () => "The sending account has too little ether for the transaction's gas.",
  otherChain: ({ host, got, wanted, now }: { host: string; got: bigint; wanted: bigint; now: boolean }) =>
    `The node at ${host} is of chain ${got}${now ? " now" : ""}, and should be of chain ${wanted}.`,
  otherGenesis: ({ host, chainId, got, wanted }: { host: string; chainId: bigint; got: string; wanted: string }) =>
    `The node at ${host} is of another chain of the number ${chainId}: its first block is ${got}, and should be ${wanted}.`,
  nodesBehind: ({ host, block }: { host: string; block: number | undefined }) =>
    `No node has block ${block} (${host}); try again later, or ask another node.`,
  tooFewAgree: ({ host, agree }: { host: string; agree: number }) =>
    `Fewer than ${agree} nodes answer (${host}), and so many must agree; try again later.`,
  nodesDiffer: ({ one, other, asked }: { one: string; other: string; asked: string }) =>
    `The nodes at ${one} and ${other} answer the same question differently (${asked}). Nothing is done on that; find out which of them is wrong.`,
  blockReplaced: ({ block }: { block: number }) =>
    `The chain has changed while it was read: block ${block} is another one now; run the command again.`,
  blockChanged: ({ block }: { block: number }) => `Block ${block} changed while it was read; try again.`,
  noNewest: () => "The node has no newest block; ask another node.",
  blockMissing: ({ block, newest }: { block: number; newest: number }) =>
    `The node has no block ${block}, though its newest is ${newest}; ask another node.`,
  noContract: ({ address }: { address: string }) => `There is no contract at ${address}.`,
  noOldStates: ({ address }: { address: string }) =>
    `The node does not know old states, so the first block of ${address} cannot be found; give a block before it (--from-block).`,
  brokenLog: ({ index, block }: { index: number; block: number }) =>
    `The node sent a log that is broken (log ${index} of block ${block}); ask another node.`,
  logLeftOut: ({ transaction, name }: { transaction: string; name: string }) =>
    `Transaction ${transaction} was done, but the node left its log "${name}" out of the receipt; ask another node what it did.`,
  unknownStatus: ({ number }: { number: bigint }) => `The fund tells of a status ${number} that is not known here.`,
  noView: ({ address, view }: { address: string; view: string }) =>
    `The contract at ${address} has no view ${view}: it is not what a fund deployed as documented has there.`,
};
