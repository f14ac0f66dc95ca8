// The contracts' sources as a proof sees them: as they stand, but for changes that the proof names.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

/** In `file`, each `from` stands as `to`; a change that finds nothing to change is an error, so that no proof outlives its code. */
export interface Change {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

export const APPORTIONMENT = "contracts/libraries/Apportionment.sol";
export const FAULTS = "contracts/libraries/Faults.sol";
export const SETTLEMENTS = "contracts/base/Settlements.sol";
export const FUND = "contracts/InsuranceFund.sol";

/** OpenZeppelin's file, whose tricks with bits and assembly say more than a solver can read, and what stands for it here. */
const MATH = "@openzeppelin/contracts/utils/math/Math.sol";
const PLAIN_MATH = "test/proofs/Math.sol";

/** The compiler that the contracts are built with, in this process. */
export const solc: { compile(input: string, callbacks: object): string } = createRequire(import.meta.url)("solc");

const root = new URL("../../../", import.meta.url);

/** A file's text, by its path in the repository or its name in an import. */
export function readSource(file: string, changes: readonly Change[] = []): string {
  const path = file === MATH ? PLAIN_MATH : file;
  const place = path.startsWith("@") ? `node_modules/${path}` : path;
  const text = readFileSync(new URL(place, root), "utf8");
  return changes.filter((change) => change.file === file).reduce(changed, text);
}

function changed(text: string, { file, from, to }: Change): string {
  if (!text.includes(from))
    throw new Error(`${file} does not say "${from}"; the proof that changes it must follow the code`);
  return text.replaceAll(from, to);
}

/** What solc asks for when a source imports another. */
export const importsWith = (changes: readonly Change[]) => (file: string) => ({ contents: readSource(file, changes) });
