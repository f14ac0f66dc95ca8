import { randomBytes } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { assertFreeFolder } from "../../bundle/folder.ts";
import { ifGiven, NAME, partsOf, requireGiven } from "../../columns/given.ts";
import type { LiquidationList } from "../../commitment/liquidations.ts";
import { fileError } from "../../disk/text-file.ts";
import type { PriceTable } from "../../prices/index.ts";
import { DISK } from "../../problems/english/disk.ts";
import { refused } from "../../problems/problem.ts";
import type { Audit } from "../audit.ts";
import type { Entry } from "../ledger/ledger.ts";
import type { AuditedSubmission } from "../ledger/state.ts";
import { reportHtml } from "./html.ts";
import { LIQUIDATIONS_HEAD, liquidationLines } from "./liquidation-tables.ts";
import { LEDGER_HEAD, ledgerRows, periodRows, periodsCsv } from "./tables.ts";

/** Where an audit's files go. */
export interface OutputPlaces {
  /** A folder for ledger.csv, liquidations.csv and periods.csv; must not exist or be empty. */
  readonly csv?: string | undefined;
  /** A file that must not exist. */
  readonly html?: string | undefined;
}

/** An audit's files while they are written: beside their places, whose names they take when all are complete. */
export interface Outputs {
  /** Writes what an entry moved. */
  add(entry: Entry, decimals: number): void;
  /** Begins again with the entries. */
  again(): void;
  /** Writes a settlement's liquidations, and where they stand to the market's prices if those are given. */
  addLiquidations(
    submission: AuditedSubmission,
    list: LiquidationList,
    decimals: number,
    prices: PriceTable | undefined,
  ): void;
  /** Completes the files, all of them or none. */
  finish(audit: Audit): void;
  /** Takes away what is not complete. */
  discard(): void;
}

const FULL = 1 << 20;

/**
 * Begins an audit's files.
 *
 * @throws {InputError} if a place is taken, or cannot be written
 * @example
 * const outputs = await openOutputs({ csv: "books", html: "audit.html" });
 */
export async function openOutputs(places: OutputPlaces): Promise<Outputs> {
  requireGiven({ places }, { places: partsOf({ csv: ifGiven(NAME), html: ifGiven(NAME) }) });
  const { csv, html } = places;
  if (csv !== undefined) await assertFreeFolder(csv);
  if (html !== undefined) assertFree(html);
  const folder = csv === undefined ? undefined : besideOf(csv);
  const file = html === undefined ? undefined : besideOf(html);
  const streams = folder === undefined ? undefined : placed(csv, () => openStreams(folder));
  const close = () => {
    for (const stream of Object.values(streams ?? {})) stream.close();
  };
  const discard = () => {
    close();
    for (const path of [folder, file]) if (path !== undefined) rmSync(path, { recursive: true, force: true });
  };
  return {
    add: (entry, decimals) => streams?.ledger.write(ledgerRows(entry, decimals)),
    again: () => streams?.ledger.again(),
    addLiquidations(...settlement) {
      if (streams === undefined) return;
      for (const line of liquidationLines(...settlement)) streams.liquidations.write(line);
    },
    finish(audit) {
      placed(csv ?? html, () => {
        if (file !== undefined) writeWhole(file, reportHtml(audit));
        if (folder !== undefined) writeWhole(join(folder, "periods.csv"), periodsCsv(periodRows(audit)));
        close();
        if (folder !== undefined) renameSync(folder, resolve(csv as string));
        try {
          if (file !== undefined) renameSync(file, resolve(html as string));
        } catch (error) {
          if (csv !== undefined) rmSync(csv, { recursive: true, force: true });
          throw error;
        }
      });
    },
    discard,
  };
}

function assertFree(file: string): void {
  if (statSync(file, { throwIfNoEntry: false }) === undefined) return;
  throw refused(DISK, "outputExists", {}, { file });
}

/** A name beside a place, in a folder that is made if it is missing. */
function besideOf(place: string): string {
  const target = resolve(place);
  return placed(place, () => {
    mkdirSync(dirname(target), { recursive: true });
    return join(dirname(target), `.${basename(target)}.tmp-${randomBytes(6).toString("hex")}`);
  });
}

/** The files that are written row by row. */
function openStreams(folder: string) {
  mkdirSync(folder);
  return {
    ledger: rowFile(join(folder, "ledger.csv"), LEDGER_HEAD),
    liquidations: rowFile(join(folder, "liquidations.csv"), LIQUIDATIONS_HEAD),
  };
}

function rowFile(path: string, head: string) {
  let file: number | undefined = openSync(path, "wx", 0o644);
  let waiting = head;
  const flush = () => {
    if (file !== undefined) writeFileSync(file, waiting);
    waiting = "";
  };
  return {
    write(rows: string) {
      waiting += rows;
      if (waiting.length >= FULL) flush();
    },
    again() {
      if (file === undefined) return;
      closeSync(file);
      file = openSync(path, "w", 0o644);
      waiting = head;
    },
    close() {
      if (file === undefined) return;
      flush();
      fsyncSync(file);
      closeSync(file);
      file = undefined;
    },
  };
}

function writeWhole(path: string, text: string): void {
  const file = openSync(path, "wx", 0o644);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function placed<T>(file: string | undefined, write: () => T): T {
  try {
    return write();
  } catch (error) {
    throw fileError(error, file ?? "");
  }
}
