// A copy of the tests that meets one broken contract after another.
import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { rmSync } from "node:fs";
import { cp, mkdir, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Order } from "./runner.ts";

const COPIED = [
  ...["artifacts", "cache", "contracts", "test/contracts", "test/proofs", "test/vectors"],
  ...["hardhat.config.ts", "package.json", "tsconfig.json"],
];
const RUNNER = fileURLToPath(new URL("runner.ts", import.meta.url));

/** In milliseconds; many times what a run takes without a change. */
const LONGEST_RUN = { few: 120_000, all: 600_000 };

export interface Suite {
  /** Whether all tests pass on the code of a broken file; `codes` are by artifact path. */
  passes(file: string, codes: ReadonlyMap<string, string>): Promise<boolean>;
  /** Lets the process go; the folder goes with this one. */
  end(): void;
}

/** Copies what the tests need, compiled, from `root` to a folder of its own. */
export async function copyOfSuite(root: string): Promise<Suite> {
  const folder = await mkdtemp(join(tmpdir(), "mutants-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "test"));
  for (const path of COPIED) await cp(join(root, path), join(folder, path), { recursive: true });
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
  let runner = await startRunner(folder);

  /** A test that never ends notices a change, too. */
  async function passesIn(order: Order): Promise<boolean> {
    const answer = await answerOf(runner, order);
    if (answer !== undefined) return answer;
    runner.kill("SIGKILL");
    runner = await startRunner(folder);
    return false;
  }

  return {
    async passes(file, codes) {
      await install(folder, codes);
      const nearest = file.startsWith("contracts/libraries/")
        ? "test/contracts/libraries"
        : "test/contracts/InsuranceFund";
      // What most mutants die of is found nearby and with few draws.
      const orders: Order[] = [{ nearest, draws: "few" }, { draws: "few" }, { draws: "all" }];
      for (const order of orders) if (!(await passesIn(order))) return false;
      return true;
    },
    end: () => runner.disconnect(),
  };
}

async function startRunner(folder: string): Promise<ChildProcess> {
  const runner = fork(RUNNER, { cwd: folder, stdio: ["ignore", "ignore", "ignore", "ipc"] });
  await once(runner, "message");
  return runner;
}

/** Whether the tests pass; undefined if they do not end in time. */
function answerOf(runner: ChildProcess, order: Order): Promise<boolean | undefined> {
  return new Promise((resolve, reject) => {
    const finish = (settle: () => void) => {
      clearTimeout(timer);
      runner.removeAllListeners();
      settle();
    };
    const timer = setTimeout(() => finish(() => resolve(undefined)), LONGEST_RUN[order.draws]);
    runner.once("message", (passed: boolean | string) =>
      finish(() => (typeof passed === "boolean" ? resolve(passed) : reject(new Error(passed)))),
    );
    runner.once("exit", () => finish(() => reject(new Error("the tests did not run"))));
    runner.send(order);
  });
}

/** Puts code into the artifacts, which is where all tests take the contracts' code from. */
async function install(folder: string, codes: ReadonlyMap<string, string>): Promise<void> {
  for (const [name, bytecode] of codes) {
    const path = join(folder, "artifacts", name);
    await writeFile(path, JSON.stringify({ ...JSON.parse(await readFile(path, "utf8")), bytecode }));
  }
}
