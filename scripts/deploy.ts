// Checks the parameters of a deployment and the chain, says what it is about to do, and deploys the fund through Ignition:
//
//     node scripts/deploy.ts --parameters ignition/parameters/mainnet.json --deployment-id mainnet
//
// Nothing is sent before all checks have passed. docs/deployment.md says what comes before and after.
import { join } from "node:path";
import { createHardhatRuntimeEnvironment } from "hardhat/hre";
import type { EthereumProvider } from "hardhat/types/providers";
import { InputError } from "zke-insurance-fund";
import { type ParametersFile, planDeployment, readParameters } from "zke-insurance-fund/node";
import config from "../hardhat.config.ts";
import { argumentsOf } from "./support/arguments.ts";

const USAGE = `usage: node scripts/deploy.ts --parameters FILE --deployment-id ID [--network NAME] [--dry-run] [--yes]

Checks the parameters and the chain, shows the plan, and deploys. Run again, it goes on where it stopped.

  --parameters FILE    a copy of ignition/parameters/mainnet.example.json, filled in
  --deployment-id ID   the folder in ignition/deployments where Ignition keeps what it did
  --network NAME       a network of hardhat.config.ts (remote unless given; its RPC_URL and DEPLOYER_KEY come
                       from Hardhat's keystore or from the environment)
  --dry-run            check and show the plan, and send nothing
  --yes                do not ask before sending; nobody is asked where stdin is no terminal

Exit codes: 0 deployed, or nothing speaks against it; 2 unusable parameters; 3 the chain refused or could not be reached.`;

const ROOT = join(import.meta.dirname, "..");
const UNUSABLE = 2;
const REFUSED = 3;

/** What the user is to know, with the exit code that goes with it. */
class Stop extends Error {
  readonly code: number;

  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
}

interface Options {
  readonly parameters: string;
  readonly deploymentId: string;
  readonly network: string;
  readonly dryRun: boolean;
  readonly yes: boolean;
}

function optionsOf(args: string[]): Options {
  const flag = { type: "boolean", default: false } as const;
  const values = argumentsOf({
    args,
    options: {
      parameters: { type: "string" },
      "deployment-id": { type: "string" },
      network: { type: "string", default: "remote" },
      "dry-run": flag,
      yes: flag,
      help: flag,
    },
  });
  if (values.help) {
    console.log(USAGE);
    process.exit(0);
  }
  const { parameters, "deployment-id": deploymentId, network, "dry-run": dryRun, yes } = values;
  if (parameters === undefined || deploymentId === undefined) {
    throw new InputError("--parameters FILE and --deployment-id ID are needed; --help says more");
  }
  return { parameters, deploymentId, network, dryRun, yes };
}

type Hardhat = Awaited<ReturnType<typeof createHardhatRuntimeEnvironment>>;

async function deploy(options: Options): Promise<void> {
  const { parameters, network, dryRun } = options;
  const file = await readParameters(parameters);
  // The contracts' compiler is the same in every profile: what `npm ci` has compiled is taken as it is.
  const settings = { config: join(ROOT, "hardhat.config.ts"), network, buildProfile: "default" };
  const hre = await createHardhatRuntimeEnvironment(config, settings, ROOT);
  const { provider } = await hre.network.create().catch((error: unknown) => {
    throw new Stop(reasonOf(error), UNUSABLE);
  });
  const { lines, refusals } = await planDeployment(nodeOf(provider), file).catch((error: unknown) => {
    // A key or an address that is nowhere is the caller's matter, all else the chain's.
    throw new Stop(reasonOf(error), /Configuration Variable/.test(reasonOf(error)) ? UNUSABLE : REFUSED);
  });
  if (refusals.length > 0) {
    throw new Stop(`nothing was sent, because of ${parameters}:\n  ${refusals.join("\n  ")}`, UNUSABLE);
  }
  console.log(`${lines.join("\n")}\n`);
  if (dryRun) return console.log("Nothing speaks against it. Nothing was sent: --dry-run.");
  const fund = await send(hre, file, options);
  console.log(
    `\nNext, from another machine: npm run -s fund -- check-deployment --rpc URL --fund ${fund} --parameters ${parameters}`,
  );
}

/** Deploys by Ignition's own task; the fund's address. */
async function send(hre: Hardhat, file: ParametersFile, { deploymentId, yes }: Options): Promise<string> {
  // Ignition asks on a terminal, and would wait for ever elsewhere.
  if (yes || !process.stdin.isTTY) process.env.HARDHAT_IGNITION_CONFIRM_DEPLOYMENT = "true";
  const result = await hre.tasks.getTask(["ignition", "deploy"]).run({
    modulePath: join(ROOT, `ignition/modules/${file.module}.ts`),
    // What was judged, not what the file holds by now.
    parameters: JSON.stringify({ [file.module]: file.values }),
    deploymentId,
  });
  if (result === null) throw new Stop("nothing was sent", REFUSED);
  if (result.type === "SUCCESSFUL_DEPLOYMENT") return result.contracts[`${file.module}#InsuranceFund`].address;
  const journal = `ignition/deployments/${deploymentId}`;
  throw new Stop(
    result.type === "RECONCILIATION_ERROR"
      ? `${journal} was begun with other parameters or another code; take those again, or begin anew under another --deployment-id`
      : "the deployment is not complete; run the same command again to go on where it stopped",
    REFUSED,
  );
}

const nodeOf = (provider: EthereumProvider) => ({
  send: (method: string, params: unknown[]) => provider.request({ method, params }),
});

const reasonOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

try {
  await deploy(optionsOf(process.argv.slice(2)));
} catch (error) {
  if (error instanceof InputError) console.error(`deploy: ${error}`);
  else console.error(`deploy: ${error instanceof Stop ? error.message : reasonOf(error)}`);
  process.exitCode = error instanceof InputError ? UNUSABLE : error instanceof Stop ? error.code : REFUSED;
}
// Hardhat's connection would keep the process alive.
process.exit();
