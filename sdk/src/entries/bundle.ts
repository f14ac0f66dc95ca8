export {
  assertFreeFolder,
  type ReadBundleOptions,
  readBundle,
  readDocument,
  readReadable,
  type WriteBundleOptions,
  writeBundle,
} from "../bundle/folder.ts";
export { type ProveOptions, proveInFolder } from "../bundle/prove-folder.ts";
export { type OpenOptions, openProver } from "../bundle/prover-folder.ts";
export { type StatementsFileOptions, writeStatementsFile } from "../bundle/statement-files.ts";
export { readSmallFile } from "../disk/text-file.ts";
export { readLiquidationsFile, readPositionsFile } from "../tables/files.ts";
export * from "./bundle-portable.ts";
