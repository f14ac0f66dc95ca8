// Every small change of a contract that its tests ought to notice, found in the compiler's syntax tree.
import { Code, childrenOf, type Node, nodesOf, typeOf } from "./code.ts";

export interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly kind: Kind;
  /** Names the mutant: `function: what stood there -> what stands there`; unique in its file. */
  readonly change: string;
  readonly source: string;
}

type Kind = "check" | "modifier" | "condition" | "operator" | "constant" | "statement" | "arguments" | "result";

/** `by` in the place from `from` to `to`; told by `shown`, if that is more. */
interface Change {
  readonly kind: Kind;
  readonly from: number;
  readonly to: number;
  readonly by: string;
  readonly shown?: Node;
}

/** The changes that one kind of node allows. `parent` is what it stands in. */
type Rule = (node: Node, code: Code, parent: Node) => Change[];

/** What stands in a comparison's or a calculation's place: off by one, turned round, or undone. */
const OPERATORS: Readonly<Record<string, readonly string[]>> = {
  "==": ["!="],
  "!=": ["=="],
  "<": ["<=", ">="],
  "<=": ["<", ">"],
  ">": [">=", "<="],
  ">=": [">", "<"],
  "+": ["-"],
  "-": ["+"],
  "*": ["/"],
  "/": ["*"],
  "+=": ["-=", "="],
  "-=": ["+=", "="],
  ">>": ["<<"],
  "++": ["--"],
  "--": ["++"],
};

const TWINS: Readonly<Record<string, string>> = { min: "max", max: "min" };

/** In assembly a call's name is its operator. */
const YUL_OPERATORS: Readonly<Record<string, string>> = { and: "or", shl: "shr" };

/** What a change inside is best told by. */
const TELLING = /^(BinaryOperation|Assignment|Return|Conditional|FunctionCall|YulFunctionCall|YulAssignment)$/;

const tellingOf = (node: Node, parent: Node) => (TELLING.test(parent.nodeType) ? parent : node);

function instead(kind: Kind, code: Code, node: Node, by: string, shown = node): Change {
  return { kind, from: code.start(node), to: code.end(node), by, shown };
}

/** Other operators in the place of the one that stands between two places. */
function operators(node: Node, code: Code, from: number, to: number): Change[] {
  const operator = String(node.operator);
  const at = code.find(operator, from, to);
  if (at === undefined) return [];
  const others = OPERATORS[operator] ?? [];
  return others.map((by) => ({ kind: "operator", from: at, to: at + operator.length, by, shown: node }));
}

const binary: Rule = (node, code) => {
  const [left, right] = [node.leftExpression as Node, node.rightExpression as Node];
  const joins = node.operator === "&&" || node.operator === "||";
  const alone = joins ? [left, right].map((operand) => instead("condition", code, node, code.of(operand))) : [];
  return [...alone, ...operators(node, code, code.end(left), code.start(right))];
};

const assignment: Rule = (node, code) =>
  operators(node, code, code.end(node.leftHandSide as Node), code.start(node.rightHandSide as Node));

const unary: Rule = (node, code) =>
  node.operator === "!" || node.operator === "-"
    ? [instead("condition", code, node, code.of(node.subExpression as Node))]
    : operators(node, code, code.start(node), code.end(node));

const literal: Rule = (node, code, parent) => {
  const shown = tellingOf(node, parent);
  if (node.kind === "bool") return [instead("constant", code, node, node.value === "true" ? "false" : "true", shown)];
  if (node.kind !== "number") return [];
  const value = BigInt(String(node.value).replaceAll("_", ""));
  const unit = typeof node.subdenomination === "string" ? ` ${node.subdenomination}` : "";
  const neighbours = value > 0n ? [value + 1n, value - 1n] : [value + 1n];
  return neighbours.map((by) => instead("constant", code, node, `${by}${unit}`, shown));
};

/** `Math.min`, `type(uint128).max`, `Status.Pending`. */
const memberAccess =
  (enums: ReadonlyMap<string, readonly string[]>): Rule =>
  (node, code, parent) => {
    const name = String(node.memberName);
    const owner = typeOf(node.expression as Node);
    const place = { from: code.end(node) - name.length, to: code.end(node) };
    const shown = tellingOf(node, parent);
    const members = enums.get(/^type\(enum (.*)\)$/.exec(owner)?.[1] ?? "");
    if (members !== undefined) {
      const next = members[(members.indexOf(name) + 1) % members.length] ?? "";
      return [{ kind: "constant", ...place, by: next, shown }];
    }
    const twin = TWINS[name];
    if (twin === undefined) return [];
    if (owner.startsWith("type(library Math")) return [{ kind: "operator", ...place, by: twin, shown: node }];
    return owner.startsWith("type(") ? [instead("constant", code, node, `${code.of(node)} - 1`, shown)] : [];
  };

/** Neighbouring arguments of one type, exchanged, where their order says something. */
const call: Rule = (node, code) => {
  const given = node.arguments as Node[];
  const isOrdered = !/^(require|Math\.(min|max))$/.test(code.of(node.expression as Node));
  if ((node.names as string[]).length > 0 || !isOrdered) return [];
  return given.slice(1).flatMap((second, i) => {
    const first = given[i] as Node;
    if (typeOf(first) !== typeOf(second) || code.of(first) === code.of(second)) return [];
    const by = code.of(second) + code.between(first, second) + code.of(first);
    return [{ kind: "arguments", from: code.start(first), to: code.end(second), by, shown: node }];
  });
};

const result: Rule = (node, code) => {
  const given = node.expression as Node | undefined;
  if (given === undefined || given === null || given.nodeType === "Literal") return [];
  const others = typeOf(given) === "bool" ? ["true", "false"] : /^u?int\d+$/.test(typeOf(given)) ? ["0"] : [];
  return others.map((by) => instead("result", code, given, by, node));
};

const statement: Rule = (node, code, parent) => {
  const called = (node.expression as Node | undefined)?.expression as Node | undefined;
  const isCheck = called !== undefined && code.of(called) === "require";
  // A condition wants something to do.
  const by = parent.nodeType === "IfStatement" ? "{}" : "";
  return [{ kind: isCheck ? "check" : "statement", from: code.start(node), to: code.endWithSemicolon(node), by }];
};

const yulCall: Rule = (node, code) => {
  const name = node.functionName as Node;
  const by = YUL_OPERATORS[String(name.name)];
  if (by !== undefined) return [instead("operator", code, name, by, node)];
  return name.name === "iszero"
    ? [instead("operator", code, node, code.of((node.arguments as Node[])[0] as Node))]
    : [];
};

const rulesFor = (enums: ReadonlyMap<string, readonly string[]>): Readonly<Record<string, Rule>> => ({
  Assignment: assignment,
  BinaryOperation: binary,
  Conditional: (node, code) =>
    [node.trueExpression, node.falseExpression].map((branch) =>
      instead("condition", code, node, code.of(branch as Node)),
    ),
  EmitStatement: statement,
  ExpressionStatement: statement,
  FunctionCall: call,
  IfStatement: ({ condition }, code) =>
    ["true", "false"].map((value) => instead("condition", code, condition as Node, value)),
  Literal: literal,
  MemberAccess: memberAccess(enums),
  ModifierInvocation: (node, code) => (node.kind === "modifierInvocation" ? [instead("modifier", code, node, "")] : []),
  Return: result,
  UnaryOperation: unary,
  YulAssignment: (node, code) => [instead("statement", code, node, "")],
  YulExpressionStatement: (node, code) => [instead("statement", code, node, "")],
  YulFunctionCall: yulCall,
  YulLiteral: (node, code, parent) => [
    instead("constant", code, node, String(BigInt(String(node.value)) + 1n), tellingOf(node, parent)),
  ],
});

/** The members of each enum in the trees, by the enum's full name. */
function enumsIn(trees: Iterable<Node>): Map<string, string[]> {
  const definitions = [...trees].flatMap(nodesOf).filter(({ nodeType }) => nodeType === "EnumDefinition");
  return new Map(
    definitions.map(({ canonicalName, members }) => [
      String(canonicalName),
      (members as Node[]).map(({ name }) => String(name)),
    ]),
  );
}

/** All mutants of one file; `trees` are the syntax trees of all files. */
export function mutantsOf(file: string, source: string, trees: ReadonlyMap<string, Node>): Mutant[] {
  const tree = trees.get(file);
  if (tree === undefined) throw new Error(`there is no contract ${file}`);
  const rules = rulesFor(enumsIn(trees.values()));
  const code = new Code(source);
  const found: Mutant[] = [];
  const times = new Map<string, number>();

  function walk(node: Node, place: string, parent: Node): void {
    const here = node.nodeType === "FunctionDefinition" ? String(node.name) || String(node.kind) : place;
    for (const { kind, from, to, by, shown } of rules[node.nodeType]?.(node, code, parent) ?? []) {
      const name = `${here}: ${code.told(from, to, by, shown)}`;
      const count = (times.get(name) ?? 0) + 1;
      times.set(name, count);
      const change = count === 1 ? name : `${name} (${count})`;
      found.push({ file, kind, line: code.line(from), change, source: code.with(from, to, by) });
    }
    // Types have lengths and names, no behaviour.
    for (const child of childrenOf(node))
      if (!/TypeName|ParameterList|Directive/.test(child.nodeType)) walk(child, here, node);
  }

  walk(tree, "state", tree);
  return found;
}
