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
  loadFailures,
  loadFunds,
  loadRemedy,
  loadRule,
  loadText,
  loadVerify,
  localeFor,
  nameOf,
  tagOf,
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
    ...(await loadVerify(language)),
    remedy: await loadRemedy(language),
    connection: await loadConnection(language),
    rule: await loadRule(language),
    funds: await loadFunds(language),
  };
}
const catalogues = Object.fromEntries(
  await Promise.all(LANGUAGES.map(async (language) => [language, await catalogueOf(language)] as const)),
) as Record<Language, Awaited<ReturnType<typeof catalogueOf>>>;

describe("the page's catalogues", () => {
  const all = LANGUAGES.map((language) => [language, new Map(textsOf(catalogues[language]))] as const);
  const { en, zh } = Object.fromEntries(all) as Record<Language, Map<string, string>>;

  it("have the same texts in every language, none of them empty", () => {
    for (const [language, texts] of all) {
      expect([...texts.keys()].sort(), language).to.deep.equal([...en.keys()].sort());
      for (const [path, text] of texts) expect(text.trim(), `${language} ${path}`).not.to.equal("");
    }
  });

  it("fill the same gaps", () => {
    for (const [language, texts] of all)
      for (const [path, text] of en)
        expect(gapsOf(texts.get(path) ?? ""), `${language} ${path}`).to.deep.equal(gapsOf(text));
  });

  it("have a sentence for every problem and failure, and each language a name and a tag", async () => {
    const [problems, failures] = [(await loadChecks("en")).problems, await loadFailures("en")];
    for (const language of LANGUAGES) {
      expect((await loadChecks(language)).problems, language).to.include.all.keys(Object.keys(problems));
      expect(await loadFailures(language), language).to.include.all.keys(Object.keys(failures));
      expect(nameOf(language)).not.to.equal("");
      expect(tagOf(language).split("-")[0]).to.equal(language);
    }
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
