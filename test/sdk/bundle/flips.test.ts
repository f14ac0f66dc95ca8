// Single bits of a small bundle flipped, one at a time, and its pages cut, doubled and swapped: each is refused, found wrong, or
// reads the same to readers that know nothing of the SDK.
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { tableFromIPC } from "apache-arrow";
import { expect } from "chai";
import { parquetMetadata } from "hyparquet";
import { readParquet } from "parquet-wasm/node";
import { InputError, toHex } from "zke-insurance-fund";
import {
  type Bundle,
  documentToJson,
  type PublicFile,
  parseDocument,
  ReadingNotes,
  readApart,
  readReadable,
  readStatements,
  verifyReadableAsync,
  writeBundle,
  writeLiquidations,
  writePositions,
  writeStatements,
} from "zke-insurance-fund/bundle";
import { recompute } from "../../../web/src/verify/recompute.ts";
import { vectors } from "../support/vectors.ts";
import { bundleOfCase, withFolder } from "../tables/tables.ts";

type Bytes = Uint8Array<ArrayBuffer>;
type Outcome = "right" | "wrong" | "refused";

// Of some 45,000 flips a quarter is drawn, always the same; FLIPS=all tries every one, which takes some minutes.
const isDrawn = (bit: number) => process.env.FLIPS === "all" || (bit * 2_654_435_761) % 2 ** 32 < 2 ** 30;
// In Node, every so manieth is read from a folder as well: what differs from the browser's reader is how bytes come from the disk.
const FOLDER_STEP = 41;

describe("a bundle with one bit flipped", () => {
  let bundle: Bundle;
  let files: Record<PublicFile | "statements", Bytes>;
  let duckdb: DuckDBConnection;
  before(async () => {
    bundle = await bundleOfCase(vectors.find(({ name }) => name === "random, 4 positions")!);
    files = await filesOf(bundle);
    duckdb = await (await DuckDBInstance.create(":memory:")).connect();
    await duckdb.run("SET enable_external_file_cache = false");
  });
  after(() => duckdb.closeSync());

  /** As the page has it. */
  async function onPage(changed: Partial<typeof files>): Promise<Outcome> {
    const { settlement, positions, liquidations } = { ...files, ...changed };
    const blobs = { settlement, positions, liquidations };
    const result = await recompute(
      Object.fromEntries(Object.entries(blobs).map(([name, bytes]) => [name, new Blob([bytes])])) as never,
      () => {},
    );
    if (result.unreadable !== undefined) return "refused";
    return result.findings.length === 0 ? "right" : "wrong";
  }

  /** As `verify` has it. */
  async function inNode(folder: string, name: string, bytes: Bytes): Promise<Outcome> {
    await writeFile(join(folder, name), bytes);
    return outcomeOf(async () => (await verifyReadableAsync(await readReadable(folder))).ok);
  }

  const ofStatements = (bytes: Bytes): Promise<Outcome> =>
    outcomeOf(async () => {
      const slice = (start: number, end?: number) => bytes.slice(start, end).buffer;
      const file = { byteLength: bytes.length, slice };
      const notes = new ReadingNotes();
      const { document, positions, liquidations, private: secrets } = bundle;
      const statements = await readApart("private/statements.parquet", document, notes, (terms) =>
        readStatements({ name: "private/statements.parquet", file, ...terms }),
      );
      const secret = statements && { private: { ...secrets!, statements } };
      return (await verifyReadableAsync({ document, positions, liquidations, ...secret, ...notes })).ok;
    });

  /** Whether a file has other rows, to readers that know nothing of the SDK. */
  async function readsOtherwise(folder: string, bytes: Bytes, original: Bytes): Promise<boolean> {
    const read = async (content: Bytes) => {
      const path = join(folder, `read-${read.count++}.parquet`);
      await writeFile(path, content);
      const rows = await duckdb.runAndReadAll(`SELECT * FROM '${path}'`).then((found) => found.getRowObjects(), failed);
      await rm(path);
      return [rows, arrowRows(content)].map((found) =>
        found === undefined ? undefined : JSON.stringify(found, plain),
      );
    };
    read.count = counter++ * 2;
    const [changed, should] = [await read(bytes), await read(original)];
    return changed.some((rows, i) => rows !== undefined && rows !== should[i]);
  }
  let counter = 0;

  for (const name of ["positions", "liquidations", "statements"] as const) {
    it(`never verifies with ${name} that read otherwise, and fails in no other way than by saying so`, () =>
      withFolder(async (folder) => {
        const out = join(folder, "out");
        await writeBundle(out, bundle);
        const original = files[name];
        const path = name === "statements" ? "private/statements.parquet" : `${name}.parquet`;
        const counted = { right: 0, wrong: 0, refused: 0 };
        for (const [i, bytes] of [...flipsOf(original), ...mangled(original)].entries()) {
          const outcome = name === "statements" ? await ofStatements(bytes) : await onPage({ [name]: bytes });
          counted[outcome]++;
          if (i % FOLDER_STEP === 0) expect(await inNode(out, path, bytes)).to.equal(outcome);
          if (outcome === "right") expect(await readsOtherwise(folder, bytes, original), `change ${i}`).to.equal(false);
        }
        expect(counted.refused).to.be.greaterThan(counted.right);
        expect(counted.wrong).to.be.greaterThan(50);
      })).timeout(300_000);
  }

  it("never verifies with a settlement.json that says otherwise", async () => {
    const original = files.settlement;
    const said = (bytes: Bytes) => parseDocument(new TextDecoder().decode(bytes), "s");
    for (const bytes of flipsOf(original)) {
      if ((await onPage({ settlement: bytes })) !== "right") continue;
      expect(said(bytes)).to.deep.equal(said(original));
    }
  }).timeout(120_000);
});

/** One bit flipped, each at a time, or each of those drawn. */
function* flipsOf(bytes: Bytes): Generator<Bytes> {
  for (let bit = 0; bit < 8 * bytes.length; bit++) {
    if (!isDrawn(bit)) continue;
    const changed = bytes.slice();
    changed[bit >> 3]! ^= 1 << (bit & 7);
    yield changed;
  }
}

/** The file cut at every place, and every two of its columns' parts overwritten with one another, swapped, or one doubled. */
function* mangled(bytes: Bytes): Generator<Bytes> {
  for (let length = 0; length < bytes.length; length += 7) yield bytes.slice(0, length);
  const chunks = parquetMetadata(bytes.buffer).row_groups.flatMap(({ columns }) =>
    columns.map(({ meta_data }) => meta_data!),
  );
  const parts = chunks.map((meta) => {
    const start = Number(meta.data_page_offset);
    return { start, end: start + Number(meta.total_compressed_size) };
  });
  for (const [i, a] of parts.entries()) {
    yield joined(bytes.subarray(0, a.end), bytes.subarray(a.start));
    for (const b of parts.slice(i + 1)) {
      const between = bytes.subarray(a.end, b.start);
      const [first, second] = [bytes.subarray(a.start, a.end), bytes.subarray(b.start, b.end)];
      yield joined(bytes.subarray(0, a.start), second, between, first, bytes.subarray(b.end));
      if (first.length !== second.length) continue;
      yield joined(bytes.subarray(0, a.start), first, between, first, bytes.subarray(b.end));
    }
  }
}

const joined = (...parts: Uint8Array[]): Bytes => Uint8Array.from(parts.flatMap((part) => [...part]));

async function outcomeOf(verify: () => Promise<boolean>): Promise<Outcome> {
  try {
    return (await verify()) ? "right" : "wrong";
  } catch (error) {
    expect(error, String((error as Error).stack)).to.be.instanceOf(InputError);
    return "refused";
  }
}

async function filesOf({ document, positions, liquidations, private: secrets }: Bundle) {
  const written = async (write: (sink: (bytes: Uint8Array) => void) => Promise<void>) => {
    const pieces: Uint8Array[] = [];
    await write((bytes) => void pieces.push(bytes));
    return joined(...pieces);
  };
  return {
    settlement: joined(new TextEncoder().encode(JSON.stringify(documentToJson(document)))),
    positions: await written((sink) => writePositions(positions, sink, document)),
    liquidations: await written((sink) => writeLiquidations(liquidations, sink, document)),
    statements: await written((sink) => writeStatements(secrets!.statements, sink, document)),
  };
}

function arrowRows(bytes: Bytes): unknown[] | undefined {
  try {
    return tableFromIPC(readParquet(bytes).intoIPCStream())
      .toArray()
      .map((row) => row.toJSON());
  } catch {
    return undefined;
  }
}

const failed = () => undefined;

/** Bytes as hex: each reader has a type of its own for them. */
function plain(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return `${value}n`;
  if (value instanceof Uint8Array) return toHex(value);
  const { bytes } = (value ?? {}) as { bytes?: unknown };
  return bytes instanceof Uint8Array ? toHex(bytes) : value;
}
