// Holds docs/architecture.md to the imports: a folder of the SDK imports only folders that stand above it in the map, so that none depends
// on one that depends on it, and the map's last column names exactly those. `node scripts/check-map.ts --write` fills that column in.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

const ROOT = new URL("..", import.meta.url).pathname;
const SDK = join(ROOT, "sdk/src");
const PAGE = join(ROOT, "web/src");
const MAP = join(ROOT, "docs/architecture.md");
const IMPORT = /(?:\bfrom|\bimport)\s*\(?\s*"([^"]+)"/g;
const ROW = /^\| `([^`]+)` \| (.*) \| ([^|]*) \|$/;

/** What a file belongs to: its folder, or itself where it stands beside the folders. */
function placeOf(file: string): string {
  if (file.startsWith(PAGE)) return "web";
  const [first = "", ...rest] = relative(SDK, file).split("/");
  return rest.length === 0 ? first : [first, ...rest.slice(0, -1)].join("/");
}

/** Where an import of a file leads; undefined if out of the project. */
function targetOf(file: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return placeOf(join(dirname(file), specifier));
  if (specifier === "zke-insurance-fund") return "index.ts";
  if (specifier === "zke-insurance-fund/prices") return "prices";
  return specifier.startsWith("zke-insurance-fund/") ? "entries" : undefined;
}

/** Of each folder those that it imports. */
function arrows(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const root of [SDK, PAGE]) {
    for (const name of readdirSync(root, { recursive: true, encoding: "utf8" })) {
      if (!/\.tsx?$/.test(name)) continue;
      const file = join(root, name);
      const from = placeOf(file);
      const to = found.get(from) ?? new Set();
      found.set(from, to);
      for (const [, specifier = ""] of readFileSync(file, "utf8").matchAll(IMPORT)) {
        const target = targetOf(file, specifier);
        if (target !== undefined && target !== from) to.add(target);
      }
    }
  }
  return found;
}

const lines = readFileSync(MAP, "utf8").split("\n");
const rows = lines.flatMap((line) => ROW.exec(line)?.[1] ?? []);
const problems: string[] = [];
const found = arrows();
const filled = lines.map((line) => {
  const [, folder = "", what, said] = ROW.exec(line) ?? [];
  if (what === undefined) return line;
  const above = new Set(rows.slice(0, rows.indexOf(folder)));
  const imports = [...(found.get(folder) ?? [])].sort((a, b) => rows.indexOf(a) - rows.indexOf(b));
  if (!found.has(folder)) problems.push(`${folder} is in the map, and is not there`);
  for (const other of imports) {
    if (!above.has(other)) problems.push(`${folder} imports ${other}, which does not stand above it in the map`);
  }
  const cell = imports.map((other) => `\`${other}\``).join(" ");
  if (cell !== said && !process.argv.includes("--write")) {
    problems.push(`${folder} imports ${imports.join(", ") || "nothing"}, and the map says ${said || "nothing"}`);
  }
  return `| \`${folder}\` | ${what} | ${cell} |`;
});
// A folder with its own folders is one house: two houses that need each other are a circle, whichever rooms it goes through.
const houseOf = (folder: string) => folder.split("/")[0] as string;
const houses = new Set(
  [...found].flatMap(([from, to]) => [...to].map((other) => `${houseOf(from)} ${houseOf(other)}`)),
);
for (const pair of houses) {
  const [from = "", to = ""] = pair.split(" ");
  if (from < to && houses.has(`${to} ${from}`)) problems.push(`${from} and ${to} depend on each other`);
}
for (const folder of found.keys()) if (!rows.includes(folder)) problems.push(`${folder} is missing in the map`);
if (process.argv.includes("--write")) writeFileSync(MAP, filled.join("\n"));
for (const problem of problems) console.error(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
