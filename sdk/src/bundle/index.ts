export * from "./browser.ts";
export { readLiquidationsFile, readPositionsFile } from "./files.ts";
export {
  assertFreeFolder,
  type ReadBundleOptions,
  readBundle,
  readDocument,
  type WriteBundleOptions,
  writeBundle,
} from "./folder.ts";
export { type ProveOptions, proveInFolder } from "./prove-folder.ts";
export { readSmallFile } from "./text-file.ts";
