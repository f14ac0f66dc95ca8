// What the package says of itself to a registry, before anybody publishes it.
import { existsSync, globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";

const SDK = join(import.meta.dirname, "../../../sdk");
const manifest = JSON.parse(readFileSync(join(SDK, "package.json"), "utf8"));

/** The files that a part of the manifest names, under whatever conditions. */
function targetsOf(part: unknown): string[] {
  if (typeof part === "string") return [part];
  return Object.values(part as Record<string, unknown>).flatMap(targetsOf);
}

/** What is wrong with a `repository`; undefined if nothing is. There is none as long as no public address is named. */
function wrongWith(repository: unknown): string | undefined {
  if (repository === undefined) return undefined;
  if (typeof repository !== "object" || repository === null) return "is no object with type, url and directory";
  const { type, url, directory } = repository as Record<string, unknown>;
  if (type !== "git") return `is of type ${type}, not git`;
  if (typeof url !== "string" || !/^git\+(https|ssh):\/\/[^/\s]+\/\S+\.git$/.test(url)) return `has no git URL: ${url}`;
  return directory === "sdk" ? undefined : `is in the directory ${directory}, not sdk`;
}

describe("the package's manifest", () => {
  it("has a description and keywords by which it is found, each once", () => {
    const { description, keywords, license } = manifest;
    expect(description).to.be.a("string").and.have.length.within(20, 150);
    expect(keywords).to.be.an("array").with.length.within(5, 20);
    expect(new Set(keywords).size).to.equal(keywords.length);
    for (const keyword of keywords) expect(keyword).to.match(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(license).to.equal("MIT");
  });

  it("names only files that are there, in folders that are published", () => {
    const named = targetsOf([manifest.exports, manifest.imports, manifest.bin]);
    expect(named).to.have.length.above(20);
    for (const target of named) {
      expect(target).to.match(/^\.\//);
      const found = target.includes("*") ? globSync(target, { cwd: SDK }).length > 0 : existsSync(join(SDK, target));
      expect(found, target).to.equal(true);
      const [, folder] = target.split("/");
      expect([...manifest.files, "package.json"], target).to.include(folder);
    }
  });

  it("names its repository as registries want it, once there is one, and says till then that it is not published", () => {
    const git = { type: "git", url: "git+https://host.example/owner/fund.git", directory: "sdk" };
    expect(wrongWith(git)).to.equal(undefined);
    for (const other of [
      ...["host.example/owner/fund", null, { ...git, type: "svn" }, { ...git, directory: undefined }],
      ...[
        { ...git, directory: "." },
        { ...git, url: "https://host.example/owner/fund" },
        { ...git, url: undefined },
      ],
    ]) {
      expect(wrongWith(other), JSON.stringify(other)).to.be.a("string");
    }
    expect(wrongWith(manifest.repository)).to.equal(undefined);
    if (manifest.repository !== undefined) return;
    expect(readFileSync(join(SDK, "README.md"), "utf8")).to.match(/## Install\n\nIt is not published yet\./);
  });
});
