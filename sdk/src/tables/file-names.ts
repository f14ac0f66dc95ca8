import { readdir, stat } from "node:fs/promises";
import { join, parse } from "node:path";
import { TABLES } from "../problems/english/tables.ts";
import { refused } from "../problems/problem.ts";

/** The file name that stands for standard input. */
export const STANDARD_INPUT = "-";

/**
 * The files of a table, as they are named: each by its name, by "-" for standard input, or by a pattern in which `*` stands for any
 * characters but a slash and `?` for one. A pattern's files come in the order of their names.
 *
 * @throws {InputError} if no file has such a name, or one is named twice
 */
export async function filesOf(names: readonly string[]): Promise<string[]> {
  const files: string[] = [];
  for (const name of names) {
    const isPattern = /[*?]/.test(name) && (await stat(name).catch(() => undefined)) === undefined;
    const found = isPattern ? await filesLike(name) : [name];
    if (found.length === 0) throw refused(TABLES, "noSuchFiles", {}, { file: name });
    files.push(...found);
  }
  const seen = new Set<string>();
  for (const file of files) {
    const info = file === STANDARD_INPUT ? undefined : await stat(file).catch(() => undefined);
    const identity = info?.isFile() ? `${info.dev}:${info.ino}` : `named ${file}`;
    if (seen.has(identity)) throw refused(TABLES, "readTwice", {}, { file });
    seen.add(identity);
  }
  return files;
}

async function filesLike(pattern: string): Promise<string[]> {
  const { root } = parse(pattern);
  let found = [root];
  for (const part of pattern.slice(root.length).split("/")) {
    const next = found.map(async (folder) => {
      if (!/[*?]/.test(part)) return [join(folder, part)];
      const entries = await readdir(folder === "" ? "." : folder).catch(() => []);
      const like = new RegExp(
        `^${part
          .replace(/[\\^$.|+()[\]{}]/g, "\\$&")
          .replaceAll("*", ".*")
          .replaceAll("?", ".")}$`,
        "su",
      );
      return entries
        .filter((entry) => like.test(entry) && (part.startsWith(".") || !entry.startsWith(".")))
        .sort()
        .map((entry) => join(folder, entry));
    });
    found = (await Promise.all(next)).flat();
  }
  const there = await Promise.all(
    found.map((file) =>
      stat(file).then(
        () => true,
        () => false,
      ),
    ),
  );
  return found.filter((_, i) => there[i]);
}
