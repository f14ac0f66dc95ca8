// What is exported and called stands in the lists of what is given wrongly, or is left out of them for a reason.
import { readFileSync } from "node:fs";
import { expect } from "chai";
import { ENTRIES } from "../support/entries.ts";
import { CALLS } from "../support/given/calls.ts";
import { NOTHING, OTHERS } from "../support/wrong-values.ts";

const PACKAGE = new URL("../../../sdk/package.json", import.meta.url);

/** Whatever is given, they answer false. */
const GUARDS: Readonly<Record<string, (value: unknown) => unknown>> = {
  "core.isWord": call("core.isWord"),
  "chain.isNodeAddress": call("chain.isNodeAddress"),
  "chain.isUnreachable": call("chain.isUnreachable"),
  "core.verifyProof": (value) => {
    const hash = `0x${"ab".repeat(32)}`;
    const right: unknown[] = [hash, 0, 1, [], hash];
    // An empty proof is the right one here.
    const isOther = (was: unknown) => !(Array.isArray(was) && Array.isArray(value));
    return right.some((was, at) => isOther(was) && call("core.verifyProof")(...right.with(at, value)));
  },
};

const SAYS = "takes a problem of this package's, whose sentences are checked by their types";
const NOTES = "is made by what reads, and only passed on";
const ERROR = "is an error, which is made where something failed: it must not fail itself";
/** What is not in the lists, each for a reason. */
const LEFT_OUT: Readonly<Record<string, string>> = {
  ...{ "core.say": SAYS, "core.refused": SAYS, "core.textOf": SAYS, "bundle.bundleProblemText": SAYS },
  ...{ "core.ChainError": ERROR, "core.InputError": ERROR, "chain.NodeFailure": ERROR },
  ...{ "bundle.ReadingNotes": NOTES, "bundle.RowErrors": NOTES, "bundle.TableNotes": NOTES },
  "chain.revertOf": "takes whatever was thrown: of anything else than a refusal, there is none",
  "chain.urlOf": "takes an address apart if it is one, and answers undefined to all else",
};

function call(path: string): (...values: unknown[]) => unknown {
  const [entry = "", name = ""] = path.split(".");
  return ENTRIES[entry]?.[name] as (...values: unknown[]) => unknown;
}

/** Every function and class of the package by where it is exported, also where it is under two names. */
const EXPORTED: ReadonlyMap<string, unknown> = new Map(
  Object.entries(ENTRIES).flatMap(([entry, exported]) =>
    Object.entries(exported).flatMap(([name, value]) =>
      typeof value === "function" ? [[`${entry}.${name}`, value] as const] : [],
    ),
  ),
);

describe("what is held to refuse what it is given wrongly", () => {
  it("is looked for in every entry of the package", () => {
    const { exports } = JSON.parse(readFileSync(PACKAGE, "utf8")) as { exports: Record<string, { source?: string }> };
    const entries = Object.entries(exports).flatMap(([name, { source }]) =>
      source === undefined ? [] : [name === "." ? "core" : name.slice("./".length)],
    );
    expect(Object.keys(ENTRIES)).to.have.members(entries);
  });

  it("is all that is exported and called", () => {
    const listed = CALLS.map(([path]) => path);
    const held = new Set(
      [...listed, ...Object.keys(GUARDS), ...Object.keys(LEFT_OUT)].map((path) => EXPORTED.get(path)),
    );
    const missing = [...EXPORTED].flatMap(([path, value]) => (held.has(value) ? [] : [path]));
    expect(missing, "add each to test/sdk/support/given").to.deep.equal([]);
  });

  it("is left out only if it is exported, and nowhere in the lists", () => {
    const listed = new Set(CALLS.map(([path]) => EXPORTED.get(path)));
    for (const path of [...Object.keys(GUARDS), ...Object.keys(LEFT_OUT)]) {
      expect(EXPORTED.has(path), path).to.equal(true);
      expect(listed.has(EXPORTED.get(path)), path).to.equal(false);
    }
  });

  for (const [path, guard] of Object.entries(GUARDS)) {
    it(`answers false to anything, if it is ${path}`, () => {
      for (const value of [...NOTHING, ...OTHERS, 5, 5n, Number.NaN, "x"]) expect(guard(value)).to.equal(false);
    });
  }
});
