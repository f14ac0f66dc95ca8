/** Why a daemon or an audit cannot go on: a node that lies, or a chain that does not stand still. */
export const FOLLOWING = {
  noRandom: () => "at least one pair of entries must be picked at random",
  otherLogs: ({ node }: { node: string }) => `${node} answers with other logs than it was asked for.`,
  tooManyForks: () => "The chain changes faster than it can be followed.",
  chainSwapped: ({ node, got, expected }: { node: string; got: bigint; expected: bigint }) =>
    `The chain at ${node} is another one now (${got}, and before ${expected}).`,
  booksIncomplete: ({ said }: { said: string }) =>
    `The node left out logs, or tells others than the chain has, so that the books cannot be judged. ${said} Ask another node.`,
  auditBlockChanged: ({ block }: { block: number }) =>
    `The chain has changed at block ${block} while it was read; run the audit again.`,
  auditBlockUnknown: ({ block }: { block: number }) =>
    `The node does not know the blocks up to ${block} yet; run the audit again.`,
  anotherLeads: ({ place, said }: { place: string; said?: string | undefined }) =>
    said ?? `Another daemon acts, by the database at ${place}; a single run does not wait for its end.`,
};
