import { expect } from "chai";
import { parquetMetadata } from "hyparquet";
import { ByteWriter, parquetWriteBuffer } from "hyparquet-writer";
import { writePageHeader } from "hyparquet-writer/src/datapage.js";
import { snappyCompress } from "hyparquet-writer/src/snappy.js";
import { amountsToArray, DEFAULT_RULE, InputError, settle } from "zke-insurance-fund";
import { type BundledPositions, bundleOf, readPositions, writePositions } from "zke-insurance-fund/bundle";
import { storedPages } from "../../../sdk/src/parquet/plain.ts";
import { seededPositions } from "../support/engine.ts";

const COUNT = 3_000;

describe("reading a list's plain pages", function () {
  this.timeout(60_000);
  let list: BundledPositions;
  let file: Uint8Array;
  before(async () => {
    const liquidations = [
      {
        key: `0x${"22".repeat(32)}`,
        market: "E",
        side: "long",
        quantity: 1n,
        takeoverValue: 500_000n,
        closeValue: 3n,
        time: 1n,
      } as const,
    ];
    const times = { period: 1n, startTime: 1n, endTime: 2n };
    const positions = seededPositions(COUNT);
    const period = settle({ ...times, rule: DEFAULT_RULE, positions, liquidations });
    ({ positions: list } = bundleOf(period, DEFAULT_RULE, { decimals: 6 }));
    file = await written(list);
  });

  it("gives the figures that the library gives, from its own files in every codec and page format", async () => {
    expectSame(await read(file), list);
    for (const codec of ["UNCOMPRESSED", "SNAPPY"] as const) {
      for (const encoding of ["PLAIN", undefined] as const) {
        for (const nullable of [true, false]) {
          expectSame(await read(byLibrary(list, { codec, encoding, nullable })), list);
        }
      }
    }
  });

  it("refuses a file that is cut or changed anywhere, or reads other figures, or the same; it never fails otherwise", async () => {
    let refused = 0;
    for (let at = 0; at < file.length; at += 97) {
      const changed = file.slice();
      changed[at] = (changed[at] as number) ^ (1 << (at % 8));
      refused += await isRefused(changed);
      refused += await isRefused(file.subarray(0, at));
    }
    expect(refused).to.be.greaterThan(file.length / 97);
  });

  it("says so of a page that is too short for its values", async () => {
    const short = byLibrary(list, { codec: "UNCOMPRESSED", encoding: "PLAIN", nullable: false }).slice();
    const chunk = parquetMetadata(short.slice().buffer).row_groups[0]?.columns[2]?.meta_data;
    const text = Buffer.from(short.buffer).indexOf(String(list.profits.low[0]), Number(chunk?.data_page_offset));
    new DataView(short.buffer).setUint32(text - 4, 1 << 30, true);
    const refusal = await read(short).catch((error) => error);
    expect(String(refusal)).to.match(
      /list\.parquet.*: not a readable Parquet file: a page is too short for its values/,
    );
  });

  it("unfolds no page of a column whose pages together are longer than its rows can be: it would fill the memory", () => {
    const pages = (lengths: readonly number[]) => {
      const writer = new ByteWriter();
      for (const length of lengths) {
        const rows = { num_values: 1, num_nulls: 0, num_rows: 1, encoding: "PLAIN" } as const;
        const levels = { definition_levels_byte_length: 0, repetition_levels_byte_length: 0, is_compressed: true };
        const sizes = { uncompressed_page_size: length, compressed_page_size: 1 };
        writePageHeader(writer, { type: "DATA_PAGE_V2", ...sizes, data_page_header_v2: { ...rows, ...levels } });
        writer.appendUint8(0);
      }
      return new Uint8Array(writer.getBytes());
    };
    expect(storedPages(pages([2 ** 28, 1_000]), 2)).to.have.lengthOf(2);
    for (const lengths of [[2 ** 28, 2 ** 28], Array<number>(40).fill(2 ** 27), [2 ** 28, -(2 ** 28), 2 ** 28]]) {
      expect(() => storedPages(pages(lengths), lengths.length)).to.throw("a column is too long for its rows");
    }
  });
});

async function written(list: BundledPositions): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  await writePositions(list, (bytes) => void pieces.push(bytes));
  return new Uint8Array(Buffer.concat(pieces));
}

function read(bytes: Uint8Array): Promise<BundledPositions> {
  const { buffer } = bytes.slice();
  const slice = async (start: number, end?: number) => buffer.slice(start, end) as ArrayBuffer;
  return readPositions({ name: "list.parquet", file: { byteLength: buffer.byteLength, slice } });
}

async function isRefused(bytes: Uint8Array): Promise<number> {
  try {
    await read(bytes);
    return 0;
  } catch (error) {
    expect(error, String(error)).to.be.instanceOf(InputError);
    return 1;
  }
}

/** The list as hyparquet-writer writes it. */
function byLibrary(
  { count, keys, profits, cumulative, shares }: BundledPositions,
  options: { codec: "UNCOMPRESSED" | "SNAPPY"; encoding: "PLAIN" | undefined; nullable: boolean },
): Uint8Array {
  const { codec, encoding, nullable } = options;
  const own = { nullable, ...(encoding && { encoding }) };
  const text = (name: string, amounts: typeof profits) => ({
    ...own,
    name,
    type: "STRING" as const,
    data: amountsToArray(amounts).map(String),
  });
  const words = Array.from({ length: count }, (_, row) => keys.subarray(32 * row, 32 * row + 32));
  const columnData = [
    { ...own, name: "index", type: "INT64" as const, data: words.map((_, row) => BigInt(row)) },
    { ...own, name: "key", type: "BYTE_ARRAY" as const, data: words },
    text("profit", profits),
    text("cumulative_profit", cumulative),
    text("share", shares),
  ];
  const compressors = { SNAPPY: snappyCompress };
  return new Uint8Array(parquetWriteBuffer({ columnData, codec, compressors, rowGroupSize: 1_000, pageSize: 4_096 }));
}

function expectSame(actual: BundledPositions, expected: BundledPositions): void {
  expect(actual.count).to.equal(expected.count);
  expect(Buffer.from(actual.keys).equals(Buffer.from(expected.keys)), "keys").to.equal(true);
  expect([...actual.indexes]).to.deep.equal([...expected.indexes]);
  for (const column of ["profits", "cumulative", "shares"] as const) {
    expect(amountsToArray(actual[column]), column).to.deep.equal(amountsToArray(expected[column]));
  }
}
