// What the proofs of the judges stand on, read off the code: that nothing in it can revert but arithmetic, and that no arithmetic was
// left out of the proofs. Needs no solver.
import { expect } from "chai";
import { Code, childrenOf, type Node, nodesOf } from "../../scripts/mutate/code.ts";
import { LIQUIDATIONS, POSITIONS } from "./support/judges.ts";
import { APPORTIONMENT, FAULTS, readSource } from "./support/sources.ts";
import { functionOf, treeOf } from "./support/translate.ts";

const JUDGES = ["ofPosition", "ofPositions", "ofLiquidation", "ofLiquidations", "resultOf"];

/** Nodes of the kinds that neither call, index, divide, convert nor leave; enumerations are only named, never made from numbers. */
const HARMLESS = [
  "StructuredDocumentation",
  "ElementaryTypeNameExpression",
  "ParameterList",
  "VariableDeclaration",
  "UserDefinedTypeName",
  "IdentifierPath",
  "ElementaryTypeName",
  "Block",
  "UncheckedBlock",
  "IfStatement",
  "Return",
  "ExpressionStatement",
  "VariableDeclarationStatement",
  "Assignment",
  "TupleExpression",
  "Conditional",
  "BinaryOperation",
  "Identifier",
  "MemberAccess",
  "Literal",
];

const code = new Code(readSource(FAULTS));
const rule = new Code(readSource(APPORTIONMENT));
const judges = JUDGES.map((name) => functionOf(treeOf(FAULTS), name));
const reachesHead = functionOf(treeOf(APPORTIONMENT), "reachesHead");

const inside = (definitions: readonly Node[]) =>
  definitions.flatMap((definition) => childrenOf(definition).flatMap(nodesOf));
const squeezed = (text: string) => text.replace(/\s+/g, " ");

/** Sums, differences and products, as they are written. */
const arithmeticOf = (definitions: readonly Node[], text: Code) =>
  inside(definitions)
    .filter(({ nodeType, operator }) => nodeType === "BinaryOperation" && /^[-+*/%]|\*\*|<<|>>$/.test(String(operator)))
    .map((node) => squeezed(text.of(node)));

describe("the judges' code", () => {
  it("is made of the five functions that are proven", () => {
    const functions = nodesOf(treeOf(FAULTS)).filter(({ nodeType }) => nodeType === "FunctionDefinition");
    expect(functions.map(({ name }) => name)).to.deep.equal(JUDGES);
  });

  it("calls nothing but itself and the rule, requires nothing, and does nothing else that can revert", () => {
    const nodes = inside([...judges, reachesHead]);
    const calls = nodes.filter(({ nodeType }) => nodeType === "FunctionCall");
    const callees = new Set(calls.map((node) => code.of(node.expression as Node)));
    expect([...callees]).to.have.members([
      ...JUDGES.filter((name) => name !== "ofPositions" && name !== "ofLiquidations"),
      "Apportionment.reachesHead",
      "uint256",
      "type",
    ]);
    const kinds = new Set(nodes.map(({ nodeType }) => nodeType));
    expect([...kinds].filter((kind) => !HARMLESS.includes(kind) && kind !== "FunctionCall")).to.deep.equal([]);
  });

  it("adds, subtracts and multiplies nothing that the proofs leave out, and divides nothing", () => {
    const proven = [...POSITIONS.proven, ...LIQUIDATIONS.proven].map((name) => name.split(": ")[1]);
    // The products are proven factor by factor.
    const products = ["distance * b.profit", "distance * a.profit", "totalProfit * headBps"];
    const arithmetic = [...arithmeticOf(judges, code), ...arithmeticOf([reachesHead], rule)];
    expect([...new Set(arithmetic)]).to.have.members([
      ...new Set([...proven.filter((name) => !name?.startsWith("assert")), ...products]),
    ]);
  });
});
