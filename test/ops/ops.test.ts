// What ops/ has, held to the programs that it is for: their metrics, their options, and the tools that read it.
import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { registeredNames } from "./registered.ts";

const OPS = new URL("../../ops/", import.meta.url).pathname;
const MAIN = new URL("../../sdk/src/cli/main.ts", import.meta.url).pathname;
const EVERY = ["--rpc-file", "--fund", "--db", "--keystore"];
const UNITS = [
  { name: "operate", file: join(OPS, "systemd/fund-operate.service"), required: [...EVERY, "--bundles"] },
  { name: "watch", file: join(OPS, "systemd/fund-watch.service"), required: EVERY },
  {
    name: "schedule",
    file: join(OPS, "systemd/fund-schedule.service"),
    required: [...EVERY, "--bundles", "--data-uri", "--tables", "--publish-to"],
  },
];
const RULES = readFileSync(join(OPS, "alerts.yml"), "utf8");

const isThere = (tool: string) => spawnSync(tool, ["--version"]).error === undefined;

describe("the alert rules", () => {
  it("ask for numbers that the daemons show, by the names that they have there", () => {
    const names = registeredNames();
    expect(names).to.include.members(["fund_watch_failed_judgements_total", "fund_operate_next_deadline_seconds"]);
    const asked = [...RULES.matchAll(/\b(?:fund_(?:watch|operate)|process)_[a-z_]+\b/g)].map(([name]) => name);
    expect(asked.length).to.be.above(40);
    expect(asked.filter((name) => !names.has(name))).to.deep.equal([]);
  });

  it("have a test each that sees it fire, and one in which none does", function () {
    const alerts = [...RULES.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
    const tests = readFileSync(join(OPS, "alerts.test.yml"), "utf8");
    expect(alerts.filter((name) => !tests.includes(`alertname="${name}"`))).to.deep.equal([]);
    if (!isThere("promtool")) this.skip();
    execFileSync("promtool", ["check", "rules", join(OPS, "alerts.yml")]);
    expect(execFileSync("promtool", ["test", "rules", join(OPS, "alerts.test.yml")]).toString()).to.include("SUCCESS");
  });
});

describe("the systemd units", () => {
  for (const { name, file, required } of UNITS) {
    it(`${name}: give the command options that it has, all that it requires, and no secret`, () => {
      const help = execFileSync(process.execPath, ["--conditions=source", MAIN, name, "--help"], { encoding: "utf8" });
      const options = [...help.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map(([, option]) => option);
      const line = /^ExecStart=(.*)$/m.exec(readFileSync(file, "utf8"))?.[1] ?? "";
      expect(line).to.include(`zke-insurance-fund ${name} `);
      const given = [...line.matchAll(/ (--[a-z-]+)/g)].map(([, option]) => option);
      expect(options).to.include.members(given);
      expect(given).to.include.members(required);
      // By systemd's rules a doubled dollar is the shell's own, which alone sees what is in the credentials.
      expect(line.replaceAll("$$", "")).to.not.include("$");
    });

    it(`${name}: are understood by systemd, which warns of nothing`, function () {
      if (!isThere("systemd-analyze")) this.skip();
      const { status, stdout, stderr } = spawnSync("systemd-analyze", ["verify", file], { encoding: "utf8" });
      expect({ status, said: stdout + stderr }).to.deep.equal({ status: 0, said: "" });
    });
  }
});
