// The dashboard, held to what the daemons show. That its queries have answers is tested on a chain (test/e2e/dashboard.test.ts).
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { asAsked, type Panel, readDashboard } from "../support/dashboard.ts";
import { registeredNames } from "./registered.ts";

const dashboard = readDashboard();
const panels = dashboard.panels.filter(({ type }) => type !== "row");
const queries = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })));

/** What is shown nowhere, and why. */
const LEFT_OUT: Record<string, string> = {
  fund_schedule_moves_total: "a scheduler makes no moves of a challenge, so that it stays 0",
  fund_schedule_failed_moves_total: "as before: what fails is in failed_steps_total",
  fund_schedule_overtaken_moves_total: "as before",
  fund_schedule_crowded_total: "as before",
};

/** The names of series in an expression; a histogram's are its own with an end. */
const namesIn = (expr: string) =>
  [...expr.matchAll(/\b(?:fund_|process_)[a-z_]+\b/g)].map(([name]) => name.replace(/_(?:bucket|sum|count)$/, ""));

const overlap = (one: Panel, other: Panel) =>
  one.gridPos.x < other.gridPos.x + other.gridPos.w &&
  other.gridPos.x < one.gridPos.x + one.gridPos.w &&
  one.gridPos.y < other.gridPos.y + other.gridPos.h &&
  other.gridPos.y < one.gridPos.y + one.gridPos.h;

describe("the dashboard", () => {
  it("shows every number of the daemons but those that are left out for a reason, and none that they do not have", () => {
    const registered = registeredNames();
    const shown = new Set(queries.flatMap(({ expr }) => namesIn(expr)));
    expect([...shown].filter((name) => !registered.has(name))).to.deep.equal([]);
    const wanted = [...registered].filter((name) => LEFT_OUT[name] === undefined);
    expect(wanted.filter((name) => !shown.has(name))).to.deep.equal([]);
    expect(Object.keys(LEFT_OUT).filter((name) => shown.has(name) || !registered.has(name))).to.deep.equal([]);
  });

  it("says of each panel what it shows, in a sentence, and in which unit", () => {
    expect(panels).to.have.length.above(40);
    for (const { title, description = "", fieldConfig } of panels) {
      expect(description, title).to.match(/^[A-Z].{20,}\.$/);
      expect(fieldConfig?.defaults.unit, title).to.be.a("string").and.not.equal("");
    }
  });

  it("asks the chosen Prometheus about the chosen programs, and nobody else", () => {
    const variables = dashboard.templating.list.map(({ name }) => name);
    expect(variables).to.deep.equal(["datasource", "instance", "decimals"]);
    expect(dashboard.templating.list[0]?.type).to.equal("datasource");
    for (const { title, datasource, targets = [] } of panels) {
      const sources = [datasource, ...targets.map((target) => target.datasource)].map((source) => source?.uid);
      expect([...new Set(sources)], title).to.deep.equal(["$" + "{datasource}"]);
    }
    for (const { title, expr } of queries) {
      const selectors = expr.match(/\b(?:fund_|process_|up\b)[a-z_]*(?:\{[^}]*\})?/g) ?? [];
      for (const selector of selectors) expect(selector, title).to.include('instance=~"$instance"');
    }
  });

  it("has no two panels in one place, of one number or of one name, and none that asks nothing", () => {
    for (const [at, panel] of dashboard.panels.entries()) {
      expect(panel.gridPos.x + panel.gridPos.w, panel.title).to.be.at.most(24);
      const hidden = dashboard.panels.slice(at + 1).filter((other) => overlap(panel, other));
      expect(
        hidden.map(({ title }) => title),
        panel.title,
      ).to.deep.equal([]);
    }
    const ids = dashboard.panels.map(({ id }) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    expect(new Set(panels.map(({ title }) => title)).size).to.equal(panels.length);
    for (const { title, targets = [] } of panels) {
      expect(targets, title).to.have.length.above(0);
      expect(new Set(targets.map(({ refId }) => refId)).size, title).to.equal(targets.length);
    }
  });

  it("asks what Prometheus understands", function () {
    if (spawnSync("promtool", ["--version"]).error !== undefined) this.skip();
    const folder = mkdtempSync(join(tmpdir(), "dashboard-"));
    try {
      const rules = queries.map(({ expr }, at) => ({ record: `panel_${at}`, expr: asAsked(expr) }));
      // JSON is YAML.
      writeFileSync(join(folder, "rules.yml"), JSON.stringify({ groups: [{ name: "panels", rules }] }));
      const { status, stderr } = spawnSync("promtool", ["check", "rules", join(folder, "rules.yml")], {
        encoding: "utf8",
      });
      expect({ status, said: stderr }).to.deep.equal({ status: 0, said: "" });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
