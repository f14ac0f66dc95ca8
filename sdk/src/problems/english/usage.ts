import { type ProblemIn, say } from "../problem.ts";
import { BASICS } from "./basics.ts";

const unusable = (name: string) => `${name} is not usable`;

/** Arguments, keys and settings of a command that cannot be used. */
export const USAGE = {
  allOrOne: () => "--all is of every account; --account and --position do not go with it",
  allWithoutOut: () => ({ reason: "--all needs --out", expected: "a .jsonl, .csv or .parquet file" }),
  noAccount: () => ({ reason: "whose statements is not said", expected: "--account or --all" }),
  outWithoutAll: () => "--out and --asset go with --all; the statements of an account are printed",
  secretUnusable: () => ({ reason: unusable("--secret"), expected: "0x and 64 hex digits" }),
  secretTwice: () => ({ reason: "--secret and --secret-file are given", expected: "one of the two" }),
  treeUnknown: () => ({ reason: "no such list", expected: '"positions" or "liquidations"' }),
  usage: ({ said, help }: { said: string; help: string }) => `${said}; "${help} --help" explains`,
  optionMissing: ({ name, expected }: { name: string; expected: string }) => ({
    reason: `${name} is missing`,
    expected,
  }),
  optionInteger: ({ name, bits }: { name: string; bits: number }) => ({
    reason: unusable(name),
    expected: `an integer from 0 to 2^${bits} - 1`,
  }),
  optionChoice: ({ name, choices }: { name: string; choices: readonly string[] }) => ({
    reason: unusable(name),
    expected: choices.join(" or "),
  }),
  optionFee: ({ name }: { name: string }) => ({ reason: unusable(name), expected: "gwei, above zero" }),
  optionSeconds: ({ name }: { name: string }) => ({ reason: unusable(name), expected: "seconds, from 0.001 to 86400" }),
  optionUrl: ({ name }: { name: string }) => ({
    reason: unusable(name),
    expected: "an address that begins with http:// or https://",
  }),
  optionName: ({ name, most }: { name: string; most: number }) => ({
    reason: unusable(name),
    expected: `plain text of at most ${most} characters`,
  }),
  optionAddress: ({ name }: { name: string }) => ({
    reason: `${name} is not an address`,
    expected: "0x and 40 hex digits",
  }),
  perCallZero: () => ({ reason: unusable("--per-call"), expected: "1 or more" }),
  metricsAddress: () => ({ reason: unusable("--metrics"), expected: "a port, or host:port" }),
  urgentFeeLow: ({ usual }: { usual: string }) => ({
    reason: unusable("--urgent-max-fee"),
    expected: `--max-fee or more: ${usual}`,
  }),
  randomZero: () => ({
    reason: unusable("--random"),
    expected: "1 or more: a liar prepares what is demanded in fixed places",
  }),
  blockBeyond: ({ newest }: { newest: number }) => ({
    reason: unusable("--block"),
    expected: `at most ${newest}, the newest block`,
  }),
  twoSources: () => ({
    reason: "--from has references and amounts already",
    expected: "--amount and --ref, or --from",
  }),
  fromTwice: () => ({
    reason: "--from names more than one file or sender",
    expected: "one file, one address, or one of each",
  }),
  noSettlementNamed: () => ({ reason: "no settlement is named", expected: "--period or --bundle" }),
  bundleOfOtherPeriod: () => "the bundle is of another period",
  bundleLacks: ({ said }: { said: string }) => said,
  identityOptions: ({ problem }: { problem: ProblemIn<typeof BASICS> }) => {
    const { reason, ...facts } = say(BASICS, problem);
    return { ...facts, reason: `--chain-id and --fund are not usable: ${reason}` };
  },
  otherThanFund: ({ name, period }: { name: string; period: bigint }) =>
    `${name} is not what the fund says of period ${period}`,

  amountZero: () => ({ reason: unusable("--amount"), expected: "above zero" }),
  noConsent: () => ({ reason: "nobody can be asked here", expected: "--yes, or a terminal" }),

  noKey: ({ variable }: { variable: string }) =>
    `no key to sign with: give --keystore FILE, or set ${variable}, or name a signer (--signer URL)`,
  notKey: ({ variable }: { variable: string }) => ({
    reason: `${variable} is not a private key`,
    expected: "64 hex digits",
  }),
  keyOutOfRange: ({ variable }: { variable: string }) => ({
    reason: `${variable} is not a private key`,
    expected: "64 hex digits, above zero and below the curve's order",
  }),
  twoKeys: () => ({ reason: "the key is in two places", expected: "--keystore, or a signer's address" }),
  keyOfOther: () => "the key is of another account than --from",
  wrongPassword: () => "the password is not that of the keystore",
  notKeystore: () => "not an encrypted JSON keystore",
  passwordShort: ({ least }: { least: number }) => ({
    reason: "the password is too short",
    expected: `at least ${least} characters`,
  }),
  passwordsDiffer: () => "the two passwords are not the same; no key was made",
  noPassword: ({ variable }: { variable: string }) =>
    `the keystore's password is missing: set ${variable}, or run on a terminal`,

  metricsUnserved: ({ place, said }: { place: string; said: string }) =>
    `metrics cannot be served at ${place} (${said}); choose another port`,
};
