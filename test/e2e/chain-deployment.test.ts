import { spawn } from "node:child_process";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { ANVIL_KEY, type Anvil, describeOnAnvil, startAnvil } from "./anvil.ts";
import { withFolder } from "./cli.ts";

const ROOT = new URL("../../", import.meta.url).pathname;
const MAIN = join(ROOT, "sdk/dist/cli/main.js");

describeOnAnvil("a deployment on another node, as docs/deployment.md has it", function () {
  this.timeout(400_000);
  const deployment = `test-${process.pid}`;
  let anvil: Anvil;

  before(async () => {
    anvil = await startAnvil();
  });
  after(async () => {
    await anvil?.stop();
    await rm(join(ROOT, "ignition/deployments", deployment), { recursive: true, force: true });
  });

  /** Not synchronously: anvil's output must be read meanwhile, or it stops. */
  function run(command: string, args: readonly string[], env: Record<string, string> = {}) {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, FORCE_COLOR: "0", ...env },
      stdio: ["ignore", "pipe", "pipe"],
      timeout: 280_000,
      killSignal: "SIGKILL",
    });
    return new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve, reject) => {
      let stdout = "";
      let stderr = "";
      child.stdout.on("data", (text) => {
        stdout += text;
      });
      child.stderr.on("data", (text) => {
        stderr += text;
      });
      child.on("error", reject);
      child.on("close", (status) => resolve({ status, stdout, stderr }));
    });
  }

  const deploy = (module: string, parameters: string) =>
    run(
      join(ROOT, "node_modules/.bin/hardhat"),
      [
        ...["ignition", "deploy", `ignition/modules/${module}.ts`, "--network", "remote"],
        ...["--parameters", parameters, "--deployment-id", deployment],
      ],
      { RPC_URL: anvil.rpc, DEPLOYER_KEY: ANVIL_KEY, HARDHAT_IGNITION_CONFIRM_DEPLOYMENT: "false" },
    );
  const check = (fund: string) =>
    run(process.execPath, [join(ROOT, "scripts/check-deployment.ts"), "--rpc", anvil.rpc, "--fund", fund]);

  it("deploys by Ignition's command, passes its check, and takes a credit", async () => {
    const deployed = await deploy("LocalFund", "ignition/parameters/local.json");
    expect(deployed.status, deployed.stderr + deployed.stdout).to.equal(0);
    const fund = /LocalFund#InsuranceFund - (0x\w{40})/.exec(deployed.stdout)?.[1] as string;

    const { status, stdout, stderr } = await check(fund);
    expect(status, stdout + stderr).to.equal(0);
    expect(stdout).to.include("All is as the deployment leaves it.");

    await withFolder(async (folder) => {
      const where = ["--rpc", anvil.rpc, "--fund", fund, "--json"];
      const env = { FUND_STATE: join(folder, "state.sqlite"), FUND_PRIVATE_KEY: ANVIL_KEY };
      const credit = await run(
        process.execPath,
        [MAIN, "credit", ...where, "--period", "1", "--amount", "1", "--ref", "x"],
        env,
      );
      expect(credit.status, "the deployer may do nothing").to.equal(3);
      expect(credit.stderr).to.include("does not have the role for this");
      const overview = await run(process.execPath, [MAIN, "status", ...where]);
      expect(JSON.parse(overview.stdout)).to.deep.include({ nextPeriod: "1", assets: "0" });
    });
  });

  it("is told apart from a fund whose clearing has a role", async () => {
    await rm(join(ROOT, "ignition/deployments", deployment), { recursive: true, force: true });
    const parameters = JSON.parse(await readFile(join(ROOT, "ignition/parameters/local.json"), "utf8"));
    parameters.LocalFund.guardian = parameters.LocalFund.clearing;
    await withFolder(async (folder) => {
      const file = join(folder, "parameters.json");
      await writeFile(file, JSON.stringify(parameters));
      const deployed = await deploy("LocalFund", file);
      expect(deployed.status, deployed.stderr + deployed.stdout).to.equal(0);
      const fund = /LocalFund#InsuranceFund - (0x\w{40})/.exec(deployed.stdout)?.[1] as string;
      const { status, stdout } = await check(fund);
      expect(status, stdout).to.equal(1);
      expect(stdout).to.include("is also guardian.");
    });
  });
});
