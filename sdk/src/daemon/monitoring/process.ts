import type { Metrics } from "./metrics.ts";

const SECOND = 1_000;

/** Shows which version runs, and since when. */
export function showProcess(metrics: Metrics, version: string): void {
  metrics.gauge("build_info", "Which version runs; always 1.").set(1, { version, node: process.versions.node });
  const started = metrics.gauge("process_start_time_seconds", "When the process was started.");
  started.set(performance.timeOrigin / SECOND);
}
