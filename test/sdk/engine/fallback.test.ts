import { execFileSync } from "node:child_process";
import { expect } from "chai";

const PATH_MODULE = new URL("../../../sdk/dist/engine/path.js", import.meta.url).href;

/** What a fresh process finds and makes of a list, after some of the platform is taken from it. */
const PROGRAM = `
const { commitPositions, amountsFrom, DEFAULT_RULE, keysOf, rootOf, settle, sharesOf, amountsToArray, commitLiquidations } =
  await import("zke-insurance-fund");
const { bundleOf, writePositions } = await import("zke-insurance-fund/bundle");
const { createHash } = await import("node:crypto");
const { detectPath } = await import("${PATH_MODULE}");
const ids = Array.from({ length: 50 }, (_, i) => "account-" + i);
const keys = keysOf("0x" + "11".repeat(32), ids);
const profits = amountsFrom(ids.map((_, i) => BigInt(1 + (i % 7))));
const committed = commitPositions({ count: 50, keys, profits }, DEFAULT_RULE);
const shares = sharesOf(committed, { ...committed, loss: 77n }, DEFAULT_RULE);
const rows = [{ key: "0x" + "22".repeat(32), market: "BTCUSDT", side: "long", quantity: 1n, takeoverValue: 5n, closeValue: 3n, time: 1n }];
const liquidations = commitLiquidations(rows, { startTime: 1n, endTime: 2n });
const positions = { count: 50, keys, profits };
const period = { period: 1n, startTime: 1n, endTime: 2n, rule: DEFAULT_RULE, positions, liquidations: rows };
const file = createHash("sha256");
await writePositions(bundleOf(settle(period), DEFAULT_RULE, { decimals: 6 }).positions, (bytes) => file.update(bytes));
const result = [committed.root, rootOf(keys), liquidations.root, String(amountsToArray(shares)), file.digest("hex")].join(" ");
console.log(JSON.stringify({ path: detectPath() ?? null, result }));
`;

function runWithout(prelude: string): { path: unknown; result: string } {
  const args = ["--input-type=module", "--eval", prelude + PROGRAM];
  return JSON.parse(execFileSync(process.execPath, args, { encoding: "utf8", env: {} }));
}

const NO_SIMD = `
const { Module } = WebAssembly;
let refused = false;
WebAssembly.Module = function (bytes) {
  if (!refused) {
    refused = true;
    throw new WebAssembly.CompileError("no SIMD");
  }
  return new Module(bytes);
};
`;

describe("the engine where something is missing", function () {
  this.timeout(30_000);
  let whole: ReturnType<typeof runWithout>;

  before(() => {
    whole = runWithout("");
  });

  it("has all of it here", () => {
    expect(whole.path).to.include({ simd: true, shared: true });
  });

  for (const [name, prelude, path] of [
    ["WebAssembly", "delete globalThis.WebAssembly;", null],
    [
      "leave to compile",
      'WebAssembly.Module = function () { throw new WebAssembly.CompileError("forbidden by the page"); };',
      null,
    ],
    ["SIMD", NO_SIMD, { simd: false, shared: true }],
    ["SharedArrayBuffer", "delete globalThis.SharedArrayBuffer;", { simd: true, shared: false, threads: 1 }],
    ["an isolated page", "globalThis.crossOriginIsolated = false;", { simd: true, shared: false, threads: 1 }],
    [
      "leave to share a memory",
      `const { Memory } = WebAssembly;
       WebAssembly.Memory = function (kind) { if (kind.shared) throw new RangeError("not here"); return new Memory(kind); };`,
      { simd: true, shared: false, threads: 1 },
    ],
    [
      "memory for the engine",
      'WebAssembly.Memory = function () { throw new RangeError("could not allocate memory"); };',
      { simd: true, shared: false, threads: 1 },
    ],
    [
      "knowledge of its cores",
      'Object.defineProperty(globalThis, "navigator", { value: undefined });',
      { simd: true, shared: true, threads: 1 },
    ],
  ] as const) {
    it(`gives the same without ${name}`, () => {
      const { path: found, result } = runWithout(prelude);
      if (path === null) expect(found).to.equal(null);
      else expect(found).to.include(path);
      expect(result).to.equal(whole.result);
    });
  }
});
