// A scheduler's tables and publishing, by commands and folders.
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { DEFAULT_RULE } from "zke-insurance-fund";
import { bundleOf, writeBundle } from "zke-insurance-fund/bundle";
import { runCommand } from "../../../../sdk/src/daemon/schedule/command.ts";
import { copyPublic, publishBy, publishTo } from "../../../../sdk/src/daemon/schedule/publish.ts";
import { tablesBy, tablesIn } from "../../../../sdk/src/daemon/schedule/tables.ts";
import { FUND, settled, TERMS } from "../watch/submissions.ts";

const PERIOD = { period: 7n, startTime: 1_000n, endTime: 2_000n, decimals: 6, identity: FUND, rule: DEFAULT_RULE };
const SIGNAL = new AbortController().signal;
const POSITIONS = "account,position,profit\nalice,BTCUSDT,500\nbob,BTCUSDT,-7\n";
const LIQUIDATIONS =
  "liquidation,market,side,quantity,takeover_value,close_value,time\nliq-1,BTCUSDT,long,0.001,100,0,1500\n";

describe("what a scheduler has others do", () => {
  let folder: string;
  const lines: string[] = [];
  const log = (_level: string, _event: string, message: string) => void lines.push(message);
  const how = { log: log as never, timeout: 10_000 };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "scheduled-"));
    lines.length = 0;
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  describe("tables", () => {
    const put = async (files: Readonly<Record<string, string>>) => {
      await mkdir(join(folder, "7"), { recursive: true });
      for (const [name, text] of Object.entries(files)) await writeFile(join(folder, "7", name), text);
    };
    const read = () => tablesIn(join(folder, "{period}"))(PERIOD, SIGNAL);
    const whole = { "positions.csv": POSITIONS, "liquidations.csv": LIQUIDATIONS };

    it("are those of the period's own folder, of several files too", async () => {
      await put({ ...whole, "positions-2.csv": "account,position,profit\ncarol,BTCUSDT,1\n", "notes.txt": "" });
      const { positions, liquidations } = await read();
      expect([positions.count, liquidations.length]).to.deep.equal([2, 1]);
    });

    it("are held to what the exchange counted", async () => {
      const right = { rows: 2, profit: "500", loss: "7", liquidations: 1 };
      await put({ ...whole, "expected.json": JSON.stringify(right) });
      await read();
      for (const other of [{ rows: 3 }, { profit: "499.999999" }, { loss: "-8" }, { liquidations: 0 }]) {
        await put({ "expected.json": JSON.stringify({ ...right, ...other }) });
        expect(await read().catch(String), JSON.stringify(other)).to.match(/expected/);
      }
    });

    for (const text of ["", "[]", "null", '{"rows": "2"}', '{"rows": -1}', '{"profit": 500}', '{"row": 2}']) {
      it(`are not read beside an expected.json of ${text || "nothing"}`, async () => {
        await put({ ...whole, "expected.json": text });
        expect(await read().catch(String)).to.include("what the tables should hold is malformed");
      });
    }

    it("are missing where no file of a table is there, which is not the same as an empty table", async () => {
      expect(await read().catch(String)).to.include("no such file or folder");
      await put({ "positions.csv": POSITIONS });
      expect(await read().catch(String)).to.include("there is no table of liquidations");
      await put({ "liquidations.csv": LIQUIDATIONS.slice(0, LIQUIDATIONS.indexOf("\n") + 1) });
      expect((await read()).liquidations).to.deep.equal([]);
    });

    it("are not those that are still written", async () => {
      await put({ ...whole, "positions.csv.part": POSITIONS });
      expect(await read().catch(String)).to.include("not written to its end");
      await rm(join(folder, "7", "positions.csv.part"));
      await put({ "positions.csv": POSITIONS.slice(0, -1) });
      expect(await read().catch(String)).to.match(/cut off|no end/);
    });

    it("have a place of their own for each period", () => {
      expect(() => tablesIn("/tables")).to.throw("names the same place for each period");
    });

    it("are what a command writes, which is told the period, and none of this program's secrets", async () => {
      process.env.FUND_PRIVATE_KEY = "0xsecret";
      const command =
        `echo "of $FUND_PERIOD from $FUND_START to $FUND_END, key \${FUND_PRIVATE_KEY:-none}"; cd "$FUND_TABLES"; ` +
        `printf '${POSITIONS.replaceAll("\n", "\\n")}' > positions.csv; printf '${LIQUIDATIONS.replaceAll("\n", "\\n")}' > liquidations.csv`;
      try {
        const { positions } = await tablesBy(command, { ...how, scratch: folder })(PERIOD, SIGNAL);
        expect(positions.count).to.equal(1);
      } finally {
        delete process.env.FUND_PRIVATE_KEY;
      }
      expect(lines).to.deep.equal(["of 7 from 1000 to 2000, key none"]);
      expect(await readdir(folder), "nothing is left").to.deep.equal([]);
    });

    it("are none of a command that fails after it has written some", async () => {
      const command = `printf 'account' > "$FUND_TABLES/positions.csv"; echo no database >&2; exit 4`;
      const refusal = await tablesBy(command, { ...how, scratch: folder })(PERIOD, SIGNAL).catch(String);
      expect(refusal).to.include("The command of tables ended with exit code 4");
      expect([lines, await readdir(folder)]).to.deep.equal([["no database"], []]);
    });
  });

  describe("a command", () => {
    const run = (command: string, more: object = {}) =>
      runCommand(command, { ...how, what: "tables", variables: {}, ...more }).catch(String);
    const isAlive = (pid: string) => {
      try {
        return process.kill(Number(pid), 0);
      } catch {
        return false;
      }
    };

    it("that takes too long is ended, with all that it started", async () => {
      const pid = join(folder, "pid");
      expect(await run(`sleep 600 & echo $! > ${pid}; wait`, { timeout: 300 })).to.include("did not end within 0.3 s");
      const sleeper = await readFile(pid, "utf8");
      while (isAlive(sleeper)) await new Promise((resolve) => setTimeout(resolve, 10));
    });

    it("ends when the scheduler does", async () => {
      const { signal, abort } = ((controller) => ({ signal: controller.signal, abort: () => controller.abort() }))(
        new AbortController(),
      );
      const ended = run("sleep 600", { signal });
      abort();
      expect(await ended).to.include("AbortError");
    });

    it("that is killed has failed", async () => {
      expect(await run("kill -9 $$")).to.include("ended with SIGKILL");
    });
  });

  describe("publishing", () => {
    let bundle: string;
    beforeEach(async () => {
      bundle = join(folder, "bundle");
      await writeBundle(bundle, bundleOf(settled(12, 4), DEFAULT_RULE, TERMS));
      await mkdir(join(bundle, "private"));
      await writeFile(join(bundle, "private", "secret"), "0x01");
    });
    const target = () => join(folder, "public");

    it("copies a bundle into a folder, whole, for everybody, and without private/", async () => {
      await publishTo(target())(bundle, PERIOD, SIGNAL);
      await publishTo(target())(bundle, PERIOD, SIGNAL);
      expect(await readdir(target())).to.deep.equal(["period-7"]);
      expect((await readdir(join(target(), "period-7"))).sort()).to.deep.equal([
        ...["liquidations.parquet", "positions.parquet", "settlement.json"],
      ]);
      expect((await stat(join(target(), "period-7"))).mode & 0o777).to.equal(0o755);
    });

    for (const [what, change] of [
      ["another file", (place: string) => writeFile(join(place, "settlement.json"), "{}")],
      ["a file less", (place: string) => rm(join(place, "positions.parquet"))],
    ] as const) {
      it(`replaces nothing that has ${what}`, async () => {
        await publishTo(target())(bundle, PERIOD, SIGNAL);
        await change(join(target(), "period-7"));
        const refusal = await publishTo(target())(bundle, PERIOD, SIGNAL).catch(String);
        expect(refusal).to.include("something else is published here already");
      });
    }

    it("has a command take public files alone", async () => {
      const staged = join(folder, "staged");
      await mkdir(staged);
      await copyPublic(bundle, staged);
      const publish = publishBy('ls "$FUND_BUNDLE"; echo "$FUND_DATA_URI"', { ...how, uriOf: () => "https://x/7" });
      await publish(staged, PERIOD, SIGNAL);
      expect(lines).to.deep.equal(["liquidations.parquet", "positions.parquet", "settlement.json", "https://x/7"]);
    });
  });
});
