import { join } from "node:path";
import { BUNDLE_FILES, type BundledLiquidations } from "../../bundle/bundle.ts";
import { readLiquidations } from "../../bundle/lists.ts";
import type { Settlement } from "../../commitment/header.ts";
import { liquidationTree } from "../../commitment/liquidations.ts";
import { rootOfTree } from "../../commitment/tree.ts";
import { InputError } from "../../errors.ts";
import { withParquetFile } from "../../tables/files.ts";

/**
 * A settlement's liquidations from a bundle's folder, whatever they say: those that have the committed root. Undefined if they are not
 * there.
 *
 * @param absent files that are known not to be there, by their names
 */
export async function committedLiquidations(
  { liquidationCount, liquidationsRoot }: Settlement,
  folder: string,
  absent: ReadonlyMap<string, string>,
): Promise<BundledLiquidations | undefined> {
  if (liquidationCount === 0n || absent.has(BUNDLE_FILES.liquidations)) return undefined;
  try {
    const path = join(folder, BUNDLE_FILES.liquidations);
    const list = await withParquetFile(path, (source) =>
      readLiquidations({ ...source, mostRows: Number(liquidationCount) }),
    );
    if (BigInt(list.count) !== liquidationCount) return undefined;
    return rootOfTree(liquidationTree(list)) === liquidationsRoot ? list : undefined;
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}
