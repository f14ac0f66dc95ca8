import type { Trouble } from "../../chain/node-failure.ts";
import type { NodeAnswer } from "../../chain/nodes.ts";
import type { Metrics } from "./metrics.ts";

const SECOND = 1_000;
const TROUBLES: readonly Trouble[] = ["unreachable", "timeout", "http", "notNode", "refused"];
// In seconds: of a node in the same rack, across the sea, and at its limits.
const BOUNDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20];

/**
 * Shows to Prometheus how nodes answer.
 *
 * @param beat takes each answer, and each failure, as a sign of life
 */
export function nodeMeter(metrics: Metrics, beat: () => void = () => {}): (answer: NodeAnswer) => void {
  const errors = metrics.counter("rpc_errors_total", "Questions to nodes that failed, by kind.", { kind: TROUBLES });
  const durations = metrics.histogram("rpc_duration_seconds", "How long nodes took to answer, by method.", BOUNDS);
  return ({ method, ms, kind }) => {
    beat();
    if (kind !== undefined) errors.add(1, { kind });
    durations.observe(ms / SECOND, { method });
  };
}
