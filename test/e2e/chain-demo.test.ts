import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { expect } from "chai";
import { withFolder } from "./cli.ts";
import { rpc } from "./devnet.ts";

const DEMO = new URL("../../scripts/demo.ts", import.meta.url).pathname;

const hourAgo = () => Math.floor(Date.now() / 1_000) - 3_600;

const demo = (...args: string[]) =>
  spawnSync(process.execPath, [DEMO, ...args], { encoding: "utf8", timeout: 150_000, killSignal: "SIGKILL" });

describe("the demo", function () {
  this.timeout(160_000);

  it("tells the whole story of a made-up period in a screenful", () => {
    const { status, stdout, stderr } = demo();
    expect(status, stderr).to.equal(0);
    for (const step of [
      "Liquidations happen: 300.",
      "one by one in the books and in one call, for ",
      "The settlement goes on chain",
      "against its market's prices of that minute: 299 of 300 lie within. One does not:",
      "No contract can see that: anyone else can.",
      "A trader checks",
      "The share is not the rule's",
      "The contract does not accept the entry",
      "To finalize at once is refused",
      "Clearing withdraws",
      "The token balance agrees.",
    ]) {
      expect(stdout).to.include(step);
    }
    expect(stdout.trimEnd().split("\n").length).to.be.at.most(40);
  });

  it("tells the period of tables that are given", () =>
    withFolder(async (folder) => {
      const [positions, liquidations] = [join(folder, "p.csv"), join(folder, "l.csv")];
      await writeFile(positions, "account,position,profit\na,X,500\nb,X,300\nc,X,150\nd,X,50\n");
      await writeFile(
        liquidations,
        `liquidation,market,side,quantity,takeover_value,close_value,time\n1,X,long,1,100,0,${hourAgo()}\n2,X,short,1,9,4,${hourAgo()}\n`,
      );
      const { status, stdout, stderr } = demo("--positions", positions, "--liquidations", liquidations);
      expect(status, stderr).to.equal(0);
      expect(stdout).to.include("4 positions are in profit, 1,000.00 together; losses are 100.00");
      expect(stdout).to.include("fund -- verify --bundle DIR --prices FILE");
      expect(stdout).to.include("5.00 credited + 5,000,000.00 donated - 20.00 covered = 4,999,985.00");
    }));

  it("serves the page, and statements to try it with, until a signal ends it", async () => {
    const child = spawn(process.execPath, [DEMO, "--web", "--port", "0"], { stdio: ["ignore", "pipe", "inherit"] });
    try {
      let output = "";
      for await (const text of child.stdout) {
        output += text;
        if (output.includes("Ctrl-C")) break;
      }
      const [address] = output.match(/http:\S+\//) ?? [];
      const [statement] = output.match(/\S+statement-right\.json/) ?? [];
      expect(await (await fetch(address!)).text()).to.include('<div id="page">');
      const settings = (await (await fetch(`${address}config.json`)).json()) as { rpc: string; fund: string };
      expect(output).to.include(settings.rpc).and.to.include(settings.fund);
      const first = await rpc(settings.rpc, "eth_blockNumber");
      while ((await rpc(settings.rpc, "eth_blockNumber")) === first) await setTimeout(200);
      const closed = once(child, "close");
      child.kill("SIGTERM");
      expect(await closed).to.deep.equal([0, null]);
      expect(existsSync(statement!), "what it wrote is gone").to.equal(false);
    } finally {
      child.kill("SIGKILL");
    }
  });

  it("says in one line what is wrong with its tables", () =>
    withFolder(async (folder) => {
      const file = join(folder, "p.csv");
      await writeFile(file, "account,position,profit\na,X,1.0000001\n");
      for (const [args, said] of [
        [["--positions", file, "--liquidations", file], 'p.csv:2: column "profit"'],
        [["--positions", file], "--positions and --liquidations belong together"],
        [["--seed", "x"], '--seed is "x"'],
        [["--port", "8080"], "it belongs to --web"],
        [["--web", "--port", "99999"], '--port is "99999"'],
        [["--web", "--positions", file, "--liquidations", file], "it takes no tables"],
      ] as const) {
        const { status, stdout, stderr } = demo(...args);
        expect(status).to.equal(2);
        expect(stdout).to.equal("");
        expect(stderr).to.match(/^demo: [^\n]+\n$/);
        expect(stderr).to.include(said);
      }
    }));
});
