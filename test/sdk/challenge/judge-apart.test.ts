import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { parquetMetadata } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { DEFAULT_RULE } from "zke-insurance-fund";
import { bundleOf, writeBundle } from "zke-insurance-fund/bundle";
import { askEach, judgeApart } from "../../../sdk/src/challenge/judge-apart.ts";
import { settled, submissionOf, TERMS } from "../daemon/watch/submissions.ts";

describe("judging a bundle in a thread of its own", () => {
  const period = settled(8, 2);
  let folder: string;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), "judge-")), "bundle");
    await writeBundle(folder, bundleOf(period, DEFAULT_RULE, TERMS));
  });
  afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }));

  const judge = (time?: number) =>
    judgeApart(submissionOf(period), folder, new Map(), time === undefined ? {} : { time });

  it("comes to the same verdict", async () => {
    expect(await judge()).to.deep.equal({ kind: "right", remarks: [] });
    await rm(join(folder, "positions.parquet"));
    expect(await judge()).to.deep.include({ kind: "withheld", trees: ["positions"] });
  });

  it("gives up when its time is over", async () => {
    expect(await judge(1)).to.deep.equal({
      kind: "withheld",
      trees: ["positions", "liquidations"],
      reasons: ["the bundle: it could not be read within 0.001 s"],
    });
  });

  it("does not go back and forth in pages that lead nowhere", async () => {
    await writeFile(join(folder, "positions.parquet"), endless());
    const verdict = await judge();
    expect(verdict).to.deep.include({ kind: "withheld", trees: ["positions"] });
    expect(JSON.stringify(verdict)).to.include("positions.parquet: not a readable Parquet file: a page ends behind");
  });

  it("takes no memory for pages that say they unfold to gigabytes", async () => {
    await writeFile(join(folder, "positions.parquet"), unfolding(2 ** 30));
    const verdict = await judge();
    expect(verdict).to.deep.include({ kind: "withheld", trees: ["positions"] });
    expect(JSON.stringify(verdict)).to.include(
      "positions.parquet: not a readable Parquet file: a column is too long for its rows",
    );
  });

  it("asks each list without the other where the whole breaks the reader, and hides no fault behind it", async () => {
    const right = { verdict: { kind: "right", remarks: [] }, answers: [] } as const;
    const withheld = { verdict: { kind: "withheld", trees: ["positions"], reasons: ["broken"] }, answers: [] } as const;
    const fault = { verdict: { kind: "fault", fault: "LiquidationSum", challenge: "0x" }, answers: [] } as const;
    for (const poisoned of ["positions.parquet", "liquidations.parquet"]) {
      for (const other of [withheld, fault]) {
        const asked: string[][] = [];
        const judgement = await askEach(submissionOf(period), {}, async ({ absent = new Map() }) => {
          asked.push([...absent.keys()]);
          return absent.has(poisoned) ? other : "it broke";
        });
        expect(judgement).to.deep.equal(other);
        expect(asked[0]).to.deep.equal([]);
        expect(asked).to.deep.include([poisoned]);
      }
    }
    expect(await askEach(submissionOf(period), {}, async () => right)).to.equal(right);
    const { verdict } = await askEach(submissionOf(period), {}, async () => "it broke");
    expect(verdict).to.deep.include({ kind: "withheld", reasons: ["the bundle: it broke"] });
  });

  it("does not begin on lists that are longer than its memory", async () => {
    const verdict = await judgeApart(submissionOf(period), folder, new Map(), { memory: 2_000 });
    expect(verdict).to.deep.include({ kind: "withheld", trees: ["positions", "liquidations"] });
    expect(JSON.stringify(verdict)).to.include("more memory than this machine has");
  });

  it("goes on to demands where the reader fails in a way that nobody thought of", async () => {
    const submission = submissionOf(period);
    const unheardOf = { ...submission, policy: { ...submission.policy, headBps: 0 } };
    const verdict = await judgeApart(unheardOf, folder, new Map());
    // The head is the positions' alone.
    expect(verdict).to.deep.include({ kind: "withheld", trees: ["positions"] });
    expect(JSON.stringify(verdict)).to.include("the reader failed on it");
  });

  it("takes no memory for rows that nobody committed", async () => {
    const many = settled(9, 2);
    await rm(folder, { recursive: true });
    await writeBundle(folder, bundleOf(many, DEFAULT_RULE, TERMS));
    const verdict = await judge();
    expect(verdict).to.deep.include({ kind: "withheld", trees: ["positions"] });
    expect(JSON.stringify(verdict)).to.include("the number of rows is out of range");
  });
});

/** A list whose first column begins with a page that the library goes back and forth in. */
function endless(): Uint8Array {
  // Thrift's compact protocol: an index page with lengths of its own, and a data page of no values.
  const header = (size: number) => [0x05, 0x02, 0x00, 0x05, 0x04, ...zigzag(size), 0x0c, 0x0a, 0x15, 2, ...PAGE_END];
  return withFirstPage("UNCOMPRESSED", (length) => {
    const size = header(length - 20).length;
    return header(length - size);
  });
}

/** A list whose first page says that it unfolds to a number of bytes. */
function unfolding(bytes: number): Uint8Array {
  const values = [0x2c, 0x15, ...zigzag(8), ...PAGE_END];
  const header = (size: number) => [0x15, 0, 0x15, ...zigzag(bytes), 0x15, ...zigzag(size), ...values];
  return withFirstPage("SNAPPY", (length) => header(length - header(length - 20).length));
}

/** A list of eight rows whose first column's page is another one. */
function withFirstPage(codec: "UNCOMPRESSED" | "SNAPPY", page: (length: number) => number[]): Uint8Array {
  const rows = Array.from({ length: 8 }, (_, row) => row);
  const columnData = [
    { name: "index", type: "INT64" as const, encoding: "PLAIN" as const, nullable: false, data: rows.map(BigInt) },
    { name: "key", type: "BYTE_ARRAY" as const, data: rows.map(() => new Uint8Array(32)) },
    ...["profit", "cumulative_profit", "share"].map((name) => ({
      name,
      type: "STRING" as const,
      data: rows.map(() => "1"),
    })),
  ];
  const bytes = new Uint8Array(parquetWriteBuffer({ columnData, codec, statistics: false }));
  const column = parquetMetadata(bytes.buffer as ArrayBuffer).row_groups[0]?.columns[0]?.meta_data;
  const start = Number(column?.data_page_offset);
  const length = Number(column?.total_compressed_size);
  bytes.fill(0, start, start + length);
  bytes.set(page(length), start);
  return bytes;
}

const PAGE_END = [0x15, 0, 0x15, 0, 0x15, 0, 0x00, 0x00];

function zigzag(value: number): number[] {
  const bytes: number[] = [];
  let rest = 2 * value;
  for (; rest > 127; rest >>>= 7) bytes.push((rest & 127) | 128);
  return [...bytes, rest];
}
