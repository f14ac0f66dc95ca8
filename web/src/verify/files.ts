import { BUNDLE_FILES, PUBLIC_FILES, type PublicFile } from "zke-insurance-fund/bundle";

/** A bundle's public files, of which lists may be missing. */
export type BundleBlobs = { readonly settlement: Blob } & Readonly<Partial<Record<PublicFile, Blob>>>;

/** A file that a visitor gave, and its path as far as it is known. */
export interface GivenFile {
  readonly path: string;
  readonly file: Blob;
}

/** A bundle's files among those that were given, or what is missing or there twice. */
export type PickedFiles =
  | { readonly files: BundleBlobs; readonly problem?: undefined }
  | { readonly files?: undefined; readonly problem: "missing" | "twice"; readonly names: readonly string[] };

const PRIVATE = "private";

/** Picks a bundle's public files by their names; what lies in its private folder is never looked at. */
export function pickFiles(given: readonly GivenFile[]): PickedFiles {
  const open = given.filter(({ path }) => !path.split("/").slice(0, -1).includes(PRIVATE));
  const named = PUBLIC_FILES.map((kind) => {
    const name = BUNDLE_FILES[kind];
    return { kind, name, found: open.filter(({ path }) => path.split("/").at(-1) === name) };
  });
  const missing = named.filter(({ found }) => found.length === 0);
  if (missing.length > 0) return { problem: "missing", names: missing.map(({ name }) => name) };
  const twice = named.filter(({ found }) => found.length > 1);
  if (twice.length > 0) return { problem: "twice", names: twice.map(({ name }) => name) };
  return { files: Object.fromEntries(named.map(({ kind, found }) => [kind, found[0]?.file])) as BundleBlobs };
}

/** A folder deeper than this, or with more in it, is no bundle. */
const DEEPEST = 4;
const MOST_FILES = 200;

/** All files that were dropped, those in folders too. To be called while the event lasts: its items do not outlive it. */
export async function filesDropped(items: Iterable<DataTransferItem>): Promise<GivenFile[]> {
  const entries = [...items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  const found: GivenFile[] = [];
  for (const entry of entries) await collect(entry, "", 0, found);
  return found;
}

/** Files from an input of files or of a folder. */
export function filesChosen(files: Iterable<File>): GivenFile[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

async function collect(entry: FileSystemEntry, folder: string, depth: number, found: GivenFile[]): Promise<void> {
  if (depth > DEEPEST || found.length >= MOST_FILES) return;
  const path = `${folder}${entry.name}`;
  if (entry.isFile) {
    found.push({ path, file: await fileOf(entry as FileSystemFileEntry) });
    return;
  }
  // What is private is not even opened.
  if (entry.name === PRIVATE) return;
  for (const inner of await entriesOf(entry as FileSystemDirectoryEntry)) {
    await collect(inner, `${path}/`, depth + 1, found);
  }
}

const fileOf = (entry: FileSystemFileEntry) => new Promise<File>((resolve, reject) => entry.file(resolve, reject));

async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader();
  const all: FileSystemEntry[] = [];
  // A reader gives a folder in portions, and an empty one at its end.
  for (;;) {
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0 || all.length >= MOST_FILES) return all;
    all.push(...portion);
  }
}
