import { type ChildProcessByStdio, spawn } from "node:child_process";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { Contract, type EventLog, JsonRpcProvider, Wallet } from "ethers";
import { INSURANCE_FUND_ABI } from "zke-insurance-fund/chain";
import type { Run } from "./cli.ts";
import type { Facts } from "./devnet.ts";

const MAIN = new URL("../../sdk/dist/cli/main.js", import.meta.url).pathname;
const LIMIT = 90_000;

/** The command line on a chain, each account with a key of its own in the environment. */
export function fundOnChain({ rpc, fund, accounts }: Facts, folder: string) {
  const where = ["--rpc", rpc, "--fund", fund];
  const state = { FUND_STATE: join(folder, "transactions.sqlite") };
  const keyOf = (part: string) => ({ FUND_PRIVATE_KEY: accounts[part]!.privateKey });
  return {
    offline: (args: readonly string[], env: Record<string, string> = {}) => run(args, { ...state, ...env }),
    read: (args: readonly string[]) => run([...args, ...where], {}),
    as: (part: string, args: readonly string[], input = "") =>
      start([...args, ...where], { ...state, ...keyOf(part) }, LIMIT, input).done,
    /** A command that is killed after some milliseconds, if it is not done by then. */
    killed: (part: string, args: readonly string[], after: number) =>
      run([...args, ...where], { ...state, ...keyOf(part) }, after),
    /** A command that runs beside the test, which may stop it. */
    started: (part: string, args: readonly string[]) => start([...args, ...where], { ...state, ...keyOf(part) }),
    /** The guardian takes a pending settlement back; the command line leaves that to the guardian's own tools. */
    async cancel(period: number) {
      const provider = new JsonRpcProvider(rpc);
      const guardian = new Wallet(accounts.guardian!.privateKey, provider);
      const contract = new Contract(fund, INSURANCE_FUND_ABI, guardian);
      const [event] = await contract.queryFilter(contract.getEvent("SettlementSubmitted")(period));
      const { settlement } = (event as EventLog).args;
      await (await contract.getFunction("cancel")(settlement.toObject())).wait();
      provider.destroy();
    },
  };
}

/** A process without the surroundings' keys, which ends in any case. */
function start(args: readonly string[], env: Record<string, string>, limit = LIMIT, input = "") {
  const { FUND_PRIVATE_KEY, FUND_KEYSTORE_PASSWORD, ...surroundings } = process.env;
  const child = spawn(process.execPath, [MAIN, ...args], {
    env: { ...surroundings, ...env },
    stdio: ["pipe", "pipe", "pipe"],
    timeout: limit,
    killSignal: "SIGKILL",
  });
  // Who does not read it may be gone before it is written.
  child.stdin.on("error", () => {});
  child.stdin.end(input);
  return { child, done: endOf(child) };
}

const run = (...args: Parameters<typeof start>): Promise<Run> => start(...args).done;

function endOf(child: ChildProcessByStdio<Writable, Readable, Readable>): Promise<Run> {
  return new Promise((resolve, reject) => {
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (text) => {
      stdout += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text) => {
      stderr += text;
    });
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}
