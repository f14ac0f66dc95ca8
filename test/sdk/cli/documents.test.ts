// Every command of the program that a document shows exists, with every option that it is shown with, and whatever it must have.
import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { createProgram } from "../../../sdk/src/cli/program.ts";

const ROOT = new URL("../../../", import.meta.url);
const DOCUMENTS = [
  ...["README.md", "sdk/README.md", "ops/README.md", "CONTRIBUTING.md"],
  ...readdirSync(new URL("docs/", ROOT)).map((name) => `docs/${name}`),
];
const PROGRAM = /(?:npm run -s fund --|(?:^|[\s$(])zke-insurance-fund) +(?=[a-z])/;

interface Shown {
  readonly line: string;
  /** Whether it is a line to be run, and no mention of an option. */
  readonly isWhole: boolean;
}

/** The program's lines in blocks, and what of it is mentioned in the text. */
function shownIn(document: string): Shown[] {
  const text = readFileSync(new URL(document, ROOT), "utf8").replace(/\\\n\s*/g, " ");
  const lines = text.split("\n").flatMap((line) => line.split(PROGRAM).slice(1));
  const mentioned = [...text.matchAll(/`(?:fund )?([a-z]+(?:-[a-z]+)* (?:[a-z-]+ )?--[^`]*)`/g)].map(
    ([, line = ""]) => line,
  );
  return [
    ...lines.map((line) => ({ line: line.split(/ [|>#] | && | {4,}(?=[a-z])|\) |`/)[0] as string, isWhole: true })),
    ...mentioned.map((line) => ({ line, isWhole: false })),
  ];
}

/** The command that words name, and the words that are left; undefined if they name none. */
function commandOf(words: readonly string[]) {
  let command = createProgram();
  let at = 0;
  for (; at < words.length; at++) {
    const next = command.commands.find((each) => each.name() === words[at]);
    if (next === undefined) break;
    command = next;
  }
  return at === 0 ? undefined : { command, left: words.slice(at) };
}

describe("the documents' commands", () => {
  const shown = DOCUMENTS.flatMap((document) => shownIn(document).map((each) => ({ document, ...each })));

  it("are found", () => {
    expect(shown.filter(({ isWhole }) => isWhole).length).to.be.greaterThan(20);
    expect(shown.filter(({ isWhole }) => !isWhole).length).to.be.greaterThan(5);
  });

  for (const { document, line, isWhole } of shown) {
    const words = line.trim().split(/\s+/);
    const found = commandOf(words);
    if (found === undefined && !isWhole) continue;
    it(`${document}: ${line}`, () => {
      expect(found, words[0]).not.to.equal(undefined);
      const { command, left } = found!;
      const options = left.flatMap((word) => /^--[a-z][a-z-]*/.exec(word)?.[0] ?? []);
      expect(command.options.map(({ long }) => long)).to.include.members([...new Set(options)]);
      if (!isWhole) return;
      const needed = command.options.filter(({ mandatory }) => mandatory).map(({ long }) => long);
      expect(options).to.include.members(needed);
    });
  }
});
