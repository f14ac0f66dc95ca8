import { spawnSync } from "node:child_process";

/** Debian's own stands beside another one that may come first. */
const PYTHONS = ["python3", "/usr/bin/python3"];

/** A Python that has some modules; undefined if none here has them. */
export function pythonWith(...modules: readonly string[]): string | undefined {
  return PYTHONS.find((python) => spawnSync(python, ["-c", `import ${modules.join(", ")}`]).status === 0);
}
