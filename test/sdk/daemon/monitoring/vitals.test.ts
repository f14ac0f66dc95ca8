import { execFileSync, spawnSync } from "node:child_process";
import { expect } from "chai";
import { watchHead } from "../../../../sdk/src/daemon/monitoring/head.ts";
import { createMetrics } from "../../../../sdk/src/daemon/monitoring/metrics.ts";
import { nodeMeter } from "../../../../sdk/src/daemon/monitoring/node-meter.ts";
import { showProcess } from "../../../../sdk/src/daemon/monitoring/process.ts";
import { createVitals, OUTAGE_FAILURES } from "../../../../sdk/src/daemon/monitoring/vitals.ts";
import { ChainError, type ChainErrorKind } from "../../../../sdk/src/errors.ts";

const MINUTE = 60_000;

/** Vitals whose clock is set by hand. */
function vitalsAt(assertWritable = () => {}) {
  let now = 0;
  const metrics = createMetrics("fund_test_");
  const vitals = createVitals(metrics, { interval: 12_000, clock: () => now, assertWritable });
  return {
    vitals,
    text: () => metrics.text(),
    wait: (milliseconds: number) => (now += milliseconds),
    reasons: () => (vitals.ready().reasons as { reason: string }[]).map(({ reason }) => reason),
    events: (told: readonly { event: string }[]) => told.map(({ event }) => event),
  };
}
const down = (kind: ChainErrorKind = "node") => new ChainError("The chain could not be reached.", { kind });
const block = (number: number) => ({ number, time: BigInt(12 * number) });

describe("a head that is watched", () => {
  it("stands still after twenty of its usual pauses, told once, and goes on, told once", () => {
    let now = 0;
    const head = watchHead(() => now);
    for (let number = 100; number < 110; number++) {
      expect(head.see(block(number))).to.equal(undefined);
      now += 12_000;
    }
    expect(head.limit).to.equal(240_000);
    now += 200_000;
    expect(head.see(block(109))).to.equal(undefined);
    now += 40_000;
    expect([head.see(block(109)), head.see(block(109)), head.isStalled]).to.deep.equal(["stalled", undefined, true]);
    // A node that falls back has nothing new to say either.
    expect(head.see(block(90))).to.equal(undefined);
    expect([head.see(block(110)), head.see(block(111)), head.isStalled]).to.deep.equal(["resumed", undefined, false]);
  });

  it("follows the chain's rhythm within a minute and an hour, and gives a strange one five minutes", () => {
    for (const [pause, limit] of [
      [0, MINUTE],
      [2, MINUTE],
      [60, 20 * MINUTE],
      [86_400, 60 * MINUTE],
    ] as const) {
      const head = watchHead(() => 0);
      expect(head.limit).to.equal(5 * MINUTE);
      for (const number of [1, 2, 3]) head.see({ number, time: BigInt(pause * number) });
      expect(head.limit, `${pause} s`).to.equal(limit);
    }
  });
});

describe("a daemon's vitals", () => {
  it("are not ready before the first look, and alive", () => {
    const { vitals, reasons } = vitalsAt();
    expect(reasons()).to.deep.equal(["starting"]);
    expect(vitals.live().ok).to.equal(true);
    vitals.looked(block(1));
    expect(vitals.ready()).to.deep.include({ ok: true, reasons: [] });
  });

  it("are alive as long as the loop turns, however long the node is away; and else not", () => {
    const { vitals, wait, reasons } = vitalsAt();
    vitals.looked(block(1));
    for (let minute = 0; minute < 60; minute++) {
      wait(MINUTE);
      vitals.beat();
      vitals.failed(down());
    }
    expect(vitals.live().ok).to.equal(true);
    expect(reasons()).to.deep.equal(["look-late", "chain-unreachable"]);
    wait(5 * MINUTE);
    expect(vitals.live().ok).to.equal(false);
  });

  it("tell an outage of the node once, and its end, and count both", () => {
    const { vitals, text, reasons, events } = vitalsAt();
    vitals.looked(block(1));
    for (let failure = 1; failure < OUTAGE_FAILURES; failure++) expect(vitals.failed(down())).to.deep.equal([]);
    expect(reasons()).to.deep.equal([]);
    expect(text())
      .to.include("\nfund_test_chain_unreachable 0\n")
      .and.to.include("\nfund_test_chain_outages_total 0\n");
    const [told] = vitals.failed(down());
    expect(told).to.deep.include({ event: "chain-unreachable", level: "error" });
    expect(told!.message).to.include("could not be reached");
    expect(vitals.failed(down())).to.deep.equal([]);
    expect(reasons()).to.deep.equal(["chain-unreachable"]);
    expect(text())
      .to.include("\nfund_test_chain_unreachable 1\n")
      .and.to.include("\nfund_test_chain_outages_total 1\n");
    expect(text()).to.include(`\nfund_test_failed_looks_total{kind="node"} ${OUTAGE_FAILURES + 1}\n`);
    expect(text()).to.include('\nfund_test_failed_looks_total{kind="incomplete"} 0\n');
    expect(events(vitals.looked(block(2)))).to.deep.equal(["chain-reachable"]);
    expect(reasons()).to.deep.equal([]);
    expect(text()).to.include("\nfund_test_chain_unreachable 0\n");
  });

  it("are not ready on a history that is incomplete, at once", () => {
    const { vitals, reasons } = vitalsAt();
    vitals.looked(block(1));
    expect(vitals.failed(down("incomplete"))).to.deep.equal([]);
    expect(reasons()).to.deep.equal(["look-incomplete"]);
  });

  it("are not ready while the head stands still", () => {
    const { vitals, wait, text, reasons, events } = vitalsAt();
    for (const number of [1, 2, 3]) vitals.looked(block(number));
    for (let minute = 0; minute < 4; minute++) {
      wait(MINUTE);
      expect(vitals.looked(block(3))).to.deep.equal([]);
    }
    wait(1);
    expect(events(vitals.looked(block(3)))).to.deep.equal(["chain-stalled"]);
    expect(reasons()).to.deep.equal(["chain-stalled"]);
    expect(text()).to.include("\nfund_test_chain_stalls_total 1\n").and.to.include("\nfund_test_chain_stalled 1\n");
    expect(events(vitals.looked(block(4)))).to.deep.equal(["chain-resumed"]);
    expect(reasons()).to.deep.equal([]);
  });

  it("are not ready where nothing can be written", () => {
    const { vitals, reasons } = vitalsAt(() => {
      throw new Error("database or disk is full");
    });
    vitals.looked(block(1));
    expect(reasons()).to.deep.equal(["database-failed"]);
    expect(vitals.live().ok).to.equal(true);
  });
});

describe("a daemon's metrics", () => {
  it("have nothing that Prometheus' own check objects to", function () {
    if (spawnSync("promtool", ["--version"]).error !== undefined) this.skip();
    const { vitals, text } = vitalsAt();
    vitals.looked(block(1));
    const metrics = createMetrics("fund_test_");
    showProcess(metrics, "1.2.3");
    const answered = nodeMeter(metrics);
    answered({ method: "eth_call", ms: 20 });
    answered({ method: "eth_call", ms: 20_000, kind: "timeout" });
    expect(execFileSync("promtool", ["check", "metrics"], { input: metrics.text() + text() }).toString()).to.equal("");
  });

  it("say how nodes answer, and that is a sign of life", () => {
    const metrics = createMetrics("fund_test_");
    let beats = 0;
    const answered = nodeMeter(metrics, () => beats++);
    expect(metrics.text()).to.include('\nfund_test_rpc_errors_total{kind="refused"} 0\n');
    answered({ method: "eth_call", ms: 20 });
    answered({ method: "eth_call", ms: 20_500, kind: "timeout" });
    const text = metrics.text();
    expect(text).to.include('\nfund_test_rpc_errors_total{kind="timeout"} 1\n');
    expect(text).to.include('\nfund_test_rpc_duration_seconds_bucket{method="eth_call",le="0.05"} 1\n');
    expect(text).to.include('\nfund_test_rpc_duration_seconds_count{method="eth_call"} 2\n');
    expect(beats).to.equal(2);
  });

  it("say which version runs, and since when", () => {
    const metrics = createMetrics("fund_test_");
    showProcess(metrics, "1.2.3");
    expect(metrics.text()).to.include('\nfund_test_build_info{version="1.2.3",node="');
    const [, started] = /^process_start_time_seconds (\S+)$/m.exec(metrics.text()) ?? [];
    expect(Number(started)).to.be.within(Date.now() / 1_000 - 100_000, Date.now() / 1_000);
  });
});
