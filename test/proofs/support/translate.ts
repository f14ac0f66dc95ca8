// A Solidity function as a formula of SMT-LIB over the integers, made from the compiler's syntax tree: a lemma speaks of the code as it
// stands, and no copy of it. Numbers are unbounded here; that nothing wraps is proven apart (rule.test.ts, Rule.sol).
import { childrenOf, type Node, nodesOf } from "../../../scripts/mutate/code.ts";
import { type Change, importsWith, readSource, solc } from "./sources.ts";

const OPERATORS: Readonly<Record<string, string>> = {
  "+": "+",
  "-": "-",
  "*": "*",
  "/": "div",
  "<": "<",
  "<=": "<=",
  ">": ">",
  ">=": ">=",
  "==": "=",
  "&&": "and",
  "||": "or",
};

const trees = new Map<string, Node>();

/** The syntax tree of a source, as far as one file shows it. */
export function treeOf(file: string, changes: readonly Change[] = []): Node {
  const source = readSource(file, changes);
  const known = trees.get(source) ?? parse(file, source);
  trees.set(source, known);
  return known;
}

function parse(file: string, content: string): Node {
  const settings = { stopAfter: "parsing", outputSelection: { "*": { "": ["ast"] } } };
  const input = { language: "Solidity", sources: { [file]: { content } }, settings };
  const output = JSON.parse(solc.compile(JSON.stringify(input), { import: importsWith([]) }));
  const tree = output.sources?.[file]?.ast;
  if (tree === undefined) throw new Error(`${file} does not compile: ${JSON.stringify(output.errors)}`);
  return tree;
}

/** A function of a source, by its name. */
export function functionOf(tree: Node, name: string): Node {
  const found = nodesOf(tree).find((node) => node.nodeType === "FunctionDefinition" && node.name === name);
  return found ?? fail(`there is no function ${name}`);
}

/**
 * A function's value as a term: its statements are ifs that return, local constants and returns. Parameters, and what it reads besides,
 * stand for themselves, under their names. What it requires first is not part of it: a lemma names what it needs of that.
 */
export function termOf(definition: Node): string {
  const all = statements((definition.body as Node).statements as Node[]);
  const required = all.findLastIndex(({ nodeType }) => nodeType === "ExpressionStatement");
  return all.slice(required + 1).reduceRight(before, "");
}

export const parametersOf = (definition: Node) =>
  ((definition.parameters as Node).parameters as Node[]).map(({ name }) => String(name));

/** Blocks, unchecked or not, are their statements. */
function statements(list: readonly Node[]): Node[] {
  return list.flatMap((node) => (node.nodeType.endsWith("Block") ? statements(node.statements as Node[]) : [node]));
}

/** What `statement` makes of the value of what follows it. */
function before(rest: string, statement: Node): string {
  switch (statement.nodeType) {
    case "Return":
      return expression(statement.expression as Node);
    case "IfStatement": {
      const value = statements([statement.trueBody as Node]).reduceRight(before, "");
      return `(ite ${expression(statement.condition as Node)} ${value} ${rest})`;
    }
    case "VariableDeclarationStatement": {
      const [variable] = statement.declarations as Node[];
      return `(let ((${variable?.name} ${expression(statement.initialValue as Node)})) ${rest})`;
    }
    default:
      return fail(`a lemma cannot speak of a ${statement.nodeType}`);
  }
}

function expression(node: Node): string {
  switch (node.nodeType) {
    case "Literal":
      return String(node.value).replaceAll("_", "");
    case "Identifier":
      return String(node.name);
    case "MemberAccess":
      return member(node);
    case "TupleExpression":
      return expression(childrenOf(node)[0] ?? fail("an empty tuple"));
    case "BinaryOperation":
      return `(${OPERATORS[String(node.operator)] ?? fail(`no ${node.operator} in lemmas`)} ${both(node)})`;
    case "Conditional":
      return `(ite ${[node.condition, node.trueExpression, node.falseExpression].map((part) => expression(part as Node)).join(" ")})`;
    case "FunctionCall":
      return call(expression(node.expression as Node), (node.arguments as Node[]).map(expression));
    default:
      return fail(`a lemma cannot speak of a ${node.nodeType}`);
  }
}

const both = (node: Node) =>
  [node.leftExpression, node.rightExpression].map((part) => expression(part as Node)).join(" ");
const call = (name: string, given: readonly string[]) => (given.length === 0 ? name : `(${name} ${given.join(" ")})`);

/** `s.loss` stands for itself; a library's name is left out. */
function member({ expression: owner, memberName }: Node): string {
  const name = String((owner as Node).name);
  return /^[A-Z]/.test(name) ? String(memberName) : `${name}.${memberName}`;
}

function fail(reason: string): never {
  throw new Error(reason);
}
