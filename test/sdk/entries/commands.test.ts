// Whatever a command does, a program can do by functions that the package exports.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { build } from "esbuild";
import { ENTRIES } from "../support/entries.ts";

const ROOT = join(import.meta.dirname, "../../..");
const SENDING = "chain.connectChain chain.openFund chain.createSender node.sqliteStore";

/** The commands, and the functions that do what each does. */
const BY: Readonly<Record<string, string>> = {
  settle:
    "bundle.positionTable bundle.liquidationTable bundle.readPositionsFile bundle.readLiquidationsFile chain.readPeriodTerms bundle.settleTablesAsync bundle.writeBundle",
  prove: "bundle.openProver bundle.createProver bundle.proveInFolder bundle.writeStatementsFile bundle.statementToJson",
  check: "bundle.parseStatement bundle.checkStatement chain.checkShare",
  verify: "bundle.readReadable bundle.verifyReadableAsync chain.checkSettlement node.readPricesFile prices.checkPrices",
  credit: `${SENDING} chain.refOf node.readCreditsFile chain.credit`,
  submit: `${SENDING} bundle.readBundle chain.previewSubmission chain.submit`,
  approve: `${SENDING} chain.approve`,
  finalize: `${SENDING} chain.findSubmission chain.finalize`,
  withdraw: `${SENDING} chain.withdraw chain.moveTokens`,
  status:
    "chain.openFund chain.readyAt chain.readUnfinished chain.reservableNow chain.readStanding chain.standingLines chain.standingJson",
  devnet: "node.deployDevnet",
  feed: "chain.connectChain chain.openFund node.readFeed node.writeFeed",
  challenge: "node.challenge",
  demand: "chain.demand",
  reveal: "node.reveal",
  expire: "chain.expire",
  reclaim: "chain.reclaim",
  pause: "chain.pause",
  unpause: "chain.unpause",
  cancel: "chain.cancel",
  donate: "chain.donate",
  sync: "chain.sync",
  "write-off": "chain.writeOff",
  propose: "chain.propose",
  execute: "chain.findProposal chain.execute",
  "withdraw-proposal": "chain.findProposal chain.withdrawProposal",
  renounce: "chain.renounce",
  roles: "chain.readRoles chain.rolesLines",
  audit:
    "chain.createHistoryRecorder node.auditedHistory node.writeHistory node.audit node.openOutputs node.reportLines node.reportJson node.reportHtml",
  "check-deployment": "node.readDecision node.checkDeployment",
  watch: "node.watch",
  operate: "node.operate",
  schedule: "node.schedule",
};

/** What a person makes and keeps by hand, and no program of its own needs. */
const BY_HAND = ["help", "key"];

describe("what the commands do", () => {
  it("is done by functions that are exported, each of them", () => {
    const help = execFileSync(process.execPath, [join(ROOT, "sdk/dist/cli/main.js"), "--help"], { encoding: "utf8" });
    const listed = [...(help.split("\nCommands:\n")[1] ?? "").matchAll(/^ {2}([a-z][\w-]*)/gm)].map(([, name]) => name);
    expect(listed.filter((name) => !BY_HAND.includes(name as string)).sort()).to.deep.equal(Object.keys(BY).sort());
    for (const [command, functions] of Object.entries(BY)) {
      for (const path of functions.split(" ")) {
        const [entry = "", name = ""] = path.split(".");
        expect(ENTRIES[entry]?.[name], `${path}, of ${command}`).to.be.a("function");
      }
    }
  });
});

describe("the entries of the package", () => {
  const { exports } = JSON.parse(readFileSync(join(ROOT, "sdk/package.json"), "utf8"));
  // Files that are given as they are, by a pattern, are no entries.
  const names = Object.keys(exports).filter((name) => name !== "./package.json" && !name.includes("*"));

  for (const name of names.filter((each) => each !== "./node")) {
    it(`need nothing of Node in a browser: ${name}`, async () => {
      const contents = `import * as entry from "zke-insurance-fund${name.slice(1)}"; globalThis.entry = entry;`;
      const { metafile, errors } = await build({
        stdin: { contents, resolveDir: ROOT },
        ...{ bundle: true, write: false, metafile: true, platform: "browser", format: "esm", logLevel: "silent" },
      });
      expect(errors).to.deep.equal([]);
      const foreign = Object.values(metafile.inputs).flatMap(({ imports }) =>
        imports.filter(({ external }) => external),
      );
      expect(foreign.map(({ path }) => path)).to.deep.equal([]);
    });
  }

  it("are each in a file of their own, or the list's", () => {
    const files = readdirSync(join(ROOT, "sdk/src/entries")).map((file) => file.replace(/(-portable)?\.ts$/, ""));
    const named = names.map((name) => name.slice(2)).filter((name) => name !== "" && name !== "prices");
    expect([...new Set(files)].sort()).to.deep.equal(named.sort());
  });
});
