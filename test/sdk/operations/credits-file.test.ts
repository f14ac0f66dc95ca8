import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { TableNotes } from "zke-insurance-fund/bundle";
import { refOf } from "zke-insurance-fund/chain";
import { readCreditsFile } from "zke-insurance-fund/node";

describe("a file of credits", () => {
  let folder: string;
  let file: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "fund-"));
    file = join(folder, "c.csv");
  });
  after(() => rm(folder, { recursive: true, force: true }));

  const read = async (text: string | Uint8Array, decimals = 6, ...more: [{ rows?: number }?, TableNotes?]) => {
    await writeFile(file, text);
    return readCreditsFile(file, decimals, ...more);
  };
  const refused = (text: string | Uint8Array, decimals?: number) =>
    read(text, decimals).then(
      () => expect.fail("it was taken"),
      (error: unknown) => String(error).replace(file, "c.csv"),
    );

  it("has references of any text, quoted or not, and amounts in tokens", async () => {
    const word = `0x${"ab".repeat(32)}`;
    const credits = await read(`\ufeffref,amount\r\nliq-1,250.75\r\n"a, ""b"" c",0.000001\r\n${word},7\r\n`);
    expect(credits.map(({ ref, amount, name, place }) => [ref, amount, name, place?.line])).to.deep.equal([
      [refOf("liq-1"), 250_750_000n, "liq-1", 2],
      [refOf('a, "b" c'), 1n, 'a, "b" c', 3],
      [word, 7_000_000n, word, 4],
    ]);
    expect(await read("ref,amount\n")).to.deep.equal([]);
  });

  it("has as many decimals as the token", async () => {
    expect((await read("ref,amount\na,1.000000000000000001\n", 18))[0]?.amount).to.equal(10n ** 18n + 1n);
    expect(await refused("ref,amount\na,1.5\n", 0)).to.equal(
      'c.csv:2: column "amount": an amount has at most 0 decimals (got "1.5")',
    );
  });

  const faults: [what: string, text: string | Uint8Array, said: string][] = [
    [
      "a zero",
      "ref,amount\na,1\nb,0.0\n",
      'c.csv:3: column "amount": a credit\'s amount is zero (got "0.0", expected a profit above zero)',
    ],
    ["a loss", "ref,amount\na,-1\n", 'c.csv:2: column "amount": an amount cannot be negative here (got "-1")'],
    [
      "an exponent",
      "ref,amount\na,1e3\n",
      'c.csv:2: column "amount": not a plain decimal number (got "1e3", expected such as 1234.56)',
    ],
    [
      "a seventh decimal",
      "ref,amount\na,1.0000001\n",
      'c.csv:2: column "amount": an amount has at most 6 decimals (got "1.0000001")',
    ],
    ["too much", `ref,amount\na,${10n ** 33n}\n`, 'c.csv:2: column "amount": an amount is at most 2^127 base units'],
    [
      "no reference",
      "ref,amount\n,1\n",
      'c.csv:2: column "ref": a reference is empty (expected a reference of the liquidation)',
    ],
    ["a column too many", "ref,amount\na,1,2\n", "c.csv:2: the wrong number of columns (got"],
    [
      "other columns",
      "amount,reference\n1,a\n",
      'c.csv:1: the header row is not the expected one (got "amount,reference", expected ref,amount: without ref)',
    ],
    ["nothing", "", "c.csv:1: the file is empty: the header row is missing (expected ref,amount)"],
    ["an open quotation mark", 'ref,amount\n"a,1\n', 'c.csv:2: column "ref": a quotation mark is never closed'],
    [
      "no UTF-8",
      Uint8Array.of(...Buffer.from("ref,amount\n"), 0xff, ...Buffer.from(",1\n")),
      'c.csv:2: column "ref": not valid UTF-8',
    ],
    [
      "a last line without its end, which may be cut off",
      "ref,amount\na,1\nb,250",
      "c.csv:3: the last line has no end: the file may be cut off (expected a line feed behind it, or the number of rows by --expect-rows",
    ],
    [
      "a blank before a reference",
      "ref,amount\n a,1\n",
      'c.csv:2: column "ref": an id starts with a blank: U+0020 (got " a")',
    ],
    ["a blank behind one", "ref,amount\na\u00a0,1\n", 'c.csv:2: column "ref": an id ends with a blank: U+00A0'],
    ["a control", 'ref,amount\n"a\nb",1\n', 'c.csv:2: column "ref": an id has a sign that nobody sees: U+000A'],
    ["a NUL", "ref,amount\na\0b,1\n", 'c.csv:2: column "ref": an id contains NUL'],
    [
      "a zero-width mark",
      "ref,amount\na\u200b,1\n",
      'c.csv:2: column "ref": an id has a sign that nobody sees: U+200B',
    ],
    [
      "a bidirectional mark",
      "ref,amount\na\u202eb,1\n",
      'c.csv:2: column "ref": an id has a sign that nobody sees: U+202E',
    ],
    [
      "one reference twice",
      "ref,amount\na,1\nb,1\na,2\n",
      'c.csv:4: column "ref": the same reference as in line 2 (got "a")',
    ],
    [
      "one word in hex twice, capitals or none",
      `ref,amount\n0x${"ab".repeat(32)},1\n0x${"AB".repeat(32)},1\n`,
      'c.csv:3: column "ref": the same reference as in line 2',
    ],
  ];
  for (const [what, text, said] of faults) {
    it(`is refused with ${what}, by line and column`, async () => expect(await refused(text)).to.include(said));
  }

  it("may end anyhow if it has as many rows as are expected", async () => {
    expect(await read("ref,amount\na,1\nb,2", 6, { rows: 2 })).to.have.length(2);
    const cut = await read("ref,amount\na,1\nb,2", 6, { rows: 3 }).catch(String);
    expect(cut).to.include('another number of rows than was expected (got "2", expected 3)');
  });

  it("tells references that differ by capitals, accents or their code points alone, and those that a spreadsheet shortened", async () => {
    const notes = new TableNotes();
    const text = "ref,amount\nliq-1,1\nLIQ-1,2\ncaf\u00e9,1\ncafe\u0301,1\n1.23457E+17,1\n";
    const credits = await read(text, 6, {}, notes);
    expect(new Set(credits.map(({ ref }) => ref)).size, "five references").to.equal(5);
    expect(notes.lines().map((line) => line.replace(file, "c.csv"))).to.deep.equal([
      'c.csv:3: "LIQ-1" is written as "liq-1" in line 2, but for capitals or accents: two, or one?',
      'c.csv:5: "cafe\u0301" is written as "caf\u00e9" in line 4, but for capitals or accents: two, or one?',
      'c.csv:6: column "ref": did a spreadsheet make "1.23457E+17" of a longer number?',
    ]);
  });

  it("is refused if it is not there", async () => {
    const failure = await readCreditsFile(join(folder, "none.csv"), 6).catch(String);
    expect(failure).to.include("none.csv: no such file or folder");
  });
});
