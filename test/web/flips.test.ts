// Single bits of a small bundle flipped, in a browser: what the page's own worker makes of each is what the same code makes of it in
// Node, where test/sdk/bundle/flips.test.ts holds it against foreign readers.
import { join } from "node:path";
import { expect } from "chai";
import { build, type Rolldown } from "vite";
import { documentToJson, type PublicFile, writeLiquidations, writePositions } from "zke-insurance-fund/bundle";
import { hasChromium, runInChromium } from "../../scripts/support/chromium.ts";
import { recompute } from "../../web/src/verify/recompute.ts";
import { vectors } from "../sdk/support/vectors.ts";
import { bundleOfCase } from "../sdk/tables/tables.ts";

type Bytes = Uint8Array<ArrayBuffer>;
type Files = Record<PublicFile, Bytes>;
interface Flip {
  readonly file: PublicFile;
  readonly bit: number;
}

const FLIPS_A_FILE = 150;

/** A result as text; made so that it is the same text from a browser. */
const PLAIN = `(result) => JSON.stringify(result, (_, value) => (typeof value === "bigint" ? value + "n" : value))`;
const plain = new Function(`return ${PLAIN}`)() as (result: unknown) => string;

/** The page's worker as it is built; an error that nobody caught is told as well. */
async function builtWorker(): Promise<Bytes> {
  const root = join(import.meta.dirname, "../../web");
  const { output } = (await build({ root, logLevel: "error", build: { write: false } })) as Rolldown.RolldownOutput;
  const worker = output.find(({ fileName }) => /worker.*\.js$/.test(fileName));
  const code = worker?.type === "asset" ? worker.source : worker?.code;
  const told = `addEventListener("unhandledrejection", ({ reason }) => postMessage({ unhandled: String(reason) }));`;
  return Uint8Array.from(Buffer.from(`${told}\n${code}`));
}

/** Has the worker judge each flip, one after the other. */
const SCRIPT = `
const plain = ${PLAIN};
const bytesOf = async (path) => new Uint8Array(await (await fetch(path)).arrayBuffer());
const files = {};
for (const name of ["settlement", "positions", "liquidations"]) files[name] = await bytesOf("/" + name);
const flips = await (await fetch("/flips")).json();
const worker = new Worker("/worker.js");
const judged = (blobs) => new Promise((resolve) => {
  worker.onerror = ({ message }) => resolve("uncaught: " + message);
  worker.onmessage = ({ data }) => {
    if (data.progress === undefined) resolve(data.result === undefined ? JSON.stringify(data) : plain(data.result));
  };
  worker.postMessage(blobs);
});
const told = [];
for (const { file, bit } of flips) {
  const changed = files[file].slice();
  changed[bit >> 3] ^= 1 << (bit & 7);
  const blobs = Object.fromEntries(Object.entries({ ...files, [file]: changed }).map(([name, bytes]) => [name, new Blob([bytes])]));
  told.push(await judged(blobs));
}
send(told);
`;

describe("a bundle with one bit flipped, in a browser", () => {
  it("is judged by the page's worker as in Node, and no error escapes", async function () {
    if (!hasChromium()) return this.skip();
    const files = await smallBundle();
    const flips = drawn(files);
    const worker = await builtWorker();
    const list = Uint8Array.from(Buffer.from(JSON.stringify(flips)));
    const told = (await runInChromium({
      script: SCRIPT,
      files: {
        ...Object.fromEntries(Object.entries(files).map(([name, bytes]) => [`/${name}`, bytes])),
        "/flips": list,
        "/worker.js": worker,
      },
    })) as string[];
    expect(told).to.have.length(3 * FLIPS_A_FILE);
    let right = 0;
    for (const [at, { file, bit }] of flips.entries()) {
      const expected = plain(await recompute(blobsOf(flipped(files, { file, bit })), () => {}));
      expect(told[at], `bit ${bit} of ${file}`).to.equal(expected);
      if (/"findings":\[\]/.test(expected)) right++;
    }
    expect(right, "most are found").to.be.below(flips.length / 2);
  }).timeout(120_000);
});

async function smallBundle(): Promise<Files> {
  const { document, positions, liquidations } = await bundleOfCase(
    vectors.find(({ name }) => name === "random, 4 positions")!,
  );
  const written = async (write: (sink: (bytes: Uint8Array) => void) => Promise<void>): Promise<Bytes> => {
    const pieces: Uint8Array[] = [];
    await write((bytes) => void pieces.push(bytes.slice()));
    return Uint8Array.from(Buffer.concat(pieces));
  };
  return {
    settlement: Uint8Array.from(Buffer.from(JSON.stringify(documentToJson(document)))),
    positions: await written((sink) => writePositions(positions, sink, document)),
    liquidations: await written((sink) => writeLiquidations(liquidations, sink, document)),
  };
}

/** So many places of each file, the same in every run. */
function drawn(files: Files): Flip[] {
  let seed = 20_271;
  const below = (most: number) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * most);
  };
  const names = Object.keys(files) as PublicFile[];
  return names.flatMap((file) =>
    Array.from({ length: FLIPS_A_FILE }, () => ({ file, bit: below(8 * files[file].length) })),
  );
}

function flipped(files: Files, { file, bit }: Flip): Files {
  const changed = files[file].slice();
  changed[bit >> 3]! ^= 1 << (bit & 7);
  return { ...files, [file]: changed };
}

const blobsOf = ({ settlement, positions, liquidations }: Files) => ({
  settlement: new Blob([settlement]),
  positions: new Blob([positions]),
  liquidations: new Blob([liquidations]),
});
