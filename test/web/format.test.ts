import { expect } from "chai";
import fc from "fast-check";
import { csvOf } from "../../web/src/csv.ts";
import { formatsFor, plainAmount, plainTime, shortened } from "../../web/src/format.ts";

describe("the page's formats", () => {
  const en = formatsFor("en-GB");

  it("write amounts exactly, in the visitor's way", () => {
    expect(en.amount(1_234_567_890n)).to.equal("1,234.56789");
    expect(formatsFor("de").amount(1_234_567_890n)).to.equal("1.234,56789");
    expect(en.amount(0n)).to.equal("0.00");
    expect(en.amount(-1n)).to.equal("-0.000001");
    expect(en.alignedAmount(1n)).to.equal("0.000001");
    expect(en.amountParts(1_500_000n)).to.deep.equal(["1", ".50"]);
    expect(formatsFor("en", 0).amountParts(15n)).to.deep.equal(["15", ""]);
  });

  it("lose no digit of any amount, of any token", () =>
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 128n }), fc.nat(18), (units, decimals) => {
        const formats = formatsFor("en-GB", decimals);
        expect(BigInt(formats.alignedAmount(units).replace(/[^0-9]/g, ""))).to.equal(units);
        expect(formats.amountParts(units).join("")).to.equal(formats.amount(units));
      }),
      { seed: 1 },
    ));

  it("round what is read in a list to hundredths, and never to nothing", () => {
    expect(en.rounded(13_000_903_044n)).to.equal("13,000.90");
    expect(en.rounded(1_005_000n)).to.equal("1.01");
    expect(en.rounded(4_999n)).to.equal("0.004999");
    expect(en.rounded(0n)).to.equal("0.00");
    expect(en.rounded(-1n)).to.equal("-0.000001");
    expect(formatsFor("en", 8).rounded(4_128_019_755n)).to.equal("41.28019755");
    expect(formatsFor("en", 18).rounded(10n ** 18n)).to.equal("1.00");
    expect(formatsFor("en", 0).rounded(15n)).to.equal("15");
    expect(en.change(-152n, 1_000n)).to.equal("-15.2%");
    expect(en.change(1n, 0n)).to.equal("–");
  });

  it("write times in UTC, and say so", () => {
    expect(en.time(1_760_131_205n)).to.equal("10 Oct 2025, 21:20:05 UTC");
    expect(en.month(1_760_131_205n)).to.equal("October 2025");
    expect(en.dayOfYear(1_760_131_205n)).to.equal("10 Oct");
  });

  it("write quantities and prices as they are, and times of UTC to the second", () => {
    expect(en.decimal("1234567.000000000000000001")).to.equal("1,234,567.000000000000000001");
    expect(en.decimal("0.25")).to.equal("0.25");
    expect(formatsFor("de").decimal("64123.456")).to.equal("64.123,456");
    expect(en.utcTime(1_760_131_205n)).to.equal("10 Oct 2025, 21:20:05");
    expect(en.utcTime(2n ** 64n - 1n)).to.equal("18446744073709551615");
  });

  it("write parts and multiples rounded down", () => {
    expect(en.percent(1n, 3n)).to.equal("33.33%");
    expect(en.percent(2n ** 127n, 2n ** 128n)).to.equal("50%");
    expect(en.percent(1n, 0n)).to.equal("–");
    expect(en.times(29n, 10n)).to.equal("2.9");
    expect(en.times(2n ** 100n, 3n)).to.equal("422,550,200,076,076,467,165,567,735,125.33");
    expect(en.times(1n, 0n)).to.equal("–");
    expect(en.bps(2000)).to.equal("20%");
  });

  it("write spans by their two largest units", () => {
    expect(en.duration(0n)).to.equal("0 seconds");
    expect(en.duration(61n)).to.equal("1 minute 1 second");
    expect(en.duration(90_000n)).to.equal("1 day 1 hour");
    expect(en.duration(86_400n)).to.equal("1 day");
    expect(formatsFor("zh-CN").duration(90_000n)).to.match(/^1\s?天 1\s?小时$/);
  });

  it("do not fail on a time beyond all calendars", () => {
    expect(en.time(2n ** 64n - 1n)).to.equal("18446744073709551615");
    expect(plainTime(2n ** 64n - 1n)).to.equal("18446744073709551615");
    expect(plainTime(0n)).to.equal("1970-01-01T00:00:00Z");
  });

  it("write files in one way for everybody", () => {
    expect(plainAmount(1_234_500_000n, 6)).to.equal("1234.5");
    expect(csvOf(["a", "b"], [["1", 'x"y,\n']])).to.equal('a,b\r\n1,"x""y,\n"\r\n');
  });

  it("shorten hashes in the middle", () => {
    expect(shortened(`0x${"ab".repeat(32)}`)).to.equal("0xababab…abab");
    expect(shortened("0x1234")).to.equal("0x1234");
  });
});
