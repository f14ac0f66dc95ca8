import { expect } from "chai";
import { ChainError, InputError } from "zke-insurance-fund";

describe("errors", () => {
  it("tell place, column, reason, what was given and what was expected on one line", () => {
    const error = new InputError("unknown side", {
      file: "l.csv",
      line: 7,
      column: "side",
      got: "up",
      expected: "long or short",
    });
    expect(error.toString()).to.equal('l.csv:7: column "side": unknown side (got "up", expected long or short)');
  });

  it("leave out what is not known", () => {
    expect(new InputError("no rows").toString()).to.equal("no rows");
    expect(new InputError("no rows", { file: "p.csv" }).toString()).to.equal("p.csv: no rows");
    expect(new InputError("no rows", { line: 3 }).toString()).to.equal("line 3: no rows");
    expect(new InputError("a value is missing", { file: "p.parquet", row: 8, column: "key" }).toString()).to.equal(
      'p.parquet: row 8, column "key": a value is missing',
    );
    expect(new InputError("empty", { got: "" }).toString()).to.equal('empty (got "")');
    expect(new InputError("wrong", { expected: "0 to 9" }).toString()).to.equal("wrong (expected 0 to 9)");
  });

  it("show hostile input on one line, escaped and cut", () => {
    const text = new InputError("bad", { got: `\u001b[31m\n${"x".repeat(500)}` }).toString();
    expect(text).to.match(/^bad \(got "\\u001b\[31m\\nx+\.\.\."\)$/);
    expect(text.length).to.be.lessThan(120);
    expect(new InputError("bad", { got: "\u009b31m\u202eabc" }).toString()).to.equal(
      'bad (got "\\u009b31m\\u202eabc")',
    );
  });

  it("take a place from outside, and keep the one they have", () => {
    const error = new InputError("too long", { column: "price", got: "1" }).at({ file: "l.csv", line: 2, column: "?" });
    expect(error.toString()).to.equal('l.csv:2: column "price": too long (got "1")');
  });

  it("of the chain keep their cause and print as their sentence", () => {
    const cause = new Error("socket");
    const error = new ChainError("the node cannot be reached", { cause });
    expect(error.cause).to.equal(cause);
    expect(`${error}`).to.equal("the node cannot be reached");
    expect(error).to.be.instanceOf(Error).and.not.instanceOf(InputError);
  });
});
