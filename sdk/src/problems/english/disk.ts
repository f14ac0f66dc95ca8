/** Files, folders and databases that cannot be used. */
export const DISK = {
  noSuchFile: () => "no such file or folder",
  isFolder: () => "a folder, where a file is expected",
  isFile: () => "a file, where a folder is expected",
  noPermission: () => "no permission",
  diskReadOnly: () => "the disk is read-only",
  diskFull: () => "the disk is full",
  folderNotEmpty: () => "the folder is not empty",
  fileExists: () => "there is such a file already",
  fileSystem: ({ said }: { said: string }) => `the file system refused (${said})`,
  fileTooLarge: ({ most }: { most: number }) => ({
    reason: "the file is too large",
    got: `more than ${most} bytes`,
    expected: `at most ${most}`,
  }),
  lineTooLong: ({ most }: { most: number }) => ({ reason: "the line is too long", expected: `at most ${most} bytes` }),
  outputExists: () => ({ reason: "the output file exists", expected: "a new file" }),
  noLibrary: () => "no such folder of bundles",

  databaseInUse: () => "another process uses this file; each needs a file of its own",
  notDatabase: () => "not a database of this program",
  databaseUnopened: () => "the file cannot be opened; its folder must exist and be writable",
  databaseUnusable: ({ said }: { said: string }) => `the database cannot be used: ${said}`,
  databaseOfOther: ({ name }: { name: string }) => `the database is of another ${name}; give each its own`,
};
