export * from "./browser.ts";
export { readLiquidationsFile, readPositionsFile } from "./files.ts";
export {
  assertFreeFolder,
  type ReadBundleOptions,
  readBundle,
  readDocument,
  readSmallFile,
  type WriteBundleOptions,
  writeBundle,
} from "./folder.ts";
