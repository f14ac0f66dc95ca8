type Total = "credited" | "donated" | "forfeited" | "covered" | "migrated" | "writtenOff";

/** What is wrong with a history.json: it tells nothing of the fund, only of who wrote the file. */
export const HISTORIES = {
  historyTooLarge: ({ most }: { most: number }) => `it is larger than ${most} bytes, too large for a fund's history`,
  historyUnreachable: ({ said }: { said: string }) => `it could not be loaded: ${said}`,
  historyOfOther: ({ name, got, wanted }: { name: "chainId" | "fund"; got: string; wanted: string }) =>
    `it is of ${name === "fund" ? "fund" : "chain"} ${got}, and not of ${wanted}`,
  historyOtherBlock: ({ block }: { block: number }) =>
    `the chain that is read does not have its block ${block}, or has another one there`,
  historyTooNew: ({ block, newest }: { block: number; newest: number }) =>
    `it goes up to block ${block}, and the node has blocks up to ${newest} alone`,
  historyTooEarly: ({ block, first }: { block: number; first: number }) =>
    `it tells of block ${block}, which is before the first block of the fund, ${first}`,
  historyOutOfOrder: ({ serial }: { serial: bigint }) =>
    `submission ${serial} is missing, there twice, or contradicts those before it`,
  historyCreditsOutOfOrder: ({ period }: { period: bigint }) =>
    `the credits of period ${period} are there twice, or not in their order`,
  historyPlacesOutOfOrder: ({ block }: { block: number }) =>
    `what it says of block ${block} is not in the order of time`,
  historySums: ({ total, found, told }: { total: Total; found: bigint; told: bigint }) =>
    `by what it tells ${found} base units were ${total}, and it says ${told}`,
  historyBeyond: ({
    what,
    found,
    counted,
  }: {
    what: Total | "submissions" | "periods";
    found: bigint;
    counted: bigint;
  }) => `it tells of more than the contract (${what}: ${found}, and ${counted} by the contract)`,
  historyNotOnRecord: ({ period, serial }: { period: bigint; serial: bigint }) =>
    `submission ${serial} of period ${period} is not what the contract stores`,
  historyNotCredited: ({ period }: { period: bigint }) =>
    `the credits of period ${period} are not what the contract stores`,
  historyNotPaid: ({ block }: { block: number }) => `the payments of block ${block} are not those of the node's logs`,
};
