// Whatever a program gives wrongly to an operation is told as its own mistake, before anything is asked, sent or written.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import * as core from "zke-insurance-fund";
import { ENTRIES } from "../support/entries.ts";
import { CALLS } from "../support/given/calls.ts";
import { MADE } from "../support/given/made.ts";
import { asked } from "../support/given/values.ts";
import { wordsOf } from "../support/wrong-values.ts";

type Operation = (...args: unknown[]) => unknown;

/** A function by its place: "entry.name", or "entry.name().method" of what is made without a chain. */
function operationAt(path: string): Operation {
  const [, entry = "", exported = "", method] = /^(\w+)\.(\w+)(?:\(\)\.(\w+))?$/.exec(path) ?? [];
  const object = method === undefined ? ENTRIES[entry] : MADE[`${entry}.${exported}()`];
  const found = (object as Readonly<Record<string, unknown>> | undefined)?.[method ?? exported];
  if (typeof found !== "function") throw new Error(`${path} is no function that is exported`);
  return isClass(found) ? (...args) => Reflect.construct(found, args) : (found.bind(object) as Operation);
}

const isClass = (value: unknown) => typeof value === "function" && /^class\b/.test(String(value));

/** What is said of a file, a node or a fund's tables that are no mistake here: they are not there. */
const NOT_THERE = ["noSuchFile", "parametersUnread", "nodeAddress", "historyUnread", "headerMissing", "parquetDamaged"];

/** What became of a call with these values: the error, or undefined where there was none. */
async function failureOf(path: string, values: readonly unknown[]): Promise<unknown> {
  const operation = operationAt(path);
  try {
    const opened = (await operation(...values)) as { close?: unknown; next?: unknown } | undefined;
    if (typeof opened?.next === "function") await opened.next();
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
