import { FILES, InputError, refused } from "zke-insurance-fund";
import { type GivenStatement, MOST_GIVEN_BYTES, statementsInBytes, statementsInText } from "zke-insurance-fund/bundle";
import type { GivenFile } from "../verify/files.ts";

/** A statement that a visitor gave, or what could not be read as one, with the name of where it stood. */
export type ReadStatement = GivenStatement & { readonly name: string };

/** Reads all that visitors give: files of any kind, each with as many statements as there are. Never fails: what cannot be read is named. */
export async function readStatementFiles(files: readonly GivenFile[]): Promise<ReadStatement[]> {
  const read: ReadStatement[] = [];
  for (const { path, file } of files) {
    const given = await statementsOf(path, file);
    read.push(...given.map((one) => ({ ...one, name: path })));
  }
  return read;
}

/** Reads text that a visitor gives. */
export function readStatementText(text: string, name: string): ReadStatement[] {
  return statementsInText(text, name).map((one) => ({ ...one, name }));
}

async function statementsOf(name: string, file: Blob): Promise<GivenStatement[]> {
  if (file.size > MOST_GIVEN_BYTES) {
    const args = { what: "statement", bytes: file.size, most: MOST_GIVEN_BYTES } as const;
    return [{ problem: refused(FILES, "tooLargeFor", args, { file: name }), line: 1 }];
  }
  try {
    return statementsInBytes(new Uint8Array(await file.arrayBuffer()), name);
  } catch (error) {
    // A file that was taken away meanwhile.
    const problem = error instanceof InputError ? error : new InputError(String(error), { file: name });
    return [{ problem, line: 1 }];
  }
}
