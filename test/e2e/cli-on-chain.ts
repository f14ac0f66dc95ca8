import { spawn } from "node:child_process";
import { join } from "node:path";
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
  return {
    offline: (args: readonly string[], env: Record<string, string> = {}) => run(args, { ...state, ...env }),
    read: (args: readonly string[]) => run([...args, ...where], {}),
    as: (part: string, args: readonly string[]) =>
      run([...args, ...where], { ...state, FUND_PRIVATE_KEY: accounts[part]!.privateKey }),
    /** A command that is killed after some milliseconds, if it is not done by then. */
    killed: (part: string, args: readonly string[], after: number) =>
      run([...args, ...where], { ...state, FUND_PRIVATE_KEY: accounts[part]!.privateKey }, after),
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
function run(args: readonly string[], env: Record<string, string>, limit = LIMIT): Promise<Run> {
  return new Promise((resolve, reject) => {
    const { FUND_PRIVATE_KEY, FUND_KEYSTORE_PASSWORD, ...surroundings } = process.env;
    const child = spawn(process.execPath, [MAIN, ...args], {
      env: { ...surroundings, ...env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: limit,
      killSignal: "SIGKILL",
    });
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
