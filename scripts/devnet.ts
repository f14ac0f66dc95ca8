// A local chain with a USDT-like token, a fund and its roles, for trying the CLI and for tests. Run by `npm run -s devnet`; prints
// one line of JSON on stdout when it is ready, and stays up until it is stopped. Chain time moves with evm_increaseTime.
import { parseArgs } from "node:util";
import { type Devnet, startDevnet } from "./support/devnet.ts";

const USAGE = `usage: npm run -s devnet [-- --port 8545]

Starts a local chain with a USDT-like token, the fund and its roles, and prints one line of JSON:
{"rpc", "chainId", "token", "fund", "accounts"}; each account has "address" and "privateKey", ether and 100,000,000 USDT.

  --port PORT   where it listens on 127.0.0.1 (default 8545; 0 takes a free one)`;

const LARGEST_PORT = 65_535;
const PATIENCE = 1_000;

function portOf(args: string[]): number {
  const { values } = parseArgs({
    args,
    options: { port: { type: "string", default: "8545" }, help: { type: "boolean" } },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const port = Number(values.port);
  if (/^\d+$/.test(values.port) && port <= LARGEST_PORT) return port;
  throw new Error(`--port is "${values.port}"; expected a number from 0 to ${LARGEST_PORT}`);
}

/** Ends on the first signal, within a second even if a client holds its connection. */
function stopOnSignal(devnet: Devnet): void {
  const stop = () => {
    setTimeout(() => process.exit(0), PATIENCE).unref();
    devnet.close().finally(() => process.exit(0));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

try {
  const devnet = await startDevnet(portOf(process.argv.slice(2)));
  stopOnSignal(devnet);
  console.log(JSON.stringify(devnet.facts));
} catch (error) {
  console.error(`devnet: ${error instanceof Error ? error.message : error}`);
  process.exit(2);
}
