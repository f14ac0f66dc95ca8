import { expect } from "chai";
import { snappyCompress } from "hyparquet-writer/src/snappy.js";
import { limitedCodecs } from "../../../sdk/src/parquet/codecs.ts";

describe("the codecs of Parquet pages", () => {
  const bytes = new TextEncoder().encode("1000001 1000002 1000003");

  it("have Snappy built in", () => {
    const { SNAPPY } = limitedCodecs();
    expect(SNAPPY?.(snappyCompress(bytes), bytes.length)).to.deep.equal(bytes);
  });

  it("take no memory for a page that says it is longer than any", () => {
    const asked: number[] = [];
    const codecs = limitedCodecs({
      GZIP: (input, length) => {
        asked.push(length);
        return input;
      },
    });
    for (const expand of [codecs.SNAPPY, codecs.GZIP]) {
      expect(() => expand?.(snappyCompress(bytes), 2 ** 28 + 1)).to.throw(/a page of 268435457 bytes is longer than/);
    }
    codecs.GZIP?.(bytes, 2 ** 28);
    expect(asked).to.deep.equal([2 ** 28]);
  });
});
