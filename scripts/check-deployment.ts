// Reads from a chain what a fund is and who may do what with it, and how soon, and says what is not as the deployment leaves it.
// Run it after a deployment, and before trusting a fund of others:
//
//     node scripts/check-deployment.ts --rpc URL --fund ADDRESS [--parameters FILE] [--from-block NUMBER]
import { InputError } from "zke-insurance-fund";
import { chainErrorOf, connectChain } from "zke-insurance-fund/chain";
import { argumentsOf } from "./support/arguments.ts";
import { inspect } from "./support/deployment/inspection.ts";
import { readParameters } from "./support/deployment/parameters.ts";

const USAGE = `usage: node scripts/check-deployment.ts --rpc URL --fund ADDRESS [--parameters FILE] [--from-block NUMBER]

Compares the fund and its access manager with what this version compiles, reads the manager's whole history, and
says who has which role, how soon they act, and what is scheduled. Sends nothing.

  --parameters FILE    what was decided: roles, token, clearing, opening time and policy are held against it
  --from-block NUMBER  a block at or before the manager's creation; needed where the node knows no old states

Exit codes: 0 all is as the deployment leaves it; 1 it is not; 2 unusable input; 3 the chain could not be read.`;

const WRONG = 1;
const UNUSABLE = 2;
const UNREADABLE = 3;

interface Options {
  readonly rpc: string;
  readonly fund: string;
  readonly parameters: string | undefined;
  readonly fromBlock: number | undefined;
}

function optionsOf(args: string[]): Options {
  const text = { type: "string" } as const;
  const options = { rpc: text, fund: text, parameters: text, "from-block": text, help: { type: "boolean" } } as const;
  const { rpc, fund, parameters, "from-block": fromBlock, help } = argumentsOf({ args, options });
  if (help) {
    console.log(USAGE);
    process.exit(0);
  }
  if (rpc === undefined || fund === undefined) throw new InputError("--rpc URL and --fund ADDRESS are needed");
  if (fromBlock !== undefined && !/^\d{1,12}$/.test(fromBlock))
    throw new InputError("--from-block is not usable", { got: fromBlock, expected: "a block's number" });
  return { rpc, fund, parameters, fromBlock: fromBlock === undefined ? undefined : Number(fromBlock) };
}

async function check({ rpc, fund, parameters, fromBlock }: Options): Promise<boolean> {
  const values = parameters === undefined ? undefined : (await readParameters(parameters)).values;
  const chain = await connectChain(rpc);
  const { host, provider } = chain;
  const { lines, problems } = await inspect(provider, { fund, fromBlock, host, parameters: values }).catch(
    (error: unknown) => {
      throw chainErrorOf(error, { host });
    },
  );
  provider.destroy();
  console.log(lines.join("\n"));
  if (problems.length === 0) console.log("All is as the deployment leaves it.");
  else console.log(`NOT as it should be:\n  ${problems.join("\n  ")}`);
  return problems.length === 0;
}

try {
  process.exitCode = (await check(optionsOf(process.argv.slice(2)))) ? 0 : WRONG;
} catch (error) {
  console.error(`check-deployment: ${error instanceof Error ? `${error}`.replace(/^Error: /, "") : error}`);
  process.exitCode = error instanceof InputError ? UNUSABLE : UNREADABLE;
}
