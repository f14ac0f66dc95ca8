import { type ChainReader, type FundOverview, openFund } from "zke-insurance-fund/chain";
import { type Failure, failureOf } from "./chain/failure.ts";

/** What is asked of each node alone. */
export type AskedNode = ChainReader;

/** What two nodes can say differently, in the order in which it is told. */
const COMPARED = [
  "chain",
  "blockHash",
  "assets",
  "reserved",
  "available",
  "liabilities",
  "solvency",
  "submissions",
  "pendingCount",
  "nextPeriod",
  "rest",
] as const;
export type Compared = (typeof COMPARED)[number];

/** What one node says. */
interface NodeWord {
  readonly host: string;
  /** Its newest block, if it tells. */
  readonly head?: number;
  /** Of the block that all are asked about; absent where it failed. */
  readonly said?: Readonly<Record<Compared, string>>;
  readonly failure?: Failure;
}

/** What nodes say of a fund at one block. */
export interface Comparison {
  /** Absent where fewer than two told of a newest block. */
  readonly block?: number;
  readonly nodes: readonly NodeWord[];
  /** What they say differently; undefined where fewer than two said anything, so that nothing was compared. */
  readonly differing?: readonly Compared[];
}

// The newest blocks are still on their way from node to node.
const BELOW_HEAD = 3;

/**
 * Asks several nodes about a fund at one block that all of them have. A node that does not answer is told, and is no difference.
 *
 * @param nodes each by its host
 */
export async function compareNodes(nodes: ReadonlyMap<string, AskedNode>, fund: string): Promise<Comparison> {
  const heads = await Promise.all([...nodes].map(([host, node]) => headOf(host, node)));
  const known = heads.flatMap(({ head }) => (head === undefined ? [] : [head]));
  if (known.length < 2) return { nodes: heads };
  const block = Math.max(0, Math.min(...known) - BELOW_HEAD);
  const words = await Promise.all(
    heads.map(async (word): Promise<NodeWord> => {
      const node = nodes.get(word.host);
      if (node === undefined || word.failure !== undefined) return word;
      try {
        return { ...word, said: await saidAt(node, fund, block) };
      } catch (error) {
        return { ...word, failure: failureOf(error) };
      }
    }),
  );
  const said = words.flatMap((word) => word.said ?? []);
  if (said.length < 2) return { block, nodes: words };
  const differing = COMPARED.filter((name) => said.some((one) => one[name] !== said[0]?.[name]));
  return { block, nodes: words, differing };
}

async function headOf(host: string, node: AskedNode): Promise<NodeWord> {
  try {
    const newest = await node.getBlock("latest");
    return newest === null ? { host, failure: { kind: "notNode", detail: "" } } : { host, head: newest.number };
  } catch (error) {
    return { host, failure: failureOf(error) };
  }
}

async function saidAt(node: AskedNode, address: string, number: number): Promise<Record<Compared, string>> {
  const fund = await openFund(node, address);
  const [{ chainId }, block, overview] = await Promise.all([
    node.getNetwork(),
    node.getBlock(number),
    fund.overview(number),
  ]);
  const { assets, reserved, available, liabilities, solvency, submissions, pendingCount, nextPeriod } = overview;
  const amounts = { assets, reserved, available, liabilities, solvency, submissions, pendingCount, nextPeriod };
  return {
    chain: String(chainId),
    blockHash: block?.hash ?? "",
    ...(Object.fromEntries(Object.entries(amounts).map(([name, value]) => [name, String(value)])) as Record<
      keyof typeof amounts,
      string
    >),
    rest: restOf(overview),
  };
}

/** All else that the overview says, as one text. */
function restOf({ block: _, ...overview }: FundOverview): string {
  return JSON.stringify(overview, (_, value: unknown) => (typeof value === "bigint" ? String(value) : value));
}
