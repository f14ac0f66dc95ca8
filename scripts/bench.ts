// Measures the SDK against its goals, and against what one would use instead, on seeded data and without a network. Run it after a
// change to the commitment or the bundle, on a machine that does nothing else:
//
//     npm run build && npm run bench             all parts but those that run only on request
//     npm run bench -- commit bundle             some parts
//     npm run bench -- --write                   and write what was measured to docs/benchmarks.md
//
// Ratios hold within one run; times depend on the machine.
import { benchAudit } from "./bench/audit.ts";
import { benchBrowser } from "./bench/browser.ts";
import { benchBundle } from "./bench/bundle.ts";
import { benchCommit, benchLargeCommit } from "./bench/commit.ts";
import { benchCredits } from "./bench/credits.ts";
import { writeSection } from "./bench/document.ts";
import { benchHashing } from "./bench/hashing.ts";
import { benchJudge } from "./bench/judge.ts";
import { benchLibraries } from "./bench/libraries.ts";
import { benchPage } from "./bench/page.ts";
import { machine, type Part, tableOf } from "./bench/report.ts";
import { benchRequests } from "./bench/requests.ts";
import { benchStatements } from "./bench/statements.ts";

const PARTS: Record<string, Part> = {
  commit: { title: "Committing positions: sort, sums, cut, tree", run: benchCommit },
  large: { title: "Thirty million positions", run: benchLargeCommit, onRequest: true },
  libraries: { title: "Against OpenZeppelin's library, 100,000 positions", run: benchLibraries },
  hashing: { title: "Hashing and proofs", run: benchHashing },
  bundle: { title: "From tables to a bundle, and back", run: benchBundle },
  judge: { title: "Judge against verify, 200,000 positions", run: benchJudge },
  statements: { title: "All statements of a bundle", run: benchStatements },
  browser: { title: "In the browser", run: benchBrowser },
  audit: { title: "Auditing a fund", run: benchAudit },
  requests: { title: "Questions to a node, on a chain of 2,628,000 blocks", run: benchRequests },
  page: { title: "The page before public nodes, a fund of one year, 150 ms an answer", run: benchPage },
  credits: { title: "A day's credits", run: benchCredits },
};

const writes = process.argv.includes("--write");
const wanted = process.argv.slice(2).filter((argument) => argument !== "--write");
const unknown = wanted.filter((part) => !Object.hasOwn(PARTS, part));
if (unknown.length > 0) {
  console.error(`Unknown part ${unknown.join(", ")}; there are: ${Object.keys(PARTS).join(", ")}`);
  process.exit(2);
}
console.log(`${machine()}\n`);
for (const [name, part] of Object.entries(PARTS)) {
  if (wanted.length === 0 ? part.onRequest : !wanted.includes(name)) continue;
  const measurements = await part.run();
  if (measurements.length === 0) {
    console.log(`${name}: not measured, since what it runs in is not installed here\n`);
    continue;
  }
  console.log(`${tableOf(name, measurements)}\n`);
  if (writes) writeSection(Object.keys(PARTS), name, part.title, measurements);
}
