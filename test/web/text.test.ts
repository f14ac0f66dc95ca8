import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { FAULTS } from "zke-insurance-fund";
import {
  LANGUAGES,
  type Language,
  languageFor,
  loadChecks,
  loadConnection,
  loadRemedy,
  loadRule,
  loadText,
  localeFor,
} from "../../web/src/text/index.ts";

const SOURCE = join(import.meta.dirname, "../../web/src");

/** Every text of a catalogue by its path; a text with gaps is filled with them. */
function textsOf(value: unknown, path = ""): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (typeof value === "function") return [[path, String(value(...["{0}", "{1}", "{2}", "{3}", "{4}"]))]];
  if (Array.isArray(value)) return value.flatMap((item, at) => textsOf(item, `${path}.${at}`));
  return Object.entries(value as object).flatMap(([key, inner]) =>
    textsOf(inner, path === "" ? key : `${path}.${key}`),
  );
}

const gapsOf = (text: string) => [...text.matchAll(/\{\d\}/g)].map(String).sort();

/** All but the sentences about problems, which have a test of their own. */
async function catalogueOf(language: Language) {
  const { amounts: _, ...text } = await loadText(language);
  const { problems: __, ...checks } = await loadChecks(language);
  return {
    ...text,
    ...checks,
    remedy: await loadRemedy(language),
    connection: await loadConnection(language),
    rule: await loadRule(language),
  };
}
const catalogues = { en: await catalogueOf("en"), zh: await catalogueOf("zh") };

describe("the page's two catalogues", () => {
  const en = new Map(textsOf(catalogues.en));
  const zh = new Map(textsOf(catalogues.zh));

  it("have the same texts, none of them empty", () => {
    expect([...zh.keys()].sort()).to.deep.equal([...en.keys()].sort());
    for (const [path, text] of [...en, ...zh]) expect(text.trim(), path).not.to.equal("");
  });

  it("fill the same gaps", () => {
    for (const [path, text] of en) expect(gapsOf(zh.get(path) ?? ""), path).to.deep.equal(gapsOf(text));
  });

  it("are each in their own language", () => {
    for (const [path, text] of zh) {
      const foreign = text.replace(/\{[^}]*\}/g, "").trim();
      expect(/\p{Script=Han}/u.test(text) || foreign === "" || foreign.length < 4, `${path}: ${text}`).to.equal(true);
    }
    for (const [path, text] of en) expect(text, path).not.to.match(/\p{Script=Han}/u);
  });

  it("know every fault", () => {
    for (const fault of FAULTS.filter((name) => name !== "None"))
      for (const language of LANGUAGES) expect(catalogues[language].settlements.faults).to.have.property(fault);
  });

  it("are all that the page says: no view has words of its own", () => {
    const files = readdirSync(SOURCE, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".tsx"));
    expect(files.length).to.be.greaterThan(10);
    for (const file of files) {
      const source = readFileSync(join(SOURCE, file), "utf8").replace(/=>/g, "");
      const raw = [...source.matchAll(/[\w"}]>\s*([^<>{}();=&|]*\p{L}{2,}[^<>{}();=&|]*)\s*<\//gu)].map(
        ([, text]) => text,
      );
      expect(raw, file).to.deep.equal([]);
      expect(source.match(/(?:aria-label|title|placeholder|alt)="[^"]*\p{L}/gu), file).to.equal(null);
    }
  });
});

describe("the visitor's language", () => {
  it("is the first that the page speaks", () => {
    expect(languageFor(["fr-FR", "zh-TW", "en"])).to.equal("zh");
    expect(languageFor(["de"])).to.equal("en");
    expect(languageFor([])).to.equal("en");
  });

  it("keeps the visitor's own form for numbers and times", () => {
    expect(localeFor("en", ["zh-CN", "en-GB"])).to.equal("en-GB");
    expect(localeFor("zh", ["en-GB"])).to.equal("zh-Hans");
  });
});
