// Whatever a program gives wrongly to an operation is told as its own mistake, before anything is asked, sent or written.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import * as core from "zke-insurance-fund";
import { ENTRIES } from "../support/entries.ts";
import { COMPUTING } from "../support/given/computing.ts";
import { OPERATIONS } from "../support/given/operations.ts";
import { asked } from "../support/given/values.ts";
import { wordsOf } from "../support/wrong-values.ts";

const CALLS = [...COMPUTING, ...OPERATIONS];

function exportOf(path: string): (...args: unknown[]) => unknown {
  const [entry = "", exported = ""] = path.split(".");
  const found = ENTRIES[entry]?.[exported];
  if (typeof found !== "function") throw new Error(`${path} is no function that is exported`);
  return found as ReturnType<typeof exportOf>;
}

/** What is said of a file, a node or a fund's tables that are no mistake here: they are not there. */
const NOT_THERE = ["noSuchFile", "parametersUnread", "nodeAddress", "historyUnread"];

/** What became of a call with these values: the error, or undefined where there was none. */
async function failureOf(path: string, values: readonly unknown[]): Promise<unknown> {
  const operation = exportOf(path);
  try {
    const opened = (await operation(...values)) as { close?: unknown } | undefined;
    if (typeof opened?.close === "function") await opened.close();
    return undefined;
  } catch (error) {
    return error;
  }
}

describe("what an operation is given wrongly", () => {
  const home = process.cwd();
  let folder = "";
  beforeEach(() => {
    asked.splice(0);
    // Where a path that is taken for one would be written.
    folder = mkdtempSync(join(tmpdir(), "zke-given-"));
    process.chdir(folder);
  });
  afterEach(() => {
    process.chdir(home);
    rmSync(folder, { recursive: true });
  });

  for (const [path, ...args] of CALLS) {
    const values = args.map(({ value }) => value);
    it(`is refused by ${path}, each of its ${args.length} arguments`, async () => {
      const failures: string[] = [];
      for (const [at, { wrong }] of args.entries()) {
        for (const each of wrong) {
          asked.splice(0);
          const error = await failureOf(path, values.with(at, each));
          const said = `argument ${at + 1}: ${wordsOf(each)}: `;
          if (!(error instanceof core.InputError)) failures.push(`${said}${error}`);
          else if (asked.length > 0) failures.push(`${said}asked first: ${asked}`);
          else if (error.code === "other" || error.toString().length < 20) failures.push(`${said}says only ${error}`);
        }
      }
      expect(failures.join("\n")).to.equal("");
      expect(readdirSync(folder), "nothing was written").to.deep.equal([]);
    });

    it(`is not what ${path} is given here, which it begins with`, async () => {
      const error = await failureOf(path, values);
      expect(error instanceof core.InputError ? error.code : "none", String(error)).to.be.oneOf(["none", ...NOT_THERE]);
    });
  }
});
