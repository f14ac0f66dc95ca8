import { expect } from "chai";
import { type LiquidationList, liquidationAt, type Settlement, textOf, ZERO_HASH } from "zke-insurance-fund";
import {
  type Bundle,
  documentToJson,
  type PublicFile,
  writeLiquidations,
  writePositions,
} from "zke-insurance-fund/bundle";
import type { PeriodHistory, Submission } from "../../web/src/chain/submissions.ts";
import { fetchBundle } from "../../web/src/verify/fetch.ts";
import { type BundleBlobs, filesChosen, filesDropped, pickFiles } from "../../web/src/verify/files.ts";
import { recompute, type VerifyProgress } from "../../web/src/verify/recompute.ts";
import { bundleVerdict, stepResults, submissionOf } from "../../web/src/verify/verdict.ts";
import { vectors } from "../sdk/support/vectors.ts";
import { bundleOfCase } from "../sdk/tables/tables.ts";

const bundle = await bundleOfCase(vectors.find(({ name }) => name === "random, 16 positions")!);

async function written(write: (sink: (bytes: Uint8Array) => void) => Promise<void>): Promise<Blob> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  await write((bytes) => {
    pieces.push(bytes.slice());
  });
  return new Blob(pieces);
}

async function blobsOf({ document, positions, liquidations }: Bundle): Promise<Record<PublicFile, Blob>> {
  return {
    settlement: new Blob([JSON.stringify(documentToJson(document))]),
    positions: await written((sink) => writePositions(positions, sink)),
    liquidations: await written((sink) => writeLiquidations(liquidations, sink)),
  };
}

const blobs = await blobsOf(bundle);
const silent = () => {};

describe("a bundle recomputed in the browser", () => {
  it("is right as it was written, and tells how far it is", async () => {
    const told: VerifyProgress[] = [];
    const result = await recompute(blobs, (progress) => told.push(progress));
    expect(result).to.deep.include({ document: bundle.document, findings: [] });
    const rows = (list: LiquidationList) =>
      Array.from({ length: list.count }, (_, index) => liquidationAt(list, index));
    expect(result.unreadable === undefined && rows(result.liquidations!)).to.deep.equal(rows(bundle.liquidations));
    expect(told.at(-1)).to.deep.equal({ stage: "recomputing", part: 1 });
    expect(told.some(({ stage }) => stage === "reading")).to.equal(true);
  });

  it("is wrong with a figure changed in any of its files", async () => {
    const { document, positions, liquidations } = bundle;
    const low = positions.shares.low.slice();
    low[1] = low[1]! + 1n;
    const closeValues = { low: liquidations.closeValues.low.slice() };
    closeValues.low[0] = closeValues.low[0]! + 1n;
    const times = liquidations.times.map((time) => (time > document.settlement.startTime ? time - 1n : time + 1n));
    const late = liquidations.times.with(0, document.settlement.endTime);
    const settlement = { ...document.settlement, totalProfit: document.settlement.totalProfit + 1n };
    const changed: [string, Bundle][] = [
      ["positions.parquet", { ...bundle, positions: { ...positions, shares: { low } } }],
      ["liquidations.parquet", { ...bundle, liquidations: { ...liquidations, closeValues } }],
      ["settlement.json", { ...bundle, liquidations: { ...liquidations, times } }],
      ["liquidations.parquet", { ...bundle, liquidations: { ...liquidations, times: late } }],
      ["settlement.json", { ...bundle, document: { ...document, settlement } }],
    ];
    for (const [file, wrong] of changed) {
      const result = await recompute(await blobsOf(wrong), silent);
      const findings = result.unreadable === undefined ? result.findings : [];
      expect(findings.map((finding) => finding.file)).to.include(file);
    }
  });

  it("names the step that found it, and calls nothing right beside what is wrong or not there", async () => {
    const { document, positions, liquidations } = bundle;
    const low = positions.shares.low.slice();
    low[1] = low[1]! + 1n;
    const { settlement } = document;
    const zero = { ...settlement, positionsRoot: ZERO_HASH };
    const longer = { ...settlement, headCount: settlement.headCount + 1n };
    const late = liquidations.times.with(0, settlement.endTime);
    const turned = { ...liquidations, keys: liquidations.keys.slice().fill(0xff, 0, 32) };
    for (const [step, wrong] of [
      [0, { ...bundle, liquidations: turned }],
      [1, { ...bundle, liquidations: { ...liquidations, times: late } }],
      [2, { ...bundle, positions: { ...positions, shares: { low } } }],
      [3, { ...bundle, document: { ...document, settlement: zero } }],
      [4, { ...bundle, document: { ...document, settlement: longer } }],
    ] as [number, Bundle][]) {
      const result = await recompute(await blobsOf(wrong), silent);
      const results = stepResults(result.unreadable === undefined ? result.findings : [], []);
      expect(results[step], `step ${step}`).to.equal("wrong");
      expect(results).to.not.include("right");
    }
    expect(new Set(stepResults([], []))).to.deep.equal(new Set(["right"]));
    const without = (file: PublicFile) => stepResults([], [{ file }]);
    expect(without("liquidations")).to.deep.equal(["open", "open", "right", "open", "open"]);
    expect(without("positions")).to.deep.equal(["open", "right", "open", "open", "open"]);
  });

  it("tells what is wrong with a list beside one that cannot be read", async () => {
    const { liquidations } = bundle;
    const low = liquidations.closeValues.low.slice();
    low[0] = low[0]! + 1n;
    const wrong = await blobsOf({ ...bundle, liquidations: { ...liquidations, closeValues: { low } } });
    const { positions } = { positions: new Blob([wrong.positions.slice(0, 100)]) };
    const result = await recompute({ ...wrong, positions }, silent);
    const findings = result.unreadable === undefined ? result.findings : [];
    expect(findings.map(({ file }) => file)).to.include.members(["positions.parquet", "liquidations.parquet"]);
    expect(findings[0]).to.deep.include({ file: "positions.parquet" });
    const lost = await recompute({ ...wrong, liquidations: new Blob([]) }, silent);
    expect(lost.unreadable?.details.file).to.equal("liquidations.parquet");
  });

  it("is unreadable, in words, where a file is not what its name says", async () => {
    const half = blobs.positions.slice(0, Math.floor(blobs.positions.size / 2));
    const cases: [Partial<BundleBlobs>, RegExp][] = [
      [{ settlement: new Blob(["{"]) }, /^not valid JSON/],
      [{ settlement: new Blob([new Uint8Array((1 << 20) + 1)]) }, /^this is too large for a settlement's header$/],
      [{ positions: new Blob([]) }, /^not a readable Parquet file/],
      [{ positions: half }, /^not a readable Parquet file/],
      [{ positions: blobs.liquidations }, /^the columns are not the expected ones$/],
      [{ liquidations: new Blob(["PAR1", new Uint8Array(40), "PAR1"]) }, /^not a readable Parquet file/],
    ];
    for (const [change, said] of cases) {
      const result = await recompute({ ...blobs, ...change }, silent);
      expect(textOf(result.unreadable!)).to.match(said);
      expect(result.unreadable?.details.file).to.match(/^(settlement\.json|(positions|liquidations)\.parquet)$/);
    }
  });
});

describe("picking a bundle's files", () => {
  const file = new Blob([]);
  const given = (...paths: string[]) => paths.map((path) => ({ path, file }));
  const three = ["p/settlement.json", "p/positions.parquet", "p/liquidations.parquet"];

  it("finds the three among others, and leaves what is private alone", () => {
    const picked = pickFiles(given(...three, "p/positions.tree", "p/private/secret", "p/private/positions.parquet"));
    expect(Object.keys(picked.files ?? {})).to.deep.equal(["settlement", "positions", "liquidations"]);
  });

  it("names what is missing, or there twice", () => {
    expect(pickFiles(given("settlement.json"))).to.deep.equal({
      problem: "missing",
      names: ["positions.parquet", "liquidations.parquet"],
    });
    expect(pickFiles(given(...three, "q/settlement.json"))).to.deep.equal({
      problem: "twice",
      names: ["settlement.json"],
    });
    expect(pickFiles([]).problem).to.equal("missing");
  });

  it("walks through dropped folders, in the portions that a browser gives, and never opens a private one", async () => {
    const opened: string[] = [];
    const fileEntry = (name: string) => ({
      isFile: true,
      name,
      file: (resolve: (file: Blob) => void) => resolve(file),
    });
    const folder = (name: string, entries: object[]): object => ({
      isFile: false,
      name,
      createReader: () => {
        opened.push(name);
        const left = [...entries];
        return { readEntries: (resolve: (portion: object[]) => void) => resolve(left.splice(0, 2)) };
      },
    });
    const inner = [
      fileEntry("settlement.json"),
      folder("private", [fileEntry("secret")]),
      fileEntry("positions.parquet"),
    ];
    let nested = folder("deepest", [fileEntry("x")]);
    for (let depth = 0; depth < 6; depth++) nested = folder(`deep${depth}`, [nested]);
    const items = [folder("bundle", [...inner, nested]), fileEntry("liquidations.parquet"), null].map((entry) => ({
      webkitGetAsEntry: () => entry,
    })) as unknown as DataTransferItem[];
    const found = await filesDropped(items);
    expect(found.map(({ path }) => path)).to.deep.equal([
      "bundle/settlement.json",
      "bundle/positions.parquet",
      "liquidations.parquet",
    ]);
    expect(opened).not.to.include("private");
    expect(opened).not.to.include("deepest");
  });

  it("takes the path of a chosen folder's files", () => {
    const chosen = [
      { name: "settlement.json", webkitRelativePath: "p/settlement.json" },
      { name: "x", webkitRelativePath: "" },
    ];
    expect(filesChosen(chosen as unknown as File[]).map(({ path }) => path)).to.deep.equal(["p/settlement.json", "x"]);
  });
});

describe("fetching a bundle", () => {
  const stop = new AbortController();
  const answers = (change: Partial<Record<PublicFile, BodyInit | number>> = {}) => {
    const asked: string[] = [];
    const fetch = (async (url: URL) => {
      asked.push(String(url));
      const kind = (["settlement", "positions", "liquidations"] as const).find((name) => url.pathname.includes(name))!;
      const body = change[kind] ?? blobs[kind];
      return typeof body === "number" ? new Response(null, { status: body }) : new Response(body);
    }) as unknown as typeof globalThis.fetch;
    return { fetch, asked };
  };

  it("gets the three files, says how far it is, and gives what verifies", async () => {
    const { fetch, asked } = answers();
    const told = new Set<string>();
    const onBytes = (file: PublicFile) => told.add(file);
    const { files: fetched, absent } = await fetchBundle("https://host/p/", { signal: stop.signal, fetch, onBytes });
    expect(absent).to.deep.equal([]);
    expect(asked).to.deep.equal([
      "https://host/p/settlement.json",
      "https://host/p/positions.parquet",
      "https://host/p/liquidations.parquet",
    ]);
    expect([...told]).to.deep.equal(["settlement", "positions", "liquidations"]);
    expect(await recompute(fetched, silent)).to.deep.include({ document: bundle.document, findings: [] });
  });

  const problemOf = (promise: Promise<unknown>) =>
    promise.then(
      () => "fetched",
      (error) => error.problem ?? String(error),
    );

  it("stops at what is missing, too large for its header, or late", async () => {
    const missing = answers({ positions: 404, liquidations: 404 });
    expect(await problemOf(fetchBundle("https://host/p", { signal: stop.signal, ...missing }))).to.equal("status");
    const none = answers({ settlement: 404 });
    expect(await problemOf(fetchBundle("https://host/p", { signal: stop.signal, ...none }))).to.equal("status");
    expect(none.asked.length).to.equal(1);
    const long = answers({ positions: new Uint8Array(2 << 20), liquidations: 404 });
    expect(await problemOf(fetchBundle("https://host/p", { signal: stop.signal, ...long }))).to.equal("tooLarge");
    const settlement = { ...bundle.document.settlement, positionCount: 2n ** 64n - 1n };
    const hostile = answers({
      settlement: JSON.stringify(documentToJson({ ...bundle.document, settlement })),
      positions: new Uint8Array(5000),
      liquidations: new Uint8Array(5000),
    });
    const limited = { signal: stop.signal, mostBytes: 4000, ...hostile };
    expect(await problemOf(fetchBundle("https://host/p", limited)), "whatever the header promises").to.equal(
      "tooLarge",
    );
    const fetch = ((_: URL, { signal }: RequestInit) =>
      new Promise((_, reject) => {
        signal!.addEventListener("abort", () => reject(signal!.reason));
      })) as unknown as typeof globalThis.fetch;
    expect(await problemOf(fetchBundle("https://host/p", { signal: stop.signal, fetch, timeout: 5 }))).to.equal(
      "timeout",
    );
  });

  it("goes on with one list where the other cannot be had, and says why", async () => {
    const packed = Uint8Array.of(0x1f, 0x8b, 8, 0);
    const broken = () => {
      let given = false;
      return new ReadableStream({
        pull(stream) {
          if (given) return stream.error(new TypeError("network error"));
          given = true;
          stream.enqueue(new Uint8Array(7));
        },
      });
    };
    for (const [body, problem, detail] of [
      [404, "status", "404"],
      [packed, "compressed", "positions.parquet"],
      [broken(), "cutShort", "7"],
    ] as const) {
      const { fetch } = answers({ positions: body });
      const { files, absent } = await fetchBundle("https://host/p", { signal: stop.signal, fetch });
      expect(absent.map(({ file, error }) => [file, error.problem, error.detail])).to.deep.equal([
        ["positions", problem, detail],
      ]);
      const result = await recompute(files, silent);
      expect(result).to.deep.include({ findings: [] });
      expect(bundleVerdict([], bundle.document.settlement, undefined, undefined, false)).to.equal("partial");
      const low = bundle.liquidations.closeValues.low.slice();
      low[0] = low[0]! + 1n;
      const wrong = await blobsOf({ ...bundle, liquidations: { ...bundle.liquidations, closeValues: { low } } });
      const found = await recompute({ settlement: files.settlement, liquidations: wrong.liquidations }, silent);
      expect(found.unreadable === undefined && found.findings.length).to.be.greaterThan(0);
    }
  });

  it("takes no more of an endless header than a header may have", async () => {
    let taken = 0;
    const endless = new ReadableStream({
      pull(stream) {
        taken += 1 << 16;
        stream.enqueue(new Uint8Array(1 << 16));
      },
    });
    const { fetch } = answers({ settlement: endless });
    expect(await problemOf(fetchBundle("https://host/p", { signal: stop.signal, fetch }))).to.equal("tooLarge");
    expect(taken).to.be.within(1 << 20, (1 << 20) + 4 * (1 << 16));
  });

  it("refuses a header that is none before it asks for lists, and stops when it is told", async () => {
    const none = answers({ settlement: "<html>" });
    expect(await problemOf(fetchBundle("https://host/p", { signal: stop.signal, ...none }))).to.match(/not valid JSON/);
    expect(none.asked.length).to.equal(1);
    expect(await problemOf(fetchBundle("ipfs://cid", { signal: stop.signal, ...answers() }))).to.equal("notWeb");
    const ended = AbortSignal.abort();
    const fetch = (async () => ended.throwIfAborted()) as unknown as typeof globalThis.fetch;
    expect(await problemOf(fetchBundle("https://host/p", { signal: ended, fetch }))).to.match(/^AbortError/);
  });
});

describe("the verdict on a bundle", () => {
  const { settlement } = bundle.document;
  const standing = { status: "finalized" as const, readyAt: 0n, problems: [] };
  const finding = { file: "positions.parquet", code: "notRuleShare", args: {} } as const;

  it("is wrong whatever the chain says, and right only with its word", () => {
    expect(bundleVerdict([finding], settlement, 1n, standing)).to.equal("wrong");
    expect(bundleVerdict([], settlement, 2n, standing)).to.equal("otherPeriod");
    expect(bundleVerdict([], settlement, 1n, undefined)).to.equal("unconfirmed");
    expect(bundleVerdict([], settlement, undefined, standing)).to.equal("final");
    expect(bundleVerdict([], settlement, 1n, { ...standing, status: "pending" })).to.equal("pending");
    const period = 1n;
    expect(
      bundleVerdict([], settlement, 1n, { ...standing, problems: [{ code: "voided", args: { period } }] }),
    ).to.equal("voided");
    const hashes = { got: ZERO_HASH, expected: ZERO_HASH };
    const rules = { got: bundle.document.policy, expected: bundle.document.policy };
    for (const problem of [
      { code: "noSettlement", args: { period } },
      { code: "otherSettlement", args: { period, ...hashes } },
      { code: "otherRule", args: { period, ...rules } },
    ] as const) {
      const problems = [{ code: "voided", args: { period } } as const, problem];
      expect(bundleVerdict([], settlement, 1n, { ...standing, problems })).to.equal("notOnChain");
    }
  });

  it("is not this fund's, or no fund's, before it is anything else but wrong", () => {
    const otherDecimals = { code: "otherDecimals", args: { got: 18, expected: 6 } } as const;
    const foreign = { ...standing, problems: [otherDecimals] };
    expect(bundleVerdict([], settlement, 2n, foreign)).to.equal("foreign");
    expect(bundleVerdict([finding], settlement, 1n, foreign)).to.equal("wrong");
    const unnamed = {
      ...standing,
      problems: [{ code: "unnamed", args: { expected: bundle.document.identity! } } as const],
    };
    expect(bundleVerdict([], settlement, 1n, unnamed)).to.equal("unnamed");
  });

  it("finds which submission of a period a settlement is", () => {
    const submission = (serial: bigint, positionsRoot: Settlement["positionsRoot"], ending?: "voided") =>
      ({
        serial,
        settlement: { ...settlement, positionsRoot },
        ...(ending && { ending: { state: ending } }),
      }) as Submission;
    const earlier = submission(3n, settlement.positionsRoot, "voided");
    const periods: PeriodHistory[] = [{ period: 1n, latest: submission(4n, ZERO_HASH), earlier: [earlier] }];
    expect(submissionOf(settlement, periods)).to.deep.equal({ serial: 3n, state: "voided" });
    expect(submissionOf({ ...settlement, positionsRoot: ZERO_HASH }, periods)).to.deep.equal({
      serial: 4n,
      state: "pending",
    });
    expect(submissionOf({ ...settlement, loss: 0n }, periods)).to.equal(undefined);
    expect(submissionOf({ ...settlement, period: 9n }, periods)).to.equal(undefined);
  });
});
