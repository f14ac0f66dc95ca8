import { expect } from "chai";
import fc from "fast-check";
import { InputError } from "zke-insurance-fund";
import {
  type GivenStatement,
  proveStatement,
  type Statement,
  statementsInBytes,
  statementsInText,
  statementToJson,
} from "zke-insurance-fund/bundle";
import { vectors } from "../support/vectors.ts";
import { bundleOfCase } from "../tables/tables.ts";

const someCase = vectors.find(({ name }) => name === "random, 16 positions")!;
const bundle = await bundleOfCase(someCase);
const statements = someCase.rows.slice(0, 4).map(({ account, position }) => proveStatement(bundle, account, position)!);
const json = (statement: Statement, space?: number) => JSON.stringify(statementToJson(statement), null, space);
const [one, two, three] = statements.map((statement) => json(statement)) as [string, string, string];
const found = (given: readonly GivenStatement[]) => given.flatMap(({ statement }) => statement ?? []);
const inText = (text: string) => statementsInText(text, "mail.txt");
const inBytes = (bytes: Uint8Array) => statementsInBytes(bytes, "mail.eml");
const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string, isBig = false) =>
  Uint8Array.from(
    [...text]
      .flatMap((sign) => [sign.charCodeAt(0) & 255, sign.charCodeAt(0) >> 8])
      .map((_, at, all) => all[isBig ? at ^ 1 : at]!),
  );
/** Lines of at most so many signs, cut wherever that is. */
const cut = (text: string, width: number) => text.match(new RegExp(`.{1,${width}}`, "g"))!.join("\n");
const quotedPrintable = (text: string) =>
  [...utf8(text)]
    .map((byte) =>
      byte === 61 || byte > 126 || byte < 32
        ? `=${byte.toString(16).toUpperCase().padStart(2, "0")}`
        : String.fromCharCode(byte),
    )
    .join("")
    .replace(/.{1,70}(?![0-9A-F]{0,2}$)/g, "$&=\r\n");
const base64 = (bytes: Uint8Array) => cut(Buffer.from(bytes).toString("base64"), 76);

const mail = (...parts: string[]) =>
  [
    "From: desk@exchange.example",
    "Subject: =?utf-8?Q?Your_shares?=",
    "MIME-Version: 1.0",
    'Content-Type: multipart/mixed;\r\n boundary="b=_1"',
    "",
    'A preamble {"that": 1}',
    ...parts.flatMap((part) => ["--b=_1", part]),
    "--b=_1--",
    "",
  ].join("\r\n");
const part = (type: string, encoding: string, body: string) =>
  `Content-Type: ${type}\r\nContent-Transfer-Encoding: ${encoding}\r\n\r\n${body}`;

describe("statements as people have them", () => {
  const both = statements.slice(0, 2);
  const cases: [string, GivenStatement[], Statement[]][] = [
    ["a list", inText(`[${one},${two}]`), both],
    ["a list of texts over many lines", inText(JSON.stringify(statements.map(statementToJson), null, 2)), statements],
    ["lines", inText(`${one}\r\n\r\n${two}\n`), both],
    ["a mark of the order of bytes", inText(`\ufeff${one}`), [statements[0]!]],
    [
      "a quotation",
      inText(`Dear customer,\nhere {it} is:\n${json(statements[0]!, 2).replace(/^/gm, "> ")}\n`),
      [statements[0]!],
    ],
    ["a quotation of a quotation", inText(json(statements[0]!, 2).replace(/^/gm, "> > ")), [statements[0]!]],
    ["fences", inText(`See below :{\n\`\`\`json\n${one}\n\`\`\`\nand\n~~~\n${two}\n~~~`), both],
    ["curly quotes", inText(one.replace(/"/g, (_, at) => (at % 2 ? "\u201d" : "\u201c"))), [statements[0]!]],
    ["spaces that do not break", inText(json(statements[0]!, 2).replace(/ /g, "\u00a0")), [statements[0]!]],
    ["invisible signs", inText(one.replace(/:/g, "\u200b:").replace("0x", "0\u200bx")), [statements[0]!]],
    ["lines cut at 76 signs, in a quotation", inText(cut(one, 76).replace(/^/gm, "> ")), [statements[0]!]],
    ["UTF-16 with its mark", inBytes(utf16(`\ufeff${one}`)), [statements[0]!]],
    ["UTF-16 of the other order", inBytes(utf16(`\ufeff${one}`, true)), [statements[0]!]],
    ["UTF-16 without a mark", inBytes(utf16(`${one}\n${two}`)), both],
    [
      "a mail in quoted-printable",
      inBytes(
        utf8(
          mail(part("text/plain; charset=utf-8", "quoted-printable", quotedPrintable(`Guten Tag, für Sie:\n${one}`))),
        ),
      ),
      [statements[0]!],
    ],
    [
      "a mail with attachments in base64",
      inBytes(
        utf8(
          mail(
            part("text/plain", "7bit", "Attached."),
            part('application/json; name="1.json"', "base64", base64(utf8(one))),
            part("application/json", "BASE64", base64(utf16(`\ufeff${two}`))),
          ),
        ),
      ),
      both,
    ],
    [
      "a mail that says it twice",
      inBytes(
        utf8(
          mail(
            part("text/plain", "8bit", one),
            part(
              "text/html; charset=us-ascii",
              "7bit",
              `<html><style>p {"a"}</style><pre>${one.replace(/"/g, "&quot;")}</pre></html>`,
            ),
          ),
        ),
      ),
      [statements[0]!],
    ],
    [
      "a page in a mail",
      inBytes(
        utf8(mail(part("text/html", "quoted-printable", quotedPrintable(`<p>${one.replace(/"/g, "&#34;")}</p>`)))),
      ),
      [statements[0]!],
    ],
    [
      "a mail that was forwarded",
      inBytes(
        utf8(mail(`Content-Type: message/rfc822\r\n\r\n${mail(part("text/plain", "base64", base64(utf8(two))))}`)),
      ),
      [statements[1]!],
    ],
  ];
  for (const [name, given, due] of cases)
    it(`are found in ${name}`, () => {
      expect(given.map(({ problem }) => problem)).to.deep.equal(due.map(() => undefined));
      expect(found(given)).to.deep.equal(due);
    });

  it("are found beside what is none, which is named by its place", () => {
    const list = inText(`[${one},{"format":"another"},${two}]`);
    expect(found(list)).to.deep.equal(both);
    expect(list[1]!.problem?.details).to.deep.include({ file: "mail.txt", line: 2 });
    const lines = inText([one, two.slice(0, 400), three, two.replace('"index":"', '"index":"x'), two].join("\n"));
    expect(found(lines)).to.deep.equal([statements[0], statements[2], statements[1]]);
    expect(lines.flatMap(({ problem, line }) => (problem === undefined ? [] : line))).to.deep.equal([2, 4]);
  });

  it("are read as they are where nothing has to be cleaned: who sent another account's gets another account's", () => {
    const other = one.replace(/"account":"[^"]*"/, '"account":"\u201cx\u201d"');
    const [given] = inText(other);
    expect(given!.statement?.account).to.equal("\u201cx\u201d");
  });

  it("are missed with a reason", () => {
    for (const text of [
      "",
      "no JSON",
      "[]",
      "{}",
      '{"format":"another"}',
      "{".repeat(100_000),
      '{"'.repeat(100_000),
      "From: me\r\n\r\n",
    ]) {
      const given = inText(text);
      expect(given, text.slice(0, 20)).to.have.lengthOf(1);
      expect(given[0]!.problem, text.slice(0, 20)).to.be.instanceOf(InputError);
    }
    expect(inBytes(Uint8Array.of(0xc3, 0x28))[0]!.problem?.code).to.equal("notUtf8Text");
  });

  it("are never a reason to fail, whatever is given", () => {
    const piece = fc.constantFrom(
      one,
      two.slice(0, 300),
      "{",
      "}",
      '"',
      "> ",
      "\n",
      "\r\n",
      "From: a\n",
      "Content-Type: multipart/mixed; boundary=x\n",
      "--x\n",
      "\\",
      "\u201c",
      "=\n",
      "=ZZ",
      "&#99999999;",
      "zke-statement",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 14 }), (pieces) => {
        const given = statementsInBytes(utf8(pieces.join("")), "x");
        expect(given.length).to.be.greaterThan(0);
        for (const { statement } of given) if (statement !== undefined) expect(statement).to.deep.equal(statements[0]);
      }),
      { seed: 14, numRuns: 400 },
    );
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(statementsInBytes(bytes, "x")).to.have.lengthOf(1);
      }),
      { seed: 15, numRuns: 400 },
    );
  });

  it("end with any text within its length's time: what asked for its square would be at it for hours", function () {
    this.timeout(120_000);
    const html = "From: a\nContent-Type: text/html\n\n";
    const wholes = [" ", "[", "{", ">", '{"', '{"a\nx', '{"salt"\n"proof"x', "> > >\n", "{ ", "From: a\n b", "x: y\n"];
    const beginnings: [string, string][] = [
      ['{"a\n', "\n"],
      ["{", " "],
      ["x:", "a"],
      [html, "<"],
      [html, "<style>"],
      [html, "<script "],
      [html, "<style></style "],
      [html, "&#"],
      ["From: a\nContent-Transfer-Encoding: quoted-printable\n\n", " "],
      ["From: a\nContent-Type: multipart/mixed; boundary=x\n\n", "--x\n"],
      ["From: a\nContent-Type: multipart/mixed", "; boundary"],
    ];
    for (const [start, piece] of [...wholes.map((whole) => ["", whole] as const), ...beginnings]) {
      const given = inText(start + piece.repeat(2_000_000 / piece.length));
      expect(found(given), piece).to.deep.equal([]);
    }
    // As long as a file may be: no stack holds so many steps.
    expect(found(inText(`x:${"a".repeat(16_000_000)}`))).to.deep.equal([]);
    expect(found(inText(`[{"salt":"${"a".repeat(16_000_000)}"}]`))).to.deep.equal([]);
    expect(found(inText("[".repeat(100_000) + "]".repeat(100_000)))).to.deep.equal([]);
  });

  it("refuse a statement with a field that is there twice, alone and in a list", () => {
    const twice = one.replace('"share":', '"share":"0","share":');
    for (const text of [twice, `[${twice}]`, `[${two},${twice}]`]) {
      expect(inText(text).at(-1)?.problem?.toString()).to.match(/a field is there twice/);
    }
    expect(found(inText(`[${two},${twice}]`))).to.deep.equal([statements[1]]);
  });
});
