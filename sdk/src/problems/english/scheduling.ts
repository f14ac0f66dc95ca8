/** What keeps a period from being settled, published and submitted by itself. */
export const SCHEDULING = {
  noGrid: () => ({
    reason: "the fund leaves it to the operator how long a period is, so that there is no schedule to keep",
    expected: "a fund whose policy says how many hours a period has; settle by hand until then",
  }),
  noPeriodIn: ({ name }: { name: string }) => ({
    reason: `${name} names the same place for each period`,
    expected: "{period} where the period's number goes",
  }),
  notDataAddress: () => ({
    reason: "the data address cannot be used",
    expected: "an http: or https: address, or on a local chain file:",
  }),
  oneOf: ({ names }: { names: string }) => ({ reason: `just one of ${names} is needed` }),
  commandFailed: ({ what, how }: { what: string; how: string }) => `The command of ${what} ${how}.`,
  tablesMissing: ({ table }: { table: string }) => ({
    reason: `there is no table of ${table}`,
    expected:
      `${table}.csv, ${table}.jsonl or ${table}.parquet, also as several files (${table}-1.csv) or packed (.gz, .zst); ` +
      "one with a header and no rows if there were none",
  }),
  tableUnknown: () => ({
    reason: "nobody knows what kind of table this is, or it is not written to its end",
    expected: "a name that ends with .csv, .jsonl or .parquet, or with .gz or .zst after that",
  }),
  expectedMalformed: () => ({
    reason: "what the tables should hold is malformed",
    expected: 'some of {"rows": 3, "profit": "12.5", "loss": "7", "liquidations": 2}, sums in tokens as texts',
  }),
  bundleOfOther: ({ period }: { period: bigint }) => ({
    reason: `this bundle is not of period ${period} as the fund has it (number, times, rule, decimals, fund)`,
    expected: "a folder that is free, or the period's own bundle: move this one away if it is of no use",
  }),
  bundleUnsound: ({ said }: { said: string }) => ({
    reason: `the bundle is wrong (${said})`,
    expected: "a right one: move this one away, and the period is settled again",
  }),
  publishedOther: ({ names }: { names: string }) => ({
    reason: `something else is published here already (${names})`,
    expected: "a folder that is not there yet, or the period's own bundle; nothing that is published is replaced",
  }),
  notStore: () => ({
    reason: "the address of the store, or its region, cannot be used",
    expected:
      "an http: or https: address without names or passwords, such as https://s3.example.org, and a region such as eu-central-1",
  }),
  notBucket: () => ({ reason: "this names no place in a store", expected: "s3://bucket or s3://bucket/folder" }),
  storeKeyMissing: ({ name }: { name: string }) => ({
    reason: `${name} is not in the environment`,
    expected: "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY of who may write into the bucket",
  }),
  storeFailed: ({ host, path, said }: { host: string; path: string; said: string }) =>
    `The store at ${host} did not take ${path}: ${said}. See that the bucket is there, and the key may write and read in it.`,
  notOutside: ({ uri, said }: { uri: string; said: string }) =>
    `Strangers do not get the bundle at ${uri}: ${said}. Nothing was submitted.`,
};
