// The engine's WebAssembly module: what is done once for each of ten million positions. The TypeScript around it, in
// sdk/src/engine, lays out the memory and calls these functions in blocks; `npm run build` compiles them into
// sdk/src/engine/module.ts.
export { setScratch } from "./keccak";
export { idKeys } from "./keys";
export { nodes, positionLeaves, rowLeaves } from "./leaves";
export { snappyCompress } from "./snappy";
export { amountWords, countDigits, gather8, gather32, keyWords, orderEqualWords, scatter } from "./sort";
export { cumulate, shares } from "./sums";
