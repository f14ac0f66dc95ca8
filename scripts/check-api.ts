// Holds the package's API to what a reader needs of it: every export says what it means; what takes or gives figures says in which units
// or ranges, here or in its type; what throws says when; and what is called, or made by `new`, shows how. `npm run docs:api` makes pages of it.
import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import ts from "typescript";

const ROOT = new URL("..", import.meta.url).pathname;
const SDK = join(ROOT, "sdk");

const UNITS =
  /base units|basis points|seconds?|units? of gas|the figures|in the same|milliseconds|minute|hours|days|wei\b|10\^-18|decimal|bytes|blocks?\b|times\b|number|count|index|places?\b|period|sequence|serial|chain ?id|how (?:many|often|far|large)|profit|part of|rows?\b|from 0 to 1|fees?\b|limb|millionths|most|sum|totals?|figures|amounts?|port\b|2\^\d+|nonce|threads?/i;

const config = ts.getParsedCommandLineOfConfigFile(
  join(SDK, "tsconfig.json"),
  {},
  {
    ...ts.sys,
    onUnRecoverableConfigFileDiagnostic: ({ messageText }) => {
      throw new Error(String(messageText));
    },
  },
);
if (config === undefined) throw new Error("sdk/tsconfig.json cannot be read");
const program = ts.createProgram(config.fileNames, config.options);
const checker = program.getTypeChecker();

/** The source files of the entries. */
function entries(): string[] {
  const { exports } = JSON.parse(readFileSync(join(SDK, "package.json"), "utf8"));
  return Object.values(exports).flatMap((entry) => {
    const source = (entry as { source?: string }).source;
    return source === undefined ? [] : [join(SDK, source)];
  });
}

/** All that is exported, each once, by the name it was declared under. */
function exported(): ReadonlyMap<ts.Symbol, string> {
  const found = new Map<ts.Symbol, string>();
  for (const file of entries()) {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${file} is no module`);
    for (const each of checker.getExportsOfModule(module)) {
      const symbol = each.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(each) : each;
      if (!found.has(symbol)) found.set(symbol, each.name);
    }
  }
  return found;
}

/** What is said of something: its text, and its tags. */
function docOf(symbol: ts.Symbol): { text: string; tags: readonly string[]; example: string } {
  const tags = symbol.getJsDocTags(checker);
  const said = tags.flatMap(({ name, text }) => (name === "example" ? [] : [ts.displayPartsToString(text)]));
  return {
    text: [ts.displayPartsToString(symbol.getDocumentationComment(checker)), ...said].join("\n"),
    tags: tags.map(({ name }) => name),
    example: tags.flatMap(({ name, text }) => (name === "example" ? [ts.displayPartsToString(text)] : [])).join("\n"),
  };
}

const shows = (example: string, name: string) => RegExp(`\\b${name}\\b`).test(example);

const isFigure = (type: ts.Type): boolean =>
  (type.flags & (ts.TypeFlags.BigIntLike | ts.TypeFlags.NumberLike)) !== 0 ||
  (type.isUnion() && type.types.some(isFigure));

/** Whether a function throws by itself, or by a function of its own file. */
function throws(declaration: ts.Node, seen = new Set<ts.Node>()): boolean {
  if (seen.has(declaration)) return false;
  seen.add(declaration);
  let found = false;
  const look = (node: ts.Node): void => {
    // What a function gives back throws later, and says so itself.
    if (found || ts.isFunctionLike(node)) return;
    if (ts.isThrowStatement(node)) found = true;
    else if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) {
      const called = checker.getSymbolAtLocation(node.expression)?.valueDeclaration;
      const isHere = called?.getSourceFile() === declaration.getSourceFile();
      if (isHere && called !== undefined && ts.isFunctionDeclaration(called)) found = throws(called, seen);
    }
    ts.forEachChild(node, look);
  };
  ts.forEachChild(declaration, look);
  return found;
}

const problems: string[] = [];

function checkFunction(name: string, symbol: ts.Symbol, signature: ts.Signature): void {
  const { text, tags, example } = docOf(symbol);
  const declaration = signature.declaration as ts.Node;
  const types = [
    ...signature.getParameters().map((each) => checker.getTypeOfSymbol(each)),
    checker.getReturnTypeOfSignature(signature),
  ];
  if (types.some((type) => isFigure(checker.getAwaitedType(type) ?? type)) && !UNITS.test(text)) {
    problems.push(`${name}: says no units or range of its figures`);
  }
  const takes = signature.getParameters().map((each) => checker.typeToString(checker.getTypeOfSymbol(each)));
  const isAsked = takes[0] === "Fund" && checker.typeToString(types.at(-1) as ts.Type).startsWith("Promise");
  if ((throws(declaration) || isAsked) && !tags.includes("throws")) problems.push(`${name}: throws, and says not when`);
  if (!shows(example, name)) problems.push(`${name}: shows no example of itself`);
}

/** Fields that are figures: the units stand at the field, or where the type is explained. */
function checkFields(name: string, symbol: ts.Symbol): void {
  const { text } = docOf(symbol);
  for (const field of checker.getDeclaredTypeOfSymbol(symbol).getProperties()) {
    const declared = field.valueDeclaration;
    if (
      declared === undefined ||
      !isFigure(checker.getTypeOfSymbol(field)) ||
      declared.parent.parent?.getSourceFile().isDeclarationFile
    )
      continue;
    const owner = checker.getSymbolAtLocation((declared.parent as ts.InterfaceDeclaration).name ?? declared) ?? symbol;
    const said = `${docOf(field).text} ${docOf(owner).text} ${text} ${field.name}`;
    if (!UNITS.test(said)) problems.push(`${name}.${field.name}: says no units or range`);
  }
}

const all = exported();
for (const [symbol, name] of all) {
  const [declaration] = symbol.declarations ?? [];
  if (declaration === undefined) continue;
  // What is another package's, that says.
  if (declaration.getSourceFile().fileName.includes("/node_modules/")) continue;
  const place = `${relative(ROOT, declaration.getSourceFile().fileName)}: ${name}`;
  const before = problems.length;
  if (docOf(symbol).text.trim() === "") problems.push(`${name}: says nothing of itself`);
  const type = symbol.flags & ts.SymbolFlags.Value ? checker.getTypeOfSymbol(symbol) : undefined;
  const [signature] = type?.getCallSignatures() ?? [];
  if (signature !== undefined) checkFunction(name, symbol, signature);
  const isMade = (type?.getConstructSignatures().length ?? 0) > 0 && !name.endsWith("Error");
  if (isMade && !shows(docOf(symbol).example, name)) problems.push(`${name}: shows no example of itself`);
  if (symbol.flags & ts.SymbolFlags.Interface) checkFields(name, symbol);
  for (let at = before; at < problems.length; at++) problems[at] = place + (problems[at] as string).slice(name.length);
}
for (const problem of problems) console.log(problem);
console.log(problems.length === 0 ? `${all.size} exports say what they are` : `${problems.length} things are not said`);
process.exitCode = problems.length === 0 ? 0 : 1;
