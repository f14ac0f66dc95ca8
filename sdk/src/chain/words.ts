// What is said of chains and nodes, imported as "#words". Under the condition "terse" that is words-terse.ts: a page has sentences in
// its visitor's language, and loads no others at first.

export { CHAINS } from "../problems/english/chains.ts";
export { GAPS } from "../problems/english/gaps.ts";
export { NODES } from "../problems/english/nodes.ts";
export { sentenceOf } from "./refusal-text.ts";
