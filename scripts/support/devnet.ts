// A local chain in this process, with a fund on it, served over JSON-RPC.
import { readdirSync, statSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { NetworkConnection } from "hardhat/types/network";
import type { Hex } from "zke-insurance-fund";
import config from "../../hardhat.config.ts";
import { DEVNET_MNEMONIC, type DevnetFacts, devnetAccounts, namedOf } from "../../sdk/src/devnet/accounts.ts";
import { type DeployedFund, deployLocalFund } from "./local-fund.ts";

export interface Devnet {
  readonly facts: DevnetFacts;
  /** The chain as it is seen in this process. */
  readonly connection: NetworkConnection;
  /** What stands on it. */
  readonly local: DeployedFund;
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
const ROOT = join(import.meta.dirname, "../..");
const ARTIFACTS = [
  "contracts/InsuranceFund.sol/InsuranceFund.json",
  "contracts/mocks/TetherLike.sol/TetherLike.json",
  "@openzeppelin/contracts/access/manager/AccessManager.sol/AccessManager.json",
];

/**
 * Starts a chain with the fund on it, which opened 30 days ago.
 *
 * @param port where it listens; 0 takes a free one
 * @param startTime seconds since 1970 at which the chain's clock starts and the fund opens; the clock is the world's unless given
 * @throws {Error} with a sentence for the user if the port is taken
 */
export async function startDevnet(port: number, startTime?: number): Promise<Devnet> {
  await assertFreePort(port);
  const hre = await createHardhatRuntimeEnvironment(config, { config: join(ROOT, "hardhat.config.ts") }, ROOT);
  if (!isBuilt()) {
    console.error("Compiling the contracts; this takes half a minute, once.");
    await quietly(() => hre.tasks.getTask("build").run({ quiet: true, noTests: true }));
  }

  // The server's connection, which `createServer` keeps to itself, is the one to deploy by.
  let connection: NetworkConnection | undefined;
  hre.hooks.registerHandlers("network", {
    async newConnection(context, next) {
      const created = await next(context);
      connection = created as NetworkConnection;
      return created;
    },
  });
  const override = {
    accounts: { mnemonic: DEVNET_MNEMONIC },
    // Else each of the deployment's blocks would push the chain's clock a second beyond the world's.
    allowBlocksWithSameTimestamp: true,
    ...(startTime !== undefined && { initialDate: new Date(startTime * 1000) }),
  };
  const server = await hre.network.createServer({ network: "hardhat", override }, HOST, port);
  if (connection === undefined) throw new Error("the chain did not start");
  if (startTime === undefined) await setToWorldTime(connection);
  const local = await deployLocalFund(connection, startTime === undefined ? undefined : 0);
  const { chainId } = await connection.ethers.provider.getNetwork();
  const address = await server.listen();
  return {
    facts: {
      rpc: `http://${HOST}:${address.port}`,
      chainId: Number(chainId),
      token: (await local.token.getAddress()) as Hex,
      fund: (await local.fund.getAddress()) as Hex,
      accounts: namedOf(devnetAccounts()),
    },
    connection,
    local,
    close: () => server.close(),
  };
}

/** Mines a block now: a chain's own clock is as late as its start, and a period that ends now would end in its future. */
export async function setToWorldTime({ provider }: NetworkConnection): Promise<void> {
  const now = Math.ceil(Date.now() / 1000);
  await provider.request({ method: "evm_setNextBlockTimestamp", params: [now] });
  await provider.request({ method: "evm_mine" });
}

/** Whether the contracts are compiled as they are; asking the compiler takes longer than all the rest. */
function isBuilt(): boolean {
  const changed = (path: string) => statSync(join(ROOT, path), { throwIfNoEntry: false })?.mtimeMs;
  const built = changed("cache/compile-cache.json") ?? 0;
  const sources = readdirSync(join(ROOT, "contracts"), { recursive: true, encoding: "utf8" });
  const inputs = ["hardhat.config.ts", "package-lock.json", ...sources.map((source) => join("contracts", source))];
  return (
    ARTIFACTS.every((artifact) => changed(join("artifacts", artifact)) !== undefined) &&
    inputs.every((input) => (changed(input) ?? 0) < built)
  );
}

/** Hardhat's server would end the process with a stack trace. */
function assertFreePort(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", ({ code }: NodeJS.ErrnoException) => {
      const reason = code === "EADDRINUSE" ? "is in use" : `cannot be listened at (${code})`;
      reject(
        new Error(`port ${port} ${reason}; stop what listens there, or choose another with --port (0: any free one)`),
      );
    });
    probe.listen(port, HOST, () => probe.close(() => resolve()));
  });
}

/** A compiler's messages belong on stderr: stdout is for the result. */
async function quietly(task: () => Promise<unknown>): Promise<void> {
  const { log } = console;
  console.log = console.error;
  try {
    await task();
  } finally {
    console.log = log;
  }
}
