import { join } from "node:path";
import { Contract, type EventLog, JsonRpcProvider, Wallet } from "ethers";
import { INSURANCE_FUND_ABI } from "zke-insurance-fund/chain";
import { fund as run, startFund } from "./cli.ts";
import type { Facts } from "./devnet.ts";

const LIMIT = 90_000;

/** The command line on a chain, each account with a key of its own in the environment. */
export function fundOnChain({ rpc, fund, accounts }: Facts, folder: string) {
  const where = ["--rpc", rpc, "--fund", fund];
  const state = { FUND_STATE: join(folder, "transactions.sqlite") };
  const keyOf = (part: string) => ({ FUND_PRIVATE_KEY: accounts[part]!.privateKey });
  return {
    offline: (args: readonly string[], env: Record<string, string> = {}) =>
      run(args, { env: { ...state, ...env }, limit: LIMIT }),
    read: (args: readonly string[]) => run([...args, ...where], { limit: LIMIT }),
    as: (part: string, args: readonly string[], input = "") =>
      run([...args, ...where], { env: { ...state, ...keyOf(part) }, limit: LIMIT, input }),
    /** A command that is killed after some milliseconds, if it is not done by then. */
    killed: (part: string, args: readonly string[], after: number) =>
      run([...args, ...where], { env: { ...state, ...keyOf(part) }, limit: after }),
    /** A command that runs beside the test, which may stop it. */
    started: (part: string, args: readonly string[]) =>
      startFund([...args, ...where], { env: { ...state, ...keyOf(part) }, limit: LIMIT }),
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
