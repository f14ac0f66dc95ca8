import { expect } from "chai";
import fc from "fast-check";
import { parseTime } from "zke-insurance-fund";
import { check } from "../support/arbitraries.ts";
import { expectInputError } from "../support/errors.ts";

describe("parseTime", () => {
  for (const [text, time] of [
    ["1760131200", 1_760_131_200n],
    ["0", 0n],
    ["9999999999999999999", 9_999_999_999_999_999_999n],
    ["2025-10-10T21:20:00Z", 1_760_131_200n],
    ["2025-10-10T21:20:00+00:00", 1_760_131_200n],
    ["2025-10-10T21:20:00-00:00", 1_760_131_200n],
    ["2025-10-11T05:20:00+08:00", 1_760_131_200n],
    ["2025-10-10T15:50:00-05:30", 1_760_131_200n],
    ["1970-01-01T00:00:00Z", 0n],
    ["2024-02-29T23:59:59Z", 1_709_251_199n],
    ["9999-12-31T23:59:59Z", 253_402_300_799n],
  ] as const) {
    it(`reads ${text}`, () => expect(parseTime(text)).to.equal(time));
  }

  for (const [text, reason] of [
    ["2025-10-10T21:20:00", /a time needs its offset/],
    ["2025-10-10T21:20:00.5Z", /a time has whole seconds/],
    ["2025-10-10T21:20:00.000Z", /a time has whole seconds/],
    ["1760131200.5", /not a time/],
    ["-1", /not a time/],
    ["1e9", /not a time/],
    ["", /not a time/],
    [" 1760131200", /not a time/],
    ["2025-10-10", /not a time/],
    ["2025-10-10T21:20Z", /not a time/],
    ["2025-10-10 21:20:00Z", /not a time/],
    ["2025-10-10T21:20:00z", /not a time/],
    ["2025-10-10T21:20:00+0000", /not a time/],
    ["2025-10-10T21:20:00+24:00", /no such offset/],
    ["2025-10-10T21:20:00+00:60", /no such offset/],
    ["2025-02-29T00:00:00Z", /no such date or time/],
    ["2025-13-01T00:00:00Z", /no such date or time/],
    ["2025-00-01T00:00:00Z", /no such date or time/],
    ["2025-10-32T00:00:00Z", /no such date or time/],
    ["2025-10-10T24:00:00Z", /no such date or time/],
    ["2025-10-10T21:60:00Z", /no such date or time/],
    ["2016-12-31T23:59:60Z", /no such date or time/],
    ["0025-10-10T21:20:00Z", /no such date or time/],
    ["1969-12-31T23:59:59Z", /before 1970/],
    ["1970-01-01T00:00:00+00:01", /before 1970/],
    ["99999999999999999999", /not a time/],
  ] as const) {
    it(`refuses ${JSON.stringify(text)}`, () => expectInputError(() => parseTime(text), reason));
  }

  it("reads what a calendar writes for any second", () => {
    check(
      fc.property(fc.integer({ min: 0, max: 253_402_300_799 }), (seconds) => {
        const text = new Date(1000 * seconds).toISOString().replace(".000Z", "Z");
        expect(parseTime(text)).to.equal(BigInt(seconds));
      }),
    );
  });
});
