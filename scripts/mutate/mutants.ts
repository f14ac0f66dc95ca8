// Every small change of a contract that its tests ought to notice, found in the compiler's syntax tree.

export interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly kind: Kind;
  /** Names the mutant: `function: what stood there -> what stands there`; unique in its file. */
  readonly change: string;
  readonly source: string;
}

type Kind = "check" | "modifier" | "condition" | "operator" | "constant" | "statement" | "arguments" | "result";

/** A node of solc's syntax tree, as far as it is looked at here. `src` is `offset:length:file`, in bytes. */
export interface Node {
  readonly nodeType: string;
  readonly src: string;
  readonly [field: string]: unknown;
}

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

const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && "nodeType" in value;

function childrenOf(node: Node): Node[] {
  return Object.values(node).flatMap((value) => (Array.isArray(value) ? value : [value]).filter(isNode));
}

function typeOf(node: Node): string {
  return (node.typeDescriptions as { typeString?: string } | undefined)?.typeString ?? "";
}

/** The members of each enum in a syntax tree, by the enum's full name. */
export function enumsOf(tree: Node): Map<string, string[]> {
  const members = (node: Node) => (node.members as Node[]).map(({ name }) => String(name));
  const own: [string, string[]][] =
    tree.nodeType === "EnumDefinition" ? [[String(tree.canonicalName), members(tree)]] : [];
  return new Map([...own, ...childrenOf(tree).flatMap((child) => [...enumsOf(child)])]);
}

/** All mutants of one file. `tree` is the syntax tree of `source`. */
export function mutantsOf(file: string, source: string, tree: Node, enums: Map<string, string[]>): Mutant[] {
  // Offsets count bytes: one character a byte makes them places in a string.
  const text = Buffer.from(source).toString("latin1");
  const unique = new Map<string, number>();
  const found: Mutant[] = [];

  const start = (node: Node) => Number(node.src.split(":")[0]);
  const end = (node: Node) => start(node) + Number(node.src.split(":")[1]);
  const code = (node: Node) => text.slice(start(node), end(node));
  const brief = (part: string) => part.replace(/\s+/g, " ").trim() || "nothing";

  /** `shown` is the expression that the change is told by, if that is more than what changes. */
  function add(kind: Kind, place: string, from: number, to: number, by: string, shown?: Node): void {
    const [left, right] = shown === undefined ? [from, to] : [start(shown), end(shown)];
    const was = brief(text.slice(left, right));
    const is = brief(text.slice(left, from) + by + text.slice(to, right));
    const name = `${place}: ${was} -> ${is}`;
    const times = (unique.get(name) ?? 0) + 1;
    unique.set(name, times);
    found.push({
      file,
      kind,
      line: text.slice(0, from).split("\n").length,
      change: Buffer.from(times === 1 ? name : `${name} (${times})`, "latin1").toString(),
      source: Buffer.from(text.slice(0, from) + by + text.slice(to), "latin1").toString(),
    });
  }

  function replace(kind: Kind, place: string, node: Node, by: string, shown = node): void {
    add(kind, place, start(node), end(node), by, shown);
  }

  function binary(node: Node, place: string): void {
    const [left, right] = [node.leftExpression as Node, node.rightExpression as Node];
    if (node.operator === "&&" || node.operator === "||") {
      replace("condition", place, node, code(left));
      replace("condition", place, node, code(right));
    }
    operators(node, place, end(left), start(right));
  }

  function operators(node: Node, place: string, from: number, to: number): void {
    const operator = String(node.operator);
    const at = text.indexOf(operator, from);
    if (at < 0 || at >= to) return;
    for (const by of OPERATORS[operator] ?? []) add("operator", place, at, at + operator.length, by, node);
  }

  function literal(node: Node, place: string, shown: Node): void {
    if (node.kind === "bool") replace("constant", place, node, node.value === "true" ? "false" : "true", shown);
    if (node.kind !== "number") return;
    const value = BigInt(String(node.value).replaceAll("_", ""));
    const unit = typeof node.subdenomination === "string" ? ` ${node.subdenomination}` : "";
    replace("constant", place, node, `${value + 1n}${unit}`, shown);
    if (value > 0n) replace("constant", place, node, `${value - 1n}${unit}`, shown);
  }

  function member(node: Node, place: string, shown: Node): void {
    const type = /^type\(enum (.*)\)$/.exec(typeOf(node.expression as Node))?.[1] ?? "";
    const members = enums.get(type);
    const name = String(node.memberName);
    if (members !== undefined) {
      const next = members[(members.indexOf(name) + 1) % members.length] ?? "";
      add("constant", place, end(node) - name.length, end(node), next, shown);
    }
    const twin = TWINS[name];
    const isLimit = typeOf(node.expression as Node).startsWith("type(") && members === undefined;
    if (twin === undefined || members !== undefined) return;
    if (code(node).startsWith("Math.")) add("operator", place, end(node) - name.length, end(node), twin, node);
    else if (isLimit) replace("constant", place, node, `${code(node)} - 1`, shown);
  }

  function call(node: Node, place: string): void {
    const given = node.arguments as Node[];
    if ((node.names as string[]).length > 0 || code(node.expression as Node) === "require") return;
    for (const [i, one] of given.entries()) {
      const other = given[i + 1];
      if (other === undefined || typeOf(one) !== typeOf(other) || code(one) === code(other)) continue;
      const between = text.slice(end(one), start(other));
      add("arguments", place, start(one), end(other), code(other) + between + code(one), node);
    }
  }

  function result(node: Node, place: string): void {
    const expression = node.expression as Node | undefined;
    if (!isNode(expression) || expression.nodeType === "Literal") return;
    if (typeOf(expression) === "bool") {
      for (const value of ["true", "false"]) add("result", place, start(expression), end(expression), value, node);
    } else if (/^u?int\d+$/.test(typeOf(expression))) {
      add("result", place, start(expression), end(expression), "0", node);
    }
  }

  function statement(node: Node, place: string): void {
    const expression = node.expression as Node | undefined;
    const called = expression?.expression;
    const isCheck = isNode(called) && code(called) === "require";
    add(isCheck ? "check" : "statement", place, start(node), end(node) + (text[end(node)] === ";" ? 1 : 0), "");
  }

  function assembly(node: Node, place: string, shown: Node): void {
    if (node.nodeType === "YulExpressionStatement" || node.nodeType === "YulAssignment") {
      replace("statement", place, node, "");
    } else if (node.nodeType === "YulLiteral") {
      replace("constant", place, node, String(BigInt(String(node.value)) + 1n), shown);
    } else if (node.nodeType === "YulFunctionCall") {
      const name = node.functionName as Node;
      const by = YUL_OPERATORS[String(name.name)];
      if (by !== undefined) add("operator", place, start(name), end(name), by, node);
      if (name.name === "iszero") replace("operator", place, node, code((node.arguments as Node[])[0] as Node));
    }
  }

  function mutate(node: Node, place: string, parent: Node): void {
    const shown = TELLING.test(parent.nodeType) ? parent : node;
    switch (node.nodeType) {
      case "ModifierInvocation":
        if (node.kind === "modifierInvocation") replace("modifier", place, node, "");
        break;
      case "IfStatement":
        for (const value of ["true", "false"]) replace("condition", place, node.condition as Node, value);
        break;
      case "Conditional":
        replace("condition", place, node, code(node.trueExpression as Node));
        replace("condition", place, node, code(node.falseExpression as Node));
        break;
      case "BinaryOperation":
        binary(node, place);
        break;
      case "Assignment":
        operators(node, place, end(node.leftHandSide as Node), start(node.rightHandSide as Node));
        break;
      case "UnaryOperation":
        if (node.operator === "!" || node.operator === "-")
          replace("condition", place, node, code(node.subExpression as Node));
        else operators(node, place, start(node), end(node));
        break;
      case "Literal":
        literal(node, place, shown);
        break;
      case "MemberAccess":
        member(node, place, shown);
        break;
      case "FunctionCall":
        call(node, place);
        break;
      case "Return":
        result(node, place);
        break;
      case "ExpressionStatement":
      case "EmitStatement":
        statement(node, place);
        break;
      default:
        if (node.nodeType.startsWith("Yul")) assembly(node, place, shown);
    }
  }

  function walk(node: Node, place: string, parent: Node): void {
    const isFunction = node.nodeType === "FunctionDefinition";
    const here = isFunction ? String(node.name) || String(node.kind) : place;
    mutate(node, here, parent);
    // Types have lengths and names, no behaviour.
    for (const child of childrenOf(node))
      if (!/TypeName|ParameterList|Directive/.test(child.nodeType)) walk(child, here, node);
  }

  walk(tree, "state", tree);
  return found;
}
