import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { vectors } from "../sdk/support/vectors.ts";
import { liquidationsCsv, positionsCsv } from "../sdk/tables/tables.ts";
import { fund, type Run } from "./cli.ts";

export const SECRET = `0x${"11".repeat(32)}`;
export const TIMES = ["--period", "1", "--start", "1760126400", "--end", "1760155200"];
export const TIME = "2025-10-10T21:00:00Z";
/** The period that is settled unless another is given. */
export const someCase = vectors.find(({ name }) => name === "random, 16 positions")!;

/** The one JSON value on standard output; anything else there is an error. */
export function jsonOf({ stdout }: Run) {
  expect(stdout, "one line").to.match(/^[^\n]+\n$/);
  return JSON.parse(stdout);
}

/** Writes the tables of a period; gives the arguments to settle it. */
export async function writeTables(
  folder: string,
  positions = positionsCsv(someCase.positions),
  liquidations = liquidationsCsv(someCase.liquidations),
) {
  await writeFile(join(folder, "p.csv"), positions);
  await writeFile(join(folder, "l.csv"), liquidations);
  return [
    "--positions",
    join(folder, "p.csv"),
    "--liquidations",
    join(folder, "l.csv"),
    ...TIMES,
    "--out",
    join(folder, "out"),
  ];
}

/** The arguments without an option and its value. */
export function without(args: readonly string[], option: string): string[] {
  const at = args.indexOf(option);
  return args.filter((_, i) => i !== at && i !== at + 1);
}

/** Settles that period; gives the bundle's folder. */
export async function settled(folder: string): Promise<string> {
  const { code, stderr } = await fund(["settle", ...(await writeTables(folder)), "--secret", someCase.secret]);
  expect(code, stderr).to.equal(0);
  return join(folder, "out");
}
