import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect } from "chai";
import { build, type Rolldown } from "vite";
import { VIEWS, type View } from "../../web/src/router.ts";
import { LANGUAGES, type Language } from "../../web/src/text/index.ts";
import config from "../../web/vite.config.ts";

/** The most bytes of JavaScript, compressed, that a visitor loads to see a view. */
const MOST_BYTES: Record<View, number> = {
  overview: 75_000,
  settlements: 75_000,
  rule: 95_000,
  share: 95_000,
  verify: 111_000,
};
const WEB = join(import.meta.dirname, "../../web");
// Addresses that are names, not places that anything is fetched from: XML's, and the one in a message of a library.
const NAMES = ["http://www.w3.org/"];
/**
 * What is loaded only once the visitor looks at a bundle's list or the settings, gives what cannot be read, can switch between funds, came by a link that changes
 * them, looks further down than the first figures, a host ships a past that is wrong, or a node does not answer, or only few blocks a question.
 */
const ON_DEMAND = [
  "src/chain/backwards.ts",
  "src/chain/positions.ts",
  "src/chain/shipped.ts",
  "src/share/read.ts",
  "src/views/share/remedy.tsx",
  "src/views/overview/who-can.tsx",
  "src/parts/unreadable-note.tsx",
  "src/parts/settings-form.tsx",
  "src/parts/fund-switch.tsx",
  "src/parts/fund-totals.tsx",
  "src/parts/shipped-note.tsx",
  "src/parts/origin-notices.tsx",
  ...LANGUAGES.flatMap((language) =>
    ["-failures", "/connection", "/remedy", "/funds"].map((part) => `src/text/${language}${part}.ts`),
  ),
];
const CHECKS = LANGUAGES.flatMap((language) => ["checks", "verify"].map((part) => `src/text/${language}-${part}.ts`));
const VIEW_FILES = [...VIEWS, "settlement"].map((view) => `src/views/${view}.tsx`);

/** Functions that came to browsers after 2022, by the names that stay in a build. */
const TOO_NEW = new RegExp(
  [
    "\\bURL\\.(parse|canParse)\\b|\\bAbortSignal\\.(any|timeout)\\b|\\b(Object|Map)\\.groupBy\\b|\\b(Array|Uint8Array)\\.from(Async|Hex|Base64)\\b",
    "\\bPromise\\.(withResolvers|try)\\b|\\b(RegExp\\.escape|Iterator\\.from|Math\\.sumPrecise|Error\\.isError|Atomics\\.waitAsync)\\b",
    "\\.(toReversed|toSorted|toSpliced|findLast|findLastIndex|isWellFormed|toWellFormed|to(Hex|Base64)|setFrom(Hex|Base64))\\(",
    "\\.(isSubsetOf|isSupersetOf|isDisjointFrom|symmetricDifference|transferToFixedLength|checkVisibility|showPopover)\\(",
    "\\b(entries|keys|values)\\(\\)\\.(map|filter|take|drop|flatMap|reduce|toArray|some|every|find|forEach)\\(",
  ].join("|"),
);

type Chunk = Rolldown.OutputChunk;

/** All chunks that a visitor of one language loads to see a view. */
function loadedFor(chunks: ReadonlyMap<string, Chunk>, view: View, language: Language): Chunk[] {
  const isOther = (module: string) =>
    !module.endsWith(`src/views/${view}.tsx`) && VIEW_FILES.some((file) => module.endsWith(file));
  const others = LANGUAGES.filter((other) => other !== language).map((other) => `src/text/${other}.ts`);
  const asks = [
    ...(["share", "verify"].includes(view) ? [`src/text/${language}-checks.ts`] : []),
    ...(view === "verify" ? [`src/text/${language}-verify.ts`] : []),
  ];
  const rule = view === "rule" ? [] : LANGUAGES.map((other) => `src/text/${other}/rule.ts`);
  const skipped = [...ON_DEMAND, ...others, ...rule, ...CHECKS.filter((file) => !asks.includes(file))];
  const found = new Set<Chunk>();
  const take = (chunk: Chunk | undefined) => {
    if (chunk === undefined || found.has(chunk)) return;
    found.add(chunk);
    for (const name of chunk.imports) take(chunks.get(name));
    for (const name of chunk.dynamicImports) {
      const next = chunks.get(name);
      const module = next?.facadeModuleId ?? "";
      if (!isOther(module) && !skipped.some((file) => module.endsWith(file))) take(next);
    }
  };
  for (const chunk of chunks.values()) if (chunk.isEntry) take(chunk);
  return [...found];
}

describe("the built page", () => {
  let folder = "";
  let files: string[] = [];
  let chunks = new Map<string, Chunk>();
  const text = (file: string) => readFile(join(folder, file), "utf8");

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "zke-page-"));
    const built = await build({ root: WEB, logLevel: "error", build: { outDir: folder, emptyOutDir: true } });
    const { output } = built as Rolldown.RolldownOutput;
    chunks = new Map(output.flatMap((file) => (file.type === "chunk" ? [[file.fileName, file]] : [])));
    files = (await readdir(folder, { recursive: true })).filter((file) => /\.(js|css|html)$/.test(file));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it("takes at most 75 kB of JavaScript for its first view, and 95 for a share", () => {
    for (const language of LANGUAGES)
      for (const view of VIEWS) {
        const loaded = loadedFor(chunks, view, language);
        expect(loaded.length).to.be.greaterThan(5);
        const sizes = loaded.map(({ fileName, code }) => [fileName, gzipSync(code).length] as const);
        const sum = sizes.reduce((total, [, size]) => total + size, 0);
        if (process.env.SHOW) console.log(view, language, sum, JSON.stringify(sizes));
        expect(sum, `${view}: ${JSON.stringify(sizes)}`).to.be.at.most(MOST_BYTES[view]);
      }
  });

  it("checks nothing of what itself gives to the SDK: the types do", () => {
    for (const { fileName, modules } of chunks.values()) {
      const found = Object.keys(modules).filter((module) => /sdk\/dist\/(\w+\/)*given\./.test(module));
      expect(found, fileName).to.deep.equal([]);
    }
  });

  it("takes what a function gives whose name is one of those checks': its call alone would be left out", async () => {
    const { manualPureFunctions } = (config.build?.rolldownOptions?.treeshake ?? {}) as {
      manualPureFunctions: string[];
    };
    expect(manualPureFunctions).to.include("requireGiven").and.to.have.length.above(5);
    const alone = new RegExp(`^ *(?:(?:void|await) )?(?:${manualPureFunctions.join("|")})\\((?:.*\\);)?$`, "m");
    for (const root of ["sdk/src", "web/src"])
      for (const file of await readdir(new URL(`../../${root}`, import.meta.url), { recursive: true })) {
        const source = /\.tsx?$/.test(file)
          ? await readFile(new URL(`../../${root}/${file}`, import.meta.url), "utf8")
          : "";
        if (!/from "[./]*(columns\/)?given\.ts"/.test(source))
          expect(alone.exec(source)?.[0], file).to.equal(undefined);
      }
  });

  it("has nothing of ethers in it: its own ABI is a tenth of the size", () => {
    for (const { fileName, modules } of chunks.values()) {
      const found = Object.keys(modules).filter((module) => module.includes("node_modules/ethers/"));
      expect(found, fileName).to.deep.equal([]);
    }
  });

  it("loads on demand what is named here, so that the figures above mean something", () => {
    const modules = [...chunks.values()].map(({ facadeModuleId }) => facadeModuleId ?? "");
    for (const module of [...ON_DEMAND, ...CHECKS, ...VIEW_FILES.filter((file) => !file.endsWith("overview.tsx"))])
      expect(
        modules.some((id) => id.endsWith(module)),
        module,
      ).to.equal(true);
  });

  it("asks for nothing that browsers of 2022 lack, and starts its worker without modules", async () => {
    for (const file of files.filter((name) => name.endsWith(".js"))) {
      const code = await text(file);
      // Of a regular expression's looks behind, those in text that one is made of as well.
      for (const lack of [TOO_NEW, /\(\?<[=!]/]) expect(lack.exec(code)?.[0], file).to.equal(undefined);
      if (file.includes("worker")) expect(code, file).not.to.match(/^(import|export)\b|[;}](import|export)["'{ ]/);
    }
    expect(files.some((file) => file.includes("worker"))).to.equal(true);
    const html = await text("index.html");
    expect(html).to.match(/your browser is too old/);
  });

  it("names no other host", async () => {
    for (const file of files) {
      const hosts = [...(await text(file)).matchAll(/https?:\/\/[\w.-]+\.[a-z]{2,}\/?/gi)].map(String);
      const foreign = hosts.filter((host) => !NAMES.includes(host) && !/\.example\/?$/.test(host));
      expect(foreign, file).to.deep.equal([]);
    }
  });

  it("works under any path: no address in it begins at the root", async () => {
    const html = await text("index.html");
    const links = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, link]) => link);
    expect(links.length).to.be.greaterThan(2);
    for (const link of links) expect(link).to.match(/^\.\//);
  });

  it("says in its head what it is, with pictures that are there", async () => {
    const html = await text("index.html");
    for (const name of ["description", "og:title", "og:description", "og:image", "og:image:alt", "twitter:card"])
      expect(html, name).to.match(new RegExp(`<meta\\s+(?:name|property)="${name}"\\s+content="[^"]+"`));
    const png = await readFile(join(folder, "preview.png"));
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).to.deep.equal([1200, 630]);
    expect(png.length, "a chat loads it").to.be.below(60_000);
    for (const [, file = ""] of html.matchAll(/<link rel="(?:icon|apple-touch-icon)"[^>]* href="\.\/([^"]+)"/g))
      expect((await readFile(join(folder, file))).length, file).to.be.within(100, 10_000);
    expect(html).to.match(/<div id="page">[\s\S]*insurance fund as it stands on chain/);
  });

  it("has a strict policy, and nothing inline that it would have to allow", async () => {
    const html = await text("index.html");
    const policy = /Content-Security-Policy"\s+content="([^"]+)"/.exec(html)?.[1] ?? "";
    expect(policy).to.match(/^default-src 'none'; script-src 'self' 'wasm-unsafe-eval';/);
    expect(policy).not.to.match(/'unsafe-(inline|eval)'|\*/);
    expect(html).not.to.match(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
    for (const file of files.filter((name) => name.endsWith(".js")))
      expect(await text(file), file).not.to.match(/<[a-z]+[^<>]*\sstyle=/);
  });
});
