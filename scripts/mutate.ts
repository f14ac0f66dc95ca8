// Breaks the contracts on purpose, one small change at a time, and tells which changes no Solidity test notices. Run it after a change of
// the contracts or their tests, on a machine with time: a mutant takes about three seconds.
//
//     npm test -- contracts && node scripts/mutate.ts                  everything
//     node scripts/mutate.ts --kinds check,modifier                     every require and every modifier
//     node scripts/mutate.ts contracts/libraries/Faults.sol             one file
//     node scripts/mutate.ts --grep finalize                            what is told with this word
//     node scripts/mutate.ts --continue                                 takes what an earlier run saw noticed as noticed
//     node scripts/mutate.ts --report                                   everything, and writes docs/mutation.md
//
// Exit code 0 if every mutant was noticed, or stands in scripts/mutate/equivalent.ts with the reason why none can notice it; 1 if not.
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { codesOf, readSources, treesOf } from "./mutate/compiler.ts";
import { EQUIVALENT } from "./mutate/equivalent.ts";
import { type Mutant, mutantsOf } from "./mutate/mutants.ts";
import { reportOf } from "./mutate/report.ts";
import { copyOfSuite, type Suite } from "./mutate/suite.ts";

export interface Judged {
  readonly mutant: Mutant;
  readonly verdict: "killed" | "survived" | "equivalent" | "invalid";
  /** Why it is equivalent. */
  readonly reason?: string;
}

const ROOT = fileURLToPath(new URL("../", import.meta.url));
const KILLED_BEFORE = join(ROOT, "cache", "mutants-killed.json");
const FILES = [
  "contracts/libraries/Apportionment.sol",
  "contracts/libraries/Commitment.sol",
  "contracts/libraries/Faults.sol",
  "contracts/base/Books.sol",
  "contracts/base/Policies.sol",
  "contracts/base/Settlements.sol",
  "contracts/InsuranceFund.sol",
];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kinds: { type: "string" },
    grep: { type: "string", default: "" },
    workers: { type: "string", default: "1" },
    continue: { type: "boolean", default: false },
    report: { type: "boolean", default: false },
  },
});
const kinds = values.kinds?.split(",");

const originals = readSources(ROOT);
const trees = treesOf(ROOT, originals);
const mutants = (positionals.length > 0 ? positionals : FILES)
  .flatMap((file) => mutantsOf(file, originals[file]?.content ?? "", trees))
  .filter(({ kind, change }) => (kinds?.includes(kind) ?? true) && change.includes(values.grep));
console.log(`${mutants.length} mutants`);

const killedBefore = new Set<string>(
  values.continue && existsSync(KILLED_BEFORE) ? JSON.parse(readFileSync(KILLED_BEFORE, "utf8")) : [],
);
const printOf = ({ source }: Mutant) => createHash("sha256").update(source).digest("hex");

async function judge(mutant: Mutant, suite: Suite): Promise<Judged> {
  if (killedBefore.has(printOf(mutant))) return { mutant, verdict: "killed" };
  const codes = codesOf(ROOT, { ...originals, [mutant.file]: { content: mutant.source } });
  if (codes === undefined) return { mutant, verdict: "invalid" };
  if (!(await suite.passes(mutant.file, codes))) {
    killedBefore.add(printOf(mutant));
    writeFileSync(KILLED_BEFORE, JSON.stringify([...killedBefore]));
    return { mutant, verdict: "killed" };
  }
  const reason = EQUIVALENT[`${mutant.file}: ${mutant.change}`];
  return reason === undefined ? { mutant, verdict: "survived" } : { mutant, verdict: "equivalent", reason };
}

const judged: Judged[] = new Array(mutants.length);
const queue = mutants.entries();

async function work(): Promise<void> {
  const suite = await copyOfSuite(ROOT);
  try {
    const codes = codesOf(ROOT, originals);
    if (codes === undefined) throw new Error("the contracts do not compile");
    if (!(await suite.passes("", codes))) throw new Error("the tests fail without any change");
    for (const [i, mutant] of queue) {
      const done = await judge(mutant, suite);
      judged[i] = done;
      if (i % 50 === 49) console.log(`${i + 1} of ${mutants.length}`);
      if (done.verdict === "survived") console.log(`survived  ${mutant.file}:${mutant.line}  ${mutant.change}`);
    }
  } finally {
    suite.end();
  }
}

// A process that leaves by a signal leaves no copies behind either.
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));
await Promise.all(Array.from({ length: Number(values.workers) }, work));
const count = (wanted: Judged["verdict"]) => judged.filter(({ verdict }) => verdict === wanted).length;
console.log(
  `${count("killed")} noticed, ${count("survived")} not, ${count("equivalent")} cannot be, ${count("invalid")} do not compile`,
);
if (values.report) {
  writeFileSync(join(ROOT, "docs", "mutation.md"), reportOf(judged, new Date().toISOString().slice(0, 10)));
}
process.exitCode = count("survived") > 0 ? 1 : 0;
