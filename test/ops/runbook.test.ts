// The runbook, held to what it is for: the alerts, what the daemons tell, and the incidents that the deployment's manual names.
import { readdirSync, readFileSync } from "node:fs";
import { expect } from "chai";
import { EVENTS } from "../../sdk/src/daemon/monitoring/events.ts";
import { parser } from "./parser.ts";

const ROOT = new URL("../../", import.meta.url);
const text = (path: string) => readFileSync(new URL(path, ROOT), "utf8");
const RUNBOOK = text("docs/runbook.md");
const LEVELS = ["info", "warn", "error"] as const;

/** The sections of a document: each heading of a rank, and what stands below it. */
const sectionsOf = (document: string, rank: string) =>
  new Map(
    document
      .split(new RegExp(`^${rank} `, "m"))
      .slice(1)
      .map((section) => [section.slice(0, section.indexOf("\n")), section.slice(section.indexOf("\n"))] as const),
  );
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w -]/g, "")
    .replaceAll(" ", "-");

const chapters = sectionsOf(RUNBOOK, "##");
const entries = sectionsOf(RUNBOOK, "###");
const codesOf = (entry: string) => {
  const [, list = ""] = /^Notices: (.*)\.$/m.exec(entry.replace(/,\n/g, ", ")) ?? [];
  return [...list.matchAll(/`([a-z-]+)`/g)].map(([, code]) => code as string);
};
const incidents = sectionsOf(chapters.get("Incidents") ?? "", "###");
const signals = [...entries].filter(([heading]) => !incidents.has(heading));

describe("the runbook", () => {
  it("has an entry for every warning and error that the daemons tell, one each, and for nothing that they do not", () => {
    const codes = signals.flatMap(([, entry]) => codesOf(entry));
    const wanted = Object.entries(EVENTS).flatMap(([event, level]) => (level === "info" ? [] : [event]));
    expect(wanted)
      .to.include.members(["settlement-foreign", "vault-frozen", "reveal-failed"])
      .and.have.length.above(50);
    expect(codes.toSorted()).to.deep.equal(wanted.toSorted());
  });

  it("has an entry for every alert, which names it; every other entry is named by a notice", () => {
    const rules = text("ops/alerts.yml").split("- alert: ").slice(1);
    const alerts = rules.map((rule) => {
      const name = /^\w+/.exec(rule)?.[0] as string;
      expect(rule, name).to.include(`runbook: docs/runbook.md#${anchorOf(name)}\n`);
      return name;
    });
    const [named, told] = [
      signals.filter(([heading]) => /^Fund[A-Z]/.test(heading)),
      signals.filter(([heading]) => !/^Fund[A-Z]/.test(heading)),
    ];
    expect(named.map(([heading]) => heading).toSorted()).to.deep.equal(alerts.toSorted());
    for (const [heading, entry] of told) expect(codesOf(entry), heading).to.include(heading);
  });

  it("has an entry for every incident that the deployment's manual names", () => {
    const table = sectionsOf(text("docs/deployment.md"), "##").get("8. When something goes wrong") ?? "";
    const named = [...table.matchAll(/^\| ([^|]+?) \|/gm)].map(([, what]) => what as string).slice(1);
    expect(named).to.have.length.above(8);
    expect([...incidents.keys()].map((heading) => heading.toLowerCase())).to.deep.equal(
      named.map((what) => what.toLowerCase()),
    );
  });

  it("leads nowhere that is not there", () => {
    const anchors = new Set([...chapters.keys(), ...entries.keys()].map(anchorOf));
    const links = [...RUNBOOK.matchAll(/\]\(([^)]*)\)/g)].map(([, link]) => link as string);
    expect(links.filter((link) => link.startsWith("#") && !anchors.has(link.slice(1)))).to.deep.equal([]);
    for (const [file = ""] of links.map((link) => link.split("#")).filter(([file]) => file !== "")) {
      expect(() => readFileSync(new URL(file, new URL("docs/", ROOT))), file).not.to.throw();
    }
  });
});

describe("the runbook's commands", () => {
  const lines = RUNBOOK.split("\n").flatMap((line) => /^ *zke-insurance-fund (.*?)(?: +#.*)?$/.exec(line)?.[1] ?? []);

  it("are many", () => expect(lines).to.have.length.above(25));

  for (const line of new Set(lines)) {
    it(line, async () => {
      await parser().parseAsync(line.trim().split(/\s+/), { from: "user" });
    });
  }
});

describe("what the daemons tell", () => {
  it("is never louder than the list of it says", () => {
    const folder = new URL("sdk/src/daemon/", ROOT);
    const literal = /"(info|warn|error)",\s*(?:event: )?"([a-z-]+)"/g;
    const said = readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith("events.ts"))
      .flatMap((file) => [...readFileSync(new URL(file, folder), "utf8").matchAll(literal)])
      .map(([, level, event]) => ({ level: level as (typeof LEVELS)[number], event: event as keyof typeof EVENTS }));
    expect(said).to.have.length.above(30);
    const louder = said.filter(({ level, event }) => LEVELS.indexOf(level) > LEVELS.indexOf(EVENTS[event]));
    expect(louder).to.deep.equal([]);
  });

  it("stands in the manual of both programs, by its name", () => {
    const [, signals = ""] = text("docs/watching.md").split("\n## Signals\n");
    const [table = ""] = signals.split("\n### ");
    const named = (event: string) =>
      new RegExp(`(?<![\\w-])${event}(?![\\w-])`).test(table) ||
      [...table.matchAll(/((?:[a-z]+-, )*[a-z]+- (?:and [a-z]+- )?)with ([^|]*?) \|/g)].some(
        ([, heads = "", tails = ""]) =>
          heads
            .match(/[a-z]+-/g)
            ?.some((head) => tails.match(/-[a-z]+/g)?.some((tail) => head.slice(0, -1) + tail === event)),
      );
    // Those that are a line of a program's own life.
    const ordinary = ["started", "listening", "stopped", "transaction", "unexpected"];
    expect(Object.keys(EVENTS).filter((event) => !ordinary.includes(event) && !named(event))).to.deep.equal([]);
  });
});
