// Tables that are nearly right: what is read is what a slow and plain reader finds in the same bytes, or both refuse.
import { expect } from "chai";
import fc from "fast-check";
import { InputError } from "zke-insurance-fund";
import { readPositionsCsv } from "zke-insurance-fund/bundle";
import { SEED } from "../support/arbitraries.ts";
import { cutAt, rowsOf } from "./tables.ts";

const COLUMNS = ["account", "position", "profit"] as const;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const AMOUNT = /^(-?)(\d+)(?:\.(\d{1,6})0*)?$/;

type Rows = { id: string; profit: bigint }[];
type Field = string | undefined;

/** A table as rows of its columns, by their names; undefined where it is none. */
type Named = { names: string[]; rows: Field[][] } | undefined;

const textIn = (bytes: Uint8Array, encoding = "utf-8") => new TextDecoder(encoding, { fatal: true }).decode(bytes);
const latin1 = (bytes: Uint8Array) => Buffer.from(bytes).toString("latin1");
const utf8 = (field: string) => textIn(Buffer.concat([Buffer.from("\ufeff"), Buffer.from(field, "latin1")]));

/** What a reader makes of a table that works on whole texts, a character at a time. */
function reference(bytes: Uint8Array): Rows | undefined {
  try {
    const [first, second] = bytes;
    const wide = first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "";
    // Latin letters for bytes, whatever they are: what is no UTF-8 shows where it stands.
    const all = wide === "" ? latin1(bytes) : latin1(new TextEncoder().encode(textIn(bytes, wide)));
    const text = wide === "" ? all.replace(/^\u00ef\u00bb\u00bf/, "") : all;
    if (!text.endsWith("\n")) return undefined;
    const table = text.trimStart().startsWith("{") ? objects(text) : records(text);
    return table && rowsIn(table);
  } catch {
    return undefined;
  }
}

function rowsIn({ names, rows }: NonNullable<Named>): Rows | undefined {
  const places = COLUMNS.map((column) => names.indexOf(column));
  if (COLUMNS.some((column) => names.filter((name) => name === column).length !== 1)) return undefined;
  const seen = new Set<string>();
  const found: Rows = [];
  for (const row of rows) {
    const fields = places.map((place) => row[place]);
    if (row.length !== names.length || fields.some((field) => field === undefined)) return undefined;
    const [account = "", position = "", amount = ""] = fields.map((field) => utf8(field as string));
    for (const id of [account, position]) if (id === "" || UNSEEN.test(id) || id.trim() !== id) return undefined;
    const id = `${account}\0${position}`;
    const match = AMOUNT.exec(amount);
    if (seen.has(id) || match === null) return undefined;
    seen.add(id);
    const units = BigInt(`${match[2]}${(match[3] ?? "").padEnd(6, "0")}`);
    if (units > 2n ** 127n) return undefined;
    if (match[1] === "" && units > 0n) found.push({ id, profit: units });
  }
  return found;
}

function records(text: string): Named {
  const header = text.split(/("[^"]*(?:"|$))/).map((part, i) => (i % 2 === 0 ? part : ""));
  const counted = header.join("").split("\n")[0] ?? "";
  const counts = [",", ";", "\t"].map((sign) => counted.split(sign).length);
  const delimiter = [",", ";", "\t"][counts.indexOf(Math.max(...counts))] as string;
  const rows: string[][] = [[""]];
  let at = 0;
  while (at < text.length) {
    const row = rows.at(-1) as string[];
    if (text[at] === '"') {
      const quoted = /"((?:[^"]|"")*)"/y;
      quoted.lastIndex = at;
      const match = quoted.exec(text);
      if (match === null) return undefined;
      row[row.length - 1] = (match[1] as string).replaceAll('""', '"');
      at = quoted.lastIndex;
    } else {
      const start = at;
      while (at < text.length && ![delimiter, "\n", "\r", '"'].includes(text[at] as string)) at++;
      row[row.length - 1] += text.slice(start, at);
      if (text[at] === '"') return undefined;
    }
    const sign = text[at];
    if (sign === delimiter) row.push("");
    else if (sign === "\n") rows.push([""]);
    else if (sign === "\r" && text[at + 1] === "\n") {
      rows.push([""]);
      at++;
    } else return undefined;
    at++;
  }
  const [names = [], ...rest] = rows.slice(0, -1);
  return { names, rows: rest };
}

function objects(text: string): Named {
  const lines = text.slice(0, -1).split("\n");
  const parsed = lines.map((line) => {
    const plain = JSON.parse(utf8(line), (_, value, ...[context]: { source?: string }[]) => {
      if (typeof value === "number") return context?.source;
      if (typeof value === "string" && /\p{Surrogate}/u.test(value)) throw new Error("half a pair");
      return value;
    });
    if (Object.values(plain).some((value) => typeof value === "object" && value !== null)) throw new Error("nested");
    // A field that stands twice is one in JavaScript.
    const names = [...utf8(line).matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)].filter(([, colon]) => colon !== undefined);
    if (names.length !== Object.keys(plain).length) throw new Error("twice");
    return plain as Record<string, unknown>;
  });
  const names = Object.keys(parsed[0] ?? {});
  const fieldIn = (value: unknown) => (typeof value === "string" ? Buffer.from(value).toString("latin1") : undefined);
  return {
    names,
    rows: parsed.map((object) =>
      names.map((name) => (Object.hasOwn(object, name) ? fieldIn(object[name]) : undefined)),
    ),
  };
}

async function strict(bytes: Uint8Array, cuts: readonly number[]): Promise<Rows | undefined> {
  try {
    return rowsOf(await readPositionsCsv({ name: "p", pieces: cutAt(bytes, cuts) }, { decimals: 6, mustEnd: true }));
  } catch (error) {
    expect(error, String(error)).to.be.instanceOf(InputError);
    expect(String(error)).not.to.match(/unexpected|undefined|\[object/);
    return undefined;
  }
}

const word = fc.array(fc.constantFrom("a", "B", "7", "é", "清", "-", ",", ";", '"', "\u{1f4a5}"), {
  minLength: 1,
  maxLength: 4,
});
const id = word.map((signs) => signs.join(""));
const amount = fc.tuple(fc.constantFrom("", "-"), fc.nat(5_000_000), fc.constantFrom("", ".5", ".000001", ".50000000"));
const table = fc.record({
  rows: fc.uniqueArray(
    fc.tuple(
      id,
      id,
      amount.map((parts) => parts.join("")),
    ),
    {
      maxLength: 5,
      selector: ([account, position]) => `${account}\0${position}`,
    },
  ),
  delimiter: fc.constantFrom(",", ";", "\t"),
  lineEnd: fc.constantFrom("\n", "\r\n"),
  order: fc.constantFrom([0, 1, 2], [2, 0, 1], [1, 2, 0, 0]),
  json: fc.constantFrom(false, false, true),
  encoding: fc.constantFrom("utf8", "utf8", "utf8", "marked", "utf16le", "utf16be"),
});
const slip = fc.tuple(
  fc.nat(),
  fc.constantFrom("insert", "insert", "replace", "delete", "cut", "twice"),
  fc.constantFrom(
    0x22,
    0x2c,
    0x3b,
    0x09,
    0x0a,
    0x0d,
    0x00,
    0x20,
    0xff,
    0x2d,
    0x2e,
    0x30,
    0x39,
    0x41,
    0x7b,
    0x5c,
    0x7f,
    0x65,
  ),
);

type Table = typeof table extends fc.Arbitrary<infer T> ? T : never;

function bytesOf({ rows, delimiter, lineEnd, order, json, encoding }: Table): Uint8Array {
  const quoted = (text: string) => (/[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  // A column that stands there twice is another one the second time.
  const inOrder = (fields: readonly string[], again: string) =>
    order.map((place, i) => (order.indexOf(place) < i ? again : (fields[place] as string)));
  const lines = json
    ? rows.map(([account, position, profit], i) =>
        JSON.stringify({ account, position, profit: i % 2 === 0 ? Number(profit) : profit }),
      )
    : [inOrder(COLUMNS, "note"), ...rows.map((row) => inOrder(row, "x"))].map((row) => row.map(quoted).join(delimiter));
  const text = lines.map((line) => line + (json ? "\n" : lineEnd)).join("");
  if (encoding === "utf8") return new TextEncoder().encode(text);
  if (encoding === "marked") return new TextEncoder().encode(`\ufeff${text}`);
  const wide = Buffer.from(`\ufeff${text}`, "utf16le");
  return new Uint8Array(encoding === "utf16le" ? wide : wide.swap16());
}

function broken(bytes: Uint8Array, slips: readonly (readonly [number, string, number])[]): Uint8Array {
  let all = [...bytes];
  for (const [place, kind, byte] of slips) {
    const at = place % (all.length + 1);
    if (kind === "insert") all.splice(at, 0, byte);
    else if (kind === "replace") all.splice(at, 1, byte);
    else if (kind === "delete") all.splice(at, 1);
    else if (kind === "cut") all = all.slice(0, at);
    else all = [...all.slice(0, at), ...all.slice(Math.max(at - 9, 0))];
  }
  return Uint8Array.from(all);
}

describe("tables that are nearly right", () => {
  it("are read as a plain reader reads them, or refused by both", async () => {
    let taken = 0;
    let refused = 0;
    const slips = fc.array(slip, { maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(table, slips, fc.array(fc.nat(), { maxLength: 6 }), async (whole, edits, cuts) => {
        const bytes = broken(bytesOf(whole), edits);
        const expected = reference(bytes);
        if (expected === undefined) refused++;
        else taken++;
        expect(await strict(bytes, cuts), JSON.stringify(latin1(bytes))).to.deep.equal(expected);
      }),
      { seed: SEED, numRuns: 6000 },
    );
    expect(Math.min(taken, refused), `${taken} taken, ${refused} refused`).to.be.greaterThan(1000);
  }).timeout(120_000);
});
