/** What is wrong with the files of a bundle, where they are more than read: proven from, written, or named. */
export const BUNDLES = {
  listEmpty: () => "the list is empty",
  noEntry: ({ tree, index }: { tree: string; index: bigint }) => `the ${tree} have no entry ${index}`,
  notCommitted: () => "the list is not the committed one",
  notCommittedRoot: () => "not the committed root",
  otherRows: () => "another number of rows",
  notCommittedVerify: () => "the list is not the committed one; verify says what is wrong",
  outputNotEmpty: () => ({ reason: "the output folder is not empty", expected: "a new or an empty folder" }),
  notSecret: () => ({ reason: "not a secret", expected: "0x and 64 hex digits" }),
  notStatements: () => "neither a statement nor a list of them",
  otherEnding: () => ({ reason: "nothing is written by this ending", expected: ".jsonl, .csv or .parquet" }),
  noAsset: () => ({ reason: "entries name their asset", expected: "the asset's name, such as USDT" }),
  otherStatements: () => "not one statement for each head position",
  otherIds: ({ list }: { list: string }) => `the ids are not those of the key in ${list}; verify says what is wrong`,
} as const;
