import type { Command } from "commander";
import { addFundOptions, type FundOptions, type OpenFund, withFund } from "../support/chain-options.ts";
import { EXIT, endWith, printJson, printLines } from "../support/output.ts";

interface CheckOptions extends FundOptions {
  readonly parameters?: string;
  readonly json?: true;
}

const HELP = `
Compares the codes of the fund and of its access manager, and what created them, with this version's; reads the manager's whole
history; says who has which role, how soon they act, and what is announced; asks the chain for the opcodes that the fund needs, and
the token whether it would let the fund pay. Sends nothing.

Exit code 0: all is as the deployment leaves it. 1: it is not; it says what. 2: unusable input. 3: the chain could not be reached, or did
not show all that was asked for: nothing is concluded then. No view lists who has a role: where the events name fewer than a deployment
appoints, and none who lost it, that is a node's silence, not a finding. With --parameters, whoever was decided on is asked for by view.

Examples:
  $ zke-insurance-fund check-deployment --rpc http://127.0.0.1:8545 --fund 0x...
  $ zke-insurance-fund check-deployment --rpc http://127.0.0.1:8545 --fund 0x... --parameters ignition/parameters/mainnet.json`;

/** Adds `check-deployment`: whether a fund is what a deployment leaves. */
export function addCheckDeploymentCommand(program: Command): void {
  addFundOptions(
    program
      .command("check-deployment")
      .description("Say whether a fund is what its deployment leaves, and nobody has more power than that."),
  )
    .option(
      "--parameters <file>",
      "what was decided: roles, token, clearing, opening time and policy are held against it",
    )
    .option("--json", "print one JSON value")
    .addHelpText("after", HELP)
    .action(checkDeploymentCommand);
}

async function checkDeploymentCommand({ parameters, json, ...options }: CheckOptions): Promise<void> {
  const { checkDeployment } = await import("../../deployment/check.ts");
  const { readDecision } = await import("../../deployment/parameters.ts");
  const decided = parameters === undefined ? undefined : await readDecision(parameters);
  const check = ({ chain, fund, fromBlock }: OpenFund) =>
    checkDeployment(chain.provider, { fund: fund.address, fromBlock, parameters: decided, host: chain.host });
  const { block, manager, lines, problems } = await withFund(options, check, true);
  const right = problems.length === 0;
  if (json) printJson({ fund: options.fund, block: String(block), manager, right, problems, lines });
  else {
    printLines(...lines);
    printLines(right ? "All is as the deployment leaves it." : `NOT as it should be:\n  ${problems.join("\n  ")}`);
  }
  endWith(right ? EXIT.done : EXIT.no);
}
